"""One function for each reference page; each returns the page's Markdown."""

from __future__ import annotations

import argparse
import ast
import dataclasses
import importlib
import importlib.util
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from dsn.base.sentences import SENTENCES
from dsn.base.settings import PREFIX, Settings
from dsn.synth import tables
from dsn.synth.conditions import conditions
from tools.contract.rooms import ROOMS
from tools.docs.codes import raised
from tools.docs.coverage import coverage
from tools.setup.places import ROOT

SOURCE = ROOT / "src" / "dsn"
PRODUCED = "<!-- Produced by `make docs` from the code; a test compares. -->"


def settings_page() -> str:
    rows = []
    for setting in dataclasses.fields(Settings):
        default = setting.default if setting.default != "" else " "
        rows.append(
            f"| `{setting.name}` | `{PREFIX}{setting.name.upper()}` | `{default}` | {setting.metadata['doc']} |"
        )
    return _page(
        "Settings",
        "Read from a TOML file, then the environment, then the command line. An unknown name is refused.",
        "| Name | Environment | Default | What it does |\n| --- | --- | --- | --- |\n" + "\n".join(rows),
    )


def errors_page() -> str:
    rows = []
    for code, places in groupby(raised(SOURCE), key=lambda place: place.code):
        found = list(places)
        kinds = ", ".join(sorted({place.kind for place in found}))
        rooms = ", ".join(sorted({place.module.split(".")[1] for place in found}))
        french, english = SENTENCES.get(code, ("", ""))
        rows.append(f"| `{code}` | {kinds} | {rooms} | {_cell(french)} | {_cell(english)} |")
    return _page(
        "Error codes",
        "Codes are stable; sentences may be reworded. Braces are filled from the values of the failure.",
        "| Code | Kind | Raised by | French | English |\n| --- | --- | --- | --- | --- |\n" + "\n".join(rows),
    )


def rooms_page() -> str:
    rows = [f"| `{room}` | {_first_sentence(room)} |" for room in ROOMS if _first_sentence(room)]
    return _page(
        "Rooms",
        "In order: a room imports only those above it (`make contract`).",
        "| Room | What it is for |\n| --- | --- |\n" + "\n".join(rows),
    )


def coverage_page() -> str:
    titles = dict(line.split("\t") for line in _rows_file() if "\t" in line)
    tests = coverage(ROOT / "tests")
    unknown = sorted(set(tests) - set(titles))
    if unknown:
        raise ValueError(f"tests name rows that docs/rows.tsv lacks: {', '.join(unknown)}")
    held = [
        f"| {row} | {_cell(titles[row])} | {', '.join(f'`{name}`' for name in tests[row])} |"
        for row in titles
        if row in tests
    ]
    missing = ", ".join(row for row in titles if row not in tests)
    table = "| Row | In its source's words | Tests |\n| --- | --- | --- |\n" + "\n".join(held)
    return _page(
        "What tests hold, by row of the domain",
        "F: capabilities. R: complaints.",
        f"{table}\n\nNo test yet: {missing}.",
    )


