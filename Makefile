# Two commands: `make demo` serves the product, `make test` checks everything. Both set up what they need.
PYTHON ?= python3
VENV := .venv/bin
BUDGET ?= 40m

.DEFAULT_GOAL := help
.PHONY: help demo test test-long test-fresh test-faults bench lint types fmt contract docs changelog lock setup-run setup-test

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | sort | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

demo: setup-run ## set up, fill a demonstration store, serve it on this machine only
	@exec $(VENV)/dsn demo

test: setup-test ## everything that must hold: format, lint, types, import contract, tests on both engines, pages
	@$(VENV)/python -m tools.checks

test-long: setup-test ## the long campaigns, in rotation, within BUDGET (40m)
	@$(VENV)/python -m tools.campaigns $(BUDGET)

test-fresh: ## demo and test in a bare Debian 12, as root and as a plain user (needs root and debootstrap)
	@$(PYTHON) -m tools.fresh

test-faults: setup-test ## plants faults one at a time and prints which law found each
	@$(VENV)/python -m tools.faults

bench: setup-test ## measures what is fast (see docs/reference)
	@$(VENV)/python -m bench

fmt: setup-test ## formats the code and mends what lint can mend
	@$(VENV)/ruff check --fix --quiet . ; $(VENV)/ruff format --quiet .

lint: setup-test ## format and lint, without changing anything
	@$(VENV)/ruff format --check . && $(VENV)/ruff check .

types: setup-test ## mypy, strict
	@$(VENV)/python -m tools.checks types

contract: setup-test ## which room may import which
	@$(VENV)/python -m tools.contract

docs: setup-test ## writes the reference pages from the code
	@$(VENV)/python -m tools.docs

changelog: ## gathers changes/ into CHANGELOG.md
	@$(PYTHON) -m tools.changelog

lock: setup-test ## pins every dependency anew, with digests and without hosts
	@$(VENV)/python -m tools.lock

setup-run:
	@$(PYTHON) -m tools.setup run

setup-test:
	@$(PYTHON) -m tools.setup test
