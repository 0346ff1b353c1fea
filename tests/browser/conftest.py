"""A running Kopilka and a real Chromium that looks at it.

The browser is the system's; nothing is downloaded. Every problem that a page reports fails the test that opened it.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.processes import free_port, line_with, started
from tests.web.shop import anna, cashier, checkout, client, clock, rich_anna, shop

__all__ = ["anna", "cashier", "checkout", "client", "clock", "rich_anna", "shop"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}

# Playwright keeps an event loop in this thread; the ORM is used from it all the same, by one test at a time.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


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
        browser = playwright.chromium.launch(
            executable_path=path, chromium_sandbox=sandbox, args=[*QUIET, "--disable-gpu"]
        )
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
    with opened(browser, site, request.param) as page:
        yield page


@pytest.fixture(params=["phone", "desktop"])
def at_the_till(
    browser: Browser, live_server: LiveServer, client: Client, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A page in which the cashier on Ленина, 5 is signed in; the shop's clock stands."""
    with opened(browser, live_server.url, request.param) as page:
        sign_in(page, live_server.url, client)
        yield page


@pytest.fixture
def till_on_desktop(browser: Browser, live_server: LiveServer, client: Client) -> Iterator[Page]:
    """The same, where the size does not matter."""
    with opened(browser, live_server.url, "desktop") as page:
        sign_in(page, live_server.url, client)
        yield page


@pytest.fixture
def till_with_a_bad_line(browser: Browser, live_server: LiveServer, client: Client) -> Iterator[Page]:
    """The same, where the browser may complain of what it did not get."""
    with opened(browser, live_server.url, "desktop", may_complain=True) as page:
        sign_in(page, live_server.url, client)
        yield page


def sign_in(page: Page, address: str, client: Client) -> None:
    """Take over the session of a client that is signed in."""
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}]
    )


@contextmanager
def opened(browser: Browser, address: str, size: str, *, may_complain: bool = False) -> Iterator[Page]:
    """Open a page in a context of its own; what it complains of fails the test."""
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=address, locale="ru-RU", viewport={"width": width, "height": height}
    )
    context.set_default_timeout(10_000)
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
    assert may_complain or problems == []