def cli_page() -> str:
    """Every command of `dsn`, from the parser that reads it, laid out by us: argparse's own layout changes."""
    module = importlib.import_module("dsn.cli.main")
    words = importlib.import_module("dsn.web.words").words
    parser: argparse.ArgumentParser = module._parser(words("fr"))
    sections = [_options(parser)]
    for name, command in _commands(parser).items():
        sections.append(
            f"## `{command.prog}`\n\n{command.description or _help_of(parser, name)}\n\n{_options(command)}".rstrip()
        )
    return _page("The `dsn` command", (module.__doc__ or "").strip(), "\n\n".join(sections))


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    groups = [action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(groups[0]) if groups else {}


def _help_of(parser: argparse.ArgumentParser, name: str) -> str:
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return next(
        (each.help or "" for group in groups for each in group._choices_actions if each.dest == name), ""
    )


def _options(parser: argparse.ArgumentParser) -> str:
    rows = []
    for action in parser._actions:
        if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
            shown = ", ".join(action.option_strings) or str(action.metavar or action.dest)
            rows.append(f"| `{shown}` | {_cell(action.help or '')} |")
    return "| Option | |\n| --- | --- |\n" + "\n".join(rows) if rows else ""


def shelves_page() -> str:
    """What people wrote page by page, by its first heading, so that no page is lost."""
    shelves = {
        "how-to": "How to",
        "decisions": "Decisions",
        "clarifications": "Clarifications of the standards",
    }
    parts = []
    for folder, title in shelves.items():
        files = sorted((ROOT / "docs" / folder).glob("*.md"))
        parts.append(
            "\n".join(
                [f"## {title}\n", *(f"- [{_heading(file)}](../{folder}/{file.name})" for file in files)]
            )
        )
    return _page("Pages written by hand", "By their first heading.", "\n\n".join(parts))


def _heading(file: Path) -> str:
    return file.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")


def pages() -> dict[str, Callable[[], str]]:
    """Name under docs/reference → what writes it."""
    found = {
        "settings.md": settings_page,
        "errors.md": errors_page,
        "rooms.md": rooms_page,
        "coverage.md": coverage_page,
        "pages.md": shelves_page,
        "synthetic-prevalence.md": synth_page,
        "synthetic-richness.md": richness_page,
    }
    return found | ({"cli.md": cli_page} if importlib.util.find_spec("dsn.assembly") else {})


def synth_page() -> str:
    """Each condition of the synthetic province: the figure it is set to, and who published it."""
    rows = []
    for one in conditions():
        for target in one.targets:
            who = {"F": "women", "M": "men", "": "all"}[target.sex]
            ages = f"{target.low}–{target.high}" if target.high < 110 else f"{target.low}+"
            rows.append(
                f"| {one.name} | {one.kind} | {who}, {ages} | {target.percent:g} % | {_cell(one.quote)} | <{one.url}> |"
            )
    head = "| Condition | Kind | Of whom | Figure | Quotation | Source |\n| --- | --- | --- | --- | --- | --- |\n"
    lead = "What `dsn synth people` sets each condition to. Acute and surgical ones are yearly incidences."
    return _page("Prevalence in the synthetic province", lead, head + "\n".join(rows))


def richness_page() -> str:
    """How rich invented records are, beside Synthea's; measured by `python -m tools.synth_richness`."""
    rows = tables.rows("richness")
    lead = (
        "A thousand people of `dsn synth people --seed 1`, beside 114 people of Synthea's sample data "
        "(github.com/smart-on-fhir/generated-sample-data, Apache-2.0). Made again by `python -m tools.synth_richness`."
    )
    columns = ("source", "what", "people", "mean", "tenth", "half", "most")
    ages = ["| " + " | ".join(row[name] for name in columns) + " |" for row in rows if row["people"]]
    told: dict[str, dict[str, str]] = {}
    for row in rows:
        if not row["people"]:
            told.setdefault(row["what"], {})[row["source"]] = row["mean"]
    types = [f"| {name} | {one.get('dsn', '')} | {one.get('synthea', '')} |" for name, one in told.items()]
    head = (
        "| Source | Ages | People | Mean | One in ten has fewer than | Half | Nine in ten |\n"
        + "| --- " * 7
        + "|\n"
    )
    second = "\n\n## Resources a person, by type\n\n| Type | dsn | Synthea |\n| --- | --- | --- |\n"
    body = "## Resources a record, by age\n\n" + head + "\n".join(ages) + second + "\n".join(types)
    return _page("Richness of the synthetic province", lead, body)


def _page(title: str, lead: str, body: str) -> str:
    return f"{PRODUCED}\n\n# {title}\n\n{lead}\n\n{body}\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _rows_file() -> list[str]:
    return (ROOT / "docs" / "rows.tsv").read_text(encoding="utf-8").splitlines()[1:]


def _first_sentence(room: str) -> str:
    """The first line of the room's own docstring; empty where there is no such room yet, or nothing in it."""
    path = SOURCE / room.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not file.exists():
        return ""
    doc = ast.get_docstring(ast.parse(file.read_bytes())) or ""
    return _cell(doc.partition("\n\n")[0])
