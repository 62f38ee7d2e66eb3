"""A real Chromium for the tests of pages, and axe for what a keyboard or a screen reader needs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from tools.setup.debian import chromium
from tools.setup.frontend import node_home
from tools.setup.places import NODE_MODULES

ARGUMENTS = [
    "--no-sandbox",  # root has none; the pages are our own
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # a page that needs another host fails
]


def has_chromium() -> bool:
    return chromium() is not None


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Chromium, without a window. Precondition: `has_chromium()`."""
    home = node_home()
    assert home, "the test group has Node"
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(home / "bin" / "node")  # its own needs a system library
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def findings(page: Page) -> list[str]:
    """What axe finds wrong on the page as it stands, one line each (rule, help, elements)."""
    page.evaluate(_axe_source())  # by the debugger's door: the page's own content policy stays as it is
    report: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [_line(violation) for violation in report["violations"]]


def _line(violation: dict[str, Any]) -> str:
    where = " ".join(str(target) for node in violation["nodes"] for target in node["target"])
    return f"{violation['id']}: {violation['help']} ({where})"


@cache
def _axe_source() -> str:
    return (Path(NODE_MODULES) / "axe-core" / "axe.min.js").read_text()
