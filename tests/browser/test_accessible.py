"""Every page of the till passes axe's rules for WCAG 2.2 AA, in light and in dark, and fits where space is short."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.till import open_till, press, scan, show_card, why
from tests.web.shop import Anna

AXE = next((Path(__file__).parent / "vendor").glob("axe-*.min.js"))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = {"width": 320, "height": 640}


def walk(page: Page, anna: Anna) -> Iterator[str]:
    """Go through every page and every state of it, saying where we are."""
    page.goto("/")
    yield "the start"
    open_till(page)
    yield "an empty till"
    page.locator("#q").fill("молоко")
    page.wait_for_selector("#goods button")
    yield "a search"
    scan(page, "ананас")
    scan(page, "milk-1 bread-1 cheese-1 wine-1")
    page.locator("#member-entry").fill("123")
    press(page, page.get_by_role("button", name="Найти"))
    yield "a receipt with notices and a problem"
    show_card(page, anna.card)
    press(page, page.locator("[value='spend:max']"))
    why(page, "discount-total")
    why(page, "earned-4")
    page.get_by_text("Другое число").click()
    yield "a receipt with a member and reasons"
    press(page, page.get_by_role("button", name="Картой"))
    yield "a paid receipt"
    page.get_by_role("link", name="Вернуть товар").click()
    yield "a return"
    page.locator("#back-1").fill("9")
    press(page, page.get_by_role("button", name="Показать, что вернётся"))
    yield "a return with a problem"
    page.locator("#back-1").fill("1")
    press(page, page.get_by_role("button", name="Показать, что вернётся"))
    yield "a previewed return"
    press(page, page.locator("[value=confirm]"))
    yield "a return that is done"
    page.goto(f"/member?who={anna.card}")
    page.locator(".history summary").nth(1).click()
    yield "a member"
    page.context.clear_cookies()
    page.goto("/")
    yield "signing in"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(at_the_till: Page, rich_anna: Anna, scheme: Any) -> None:
    page = at_the_till
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = {place: violations(page) for place in walk(page, rich_anna)}
    assert {place: problems for place, problems in found.items() if problems} == {}


def violations(page: Page) -> list[str]:
    """Return what axe says of the page, with the elements."""
    page.evaluate(AXE.read_text("utf-8") + "; undefined")
    answer = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    return [
        f"{violation['id']}: {' '.join(node['target'])}"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]


def test_nothing_is_wider_than_a_narrow_phone(till_on_desktop: Page, rich_anna: Anna) -> None:
    page = till_on_desktop
    page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    wide = [
        place
        for place in walk(page, rich_anna)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    ]
    assert wide == []


def test_targets_are_large_enough_for_a_finger(at_the_till: Page, rich_anna: Anna) -> None:
    page = at_the_till
    open_till(page)
    scan(page, "milk-1 bread-1")
    show_card(page, rich_anna.card)
    sizes = page.locator("#till .button:visible, #till summary:visible").evaluate_all(
        "all => all.map(one => [one.textContent.trim(), one.getBoundingClientRect().height])"
    )
    least = 24
    assert [name for name, height in sizes if height < least] == []
