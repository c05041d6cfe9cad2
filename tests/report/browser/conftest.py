"""A Chromium, and pages opened in it from which no request may leave."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def missing(what: str) -> None:
    """Skip, unless the browser was asked for by name (`make browser`)."""
    if os.environ.get("BROWSER_TESTS") == "required":
        pytest.fail(what)
    pytest.skip(f"{what}; `make browser` installs what these tests need")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        missing("there is no playwright")
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
        if path is None and not os.path.exists(playwright.chromium.executable_path):
            missing("there is no Chromium (none of playwright's own, and none on the path)")
        # Chromium has no sandbox for root, as whom containers run their tests.
        sandbox = not hasattr(os, "geteuid") or os.geteuid() != 0
        try:
            started = playwright.chromium.launch(executable_path=path, chromium_sandbox=sandbox)
        except Error as error:
            missing(f"Chromium does not start: {str(error).splitlines()[0]}")
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.exists():
        missing("there is no axe-core")
    return AXE.read_text("utf-8")


class Open:
    """Opens files, and keeps what they ask for and what their consoles say."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self.contexts: list[Any] = []
        self.files: list[str] = []
        self.requests: list[str] = []
        self.said: list[str] = []

    def __call__(self, path: Path, **options: Any) -> Any:
        """The page of a file; options are those of a browser's context."""
        context = self._browser.new_context(**options)
        self.contexts.append(context)
        context.route("**/*", self._route)
        page = context.new_page()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        self.files.append(path.as_uri())
        page.goto(path.as_uri())
        return page

    def _route(self, route: Any) -> None:
        self.requests.append(route.request.url)
        route.continue_() if route.request.url in self.files else route.abort()


@pytest.fixture
def opened(browser: Any) -> Iterator[Open]:
    """Opens pages; at the end of the test none has asked for anything but itself, or said a word on its console."""
    open_ = Open(browser)
    yield open_
    for context in open_.contexts:
        context.close()
    assert open_.requests == open_.files
    assert open_.said == []
