"""The fixtures every room may use: `engine`, `postgres`, `browser`, `page`; and the rules of a run."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings
from tests.support.run import begin_run, end_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from tests.support.postgres import Postgres

ENGINES = ("sqlite", "postgres")
LEFT_OUT = pytest.StashKey[int]()

settings.register_profile(
    "ci", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
# The same commit gives the same verdict, campaigns too; `--hypothesis-seed` tries other examples.
settings.register_profile("long", parent=settings.get_profile("ci"), max_examples=2_000)
# A planted fault need only be found: making the example small would take minutes.
settings.register_profile("fault", parent=settings.get_profile("ci"), phases=(Phase.explicit, Phase.generate))
settings.load_profile(os.environ.get("HYPOTHESIS_SETTINGS", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--shuffle", default="", help="run the tests in an order drawn from this word")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "covers(*rows): the rows of the domain that this test holds")
    if not _is_worker(config):
        begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not _is_worker(config):
        end_run()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Campaigns run only when asked for (`-m long`); the pages of one module stay with one browser."""
    if "long" not in config.option.markexpr:
        campaigns = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=campaigns)
        items[:] = [item for item in items if item not in campaigns]
    if not os.environ.get("DSN_CITUS"):
        away = [item for item in items if item.get_closest_marker("citus")]
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]
        config.stash[LEFT_OUT] = len(away)
    if config.option.shuffle:
        shuffle(items, random.Random(config.option.shuffle))
    for item in items:
        if {"browser", "page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says what no setting made possible: left out before the run, so it counts neither as passed nor as skipped."""
    workers = config.getoption("numprocesses", None) and not os.environ.get("DSN_CITUS")
    if workers or config.stash.get(LEFT_OUT, 0):  # workers collect for themselves
        terminalreporter.write_line("LEFT OUT: the tests on Citus; DSN_CITUS names no server that has it")


def shuffle(items: list[pytest.Item], chance: random.Random) -> None:
    """The modules in another order, and the tests of each: what a module opens is opened once, as ever."""
    modules: dict[str, list[pytest.Item]] = {}
    for item in items:
        modules.setdefault(item.nodeid.partition("::")[0], []).append(item)
    order = list(modules.values())
    chance.shuffle(order)
    for tests in order:
        chance.shuffle(tests)
    items[:] = [item for tests in order for item in tests]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database: `sqlite:///…`, then `postgresql://…`. The test runs once on each."""
    if request.param == "sqlite":
        folder: Path = request.getfixturevalue("tmp_path")
        yield f"sqlite:///{folder / 'dsn.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The run's PostgreSQL: `create(template)` gives a database, `url(name)` its address. Never left out."""
    from tests.support.postgres import Postgres

    server = Postgres()
    yield server
    server.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for the tests of one module (its event loop must not outlive them)."""
    from tests.support.browser import has_chromium, open_browser

    if not has_chromium():
        pytest.skip("Chromium is missing on this machine")
    with open_browser() as chromium:
        yield chromium


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty tab of its own, in French, that fails the test when a script of the page threw."""
    context = browser.new_context(locale="fr-CA", viewport={"width": 1280, "height": 800})
    tab = context.new_page()
    thrown: list[str] = []
    tab.on("pageerror", lambda error: thrown.append(str(error)))
    yield tab
    context.close()
    assert not thrown, f"scripts of the page threw: {thrown}"


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")
