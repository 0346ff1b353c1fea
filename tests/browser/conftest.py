"""A running Kopilka and a real Chromium that looks at it.

The browser is the system's; nothing is downloaded. Every problem that a page reports fails the test that opened it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

from tests.processes import free_port, line_with, started

NAMES = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.fail("Chromium is missing: install the package «chromium».")
    with sync_playwright() as playwright:
        # Chromium's own sandbox refuses root.
        sandbox = os.geteuid() != 0
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=sandbox)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of a Kopilka of its own, started as an operator starts it."""
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="kopilka-"))
    folder.chmod(0o711)
    environment = {"KOPILKA_DATA": str(folder), "KOPILKA_PORT": str(port)}
    with started("kopilka", "run", environment=environment) as run:
        line_with(run, "Kopilka is ready")
        yield f"http://127.0.0.1:{port}"
        run.terminate()
        run.wait(60)
    shutil.rmtree(folder)


@pytest.fixture(params=["phone", "desktop"])
def page(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A fresh page on a phone and on a desktop; relative addresses are the site's."""
    size = {"phone": (390, 844), "desktop": (1280, 800)}[request.param]
    context = browser.new_context(
        base_url=site, locale="ru-RU", viewport={"width": size[0], "height": size[1]}
    )
    page = context.new_page()
    problems: list[str] = []

    def note_message(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            problems.append(message.text)

    def note_error(error: Error) -> None:
        problems.append(str(error))

    page.on("console", note_message)
    page.on("pageerror", note_error)
    yield page
    context.close()
    assert problems == []
