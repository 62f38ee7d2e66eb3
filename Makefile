# Two commands: `make demo` serves the product, `make test` checks everything. Both set up what they need.
PYTHON ?= python3
VENV := .venv/bin
BUDGET ?= 40m

.DEFAULT_GOAL := help
.PHONY: help demo test test-long test-fresh test-faults bench lint types fmt contract docs changelog lock setup-run setup-test

help: ## cette liste | this list
	@awk -F':.*## | \\| ' -v english="$(filter en%,$(LC_ALL) $(LANG))" \
		'/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, english ? $$3 : $$2 }' Makefile

demo: setup-run ## installe, remplit un dossier de démonstration et le sert sur cette machine seulement | set up, fill a demonstration store, serve it on this machine only
	@exec $(VENV)/dsn demo

test: setup-test ## tout ce qui doit tenir : format, types, contrat d’importation, essais sur les deux moteurs, pages | everything that must hold: format, lint, types, import contract, tests on both engines, pages
	@$(VENV)/python -m tools.checks

test-long: setup-test ## les longues campagnes, à tour de rôle, dans BUDGET (40m) | the long campaigns, in rotation, within BUDGET (40m)
	@$(VENV)/python -m tools.campaigns $(BUDGET)

test-fresh: ## demo et test dans une Debian 12 nue, comme root et comme simple usager (demande root et debootstrap) | demo and test in a bare Debian 12, as root and as a plain user (needs root and debootstrap)
	@$(PYTHON) -m tools.fresh

test-faults: setup-test ## plante des fautes une à une et montre quelle loi trouve chacune | plants faults one at a time and prints which law found each
	@$(VENV)/python -m tools.faults

bench: setup-test ## mesure ce qui est rapide | measures what is fast (see docs/reference)
	@$(VENV)/python -m bench --page docs/performance.md

fmt: setup-test ## met le code en forme et corrige ce qui peut l’être | formats the code and mends what lint can mend
	@$(VENV)/ruff check --fix --quiet . ; $(VENV)/ruff format --quiet .

lint: setup-test ## format et règles, sans rien changer | format and lint, without changing anything
	@$(VENV)/ruff format --check . && $(VENV)/ruff check .

types: setup-test ## mypy, strict | mypy, strict
	@$(VENV)/python -m tools.checks types

contract: setup-test ## quelle pièce peut importer laquelle | which room may import which
	@$(VENV)/python -m tools.contract

docs: setup-test ## écrit les pages de référence à partir du code | writes the reference pages from the code
	@$(VENV)/python -m tools.docs

changelog: ## rassemble changes/ dans CHANGELOG.md | gathers changes/ into CHANGELOG.md
	@$(PYTHON) -m tools.changelog

lock: setup-test ## fixe de nouveau chaque dépendance, avec ses empreintes et sans adresse | pins every dependency anew, with digests and without hosts
	@$(VENV)/python -m tools.lock

setup-run:
	@$(PYTHON) -m tools.setup run

setup-test:
	@$(PYTHON) -m tools.setup test
