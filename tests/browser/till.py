"""A cashier's hands on a till page in a real browser: scanning, showing a card, paying, taking back, reading amounts."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.web.playing import Answer, Event

AMOUNT = re.compile(r"[−-]?[\d\u202f]+(?:,\d{2})?")


def open_till(page: Page) -> None:
    """Begin a receipt; the scan field has the focus."""
    page.goto("/till/")
    expect(page.locator("#q")).to_be_focused()


def scan(page: Page, code: str) -> None:
    """Scan as a scanner does: it types and presses Enter; wait for the answer."""
    with page.expect_response("**/till/quote"):
        page.locator("#q").fill(code)
        page.locator("#q").press("Enter")
    settled(page)


def press(page: Page, button: Locator) -> None:
    """Press a button of the counter and wait for the answer."""
    with page.expect_response(re.compile(r"/till/(quote|member|pay|return)$")):
        button.click()
    settled(page)


def settled(page: Page) -> None:
    """Wait until nothing is under way any more."""
    expect(page.locator(".htmx-request")).to_have_count(0)


def show_card(page: Page, card: str) -> None:
    """Find a member by card or telephone."""
    page.locator("#member-entry").fill(card)
    press(page, page.get_by_role("button", name="Найти"))


def why(page: Page, name: str) -> list[str]:
    """Open the reasons of an amount by the end of its id, and read them."""
    details = page.locator(f"#why-{name}")
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    return details.locator("li").all_inner_texts()


def hundredths(text: str) -> int:
    """Read the first amount of a text."""
    match = AMOUNT.search(text)
    assert match, text
    whole, _, rest = match[0].replace("−", "-").replace("\u202f", "").partition(",")
    sign = -1 if whole.startswith("-") else 1
    return int(whole) * 100 + sign * int(rest or 0)


def to_pay(page: Page) -> int:
    """Return kopecks to pay, as the page says."""
    return hundredths(page.locator("#to-pay").inner_text())


class BrowserHands:
    """Plays an example's steps with mouse and keyboard, and answers what the page then shows."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sell(self, event: Event) -> Answer:
        """Sell what an event says."""
        page = self.page
        open_till(page)
        for line in event["lines"]:
            scan(page, line["article"])
            quantity = page.locator(f"#quantity-{line['line']}")
            if line["quantity"] != "1":
                quantity.fill(line["quantity"].replace(".", ","))
                with page.expect_response("**/till/quote"):
                    quantity.press("Tab")
                settled(page)
        if "member" in event:
            show_card(page, event["member"]["card"])
        self.ask_for_points(event.get("spend"))
        press(page, page.get_by_role("button", name="Картой"))
        expect(page.locator(".message.done")).to_be_visible()
        return self.receipt()

    def ask_for_points(self, spend: Any) -> None:
        """Ask for all points, so many, or none."""
        page = self.page
        if spend == "max":
            press(page, page.locator("[value='spend:max']"))
        elif spend:
            page.get_by_text("Другое число").click()
            page.locator("#spend-points").fill(f"{spend // 100},{spend % 100:02}")
            press(page, page.locator("[value='spend:some']"))

    def receipt(self) -> Answer:
        """Read the paid receipt from the paper."""
        paper = self.page.locator("#receipt")
        foot = {
            name: paper.locator(f"#why-{name}-total summary .num")
            for name in ("discount", "points", "earned")
        }
        amounts = {name: hundredths(of.inner_text()) if of.count() else 0 for name, of in foot.items()}
        return {
            "kind": "receipt",
            "number": self.page.url.rpartition("/")[2],
            "to_pay": hundredths(paper.locator(".total .num").inner_text()),
            "discount": -amounts["discount"],
            "points": {"taken": -amounts["points"]},
            "earned": amounts["earned"],
            "lines": [self.line(row, place) for place, row in enumerate(paper.locator(".line").all(), 1)],
            "reasons": reasons_in(paper.locator(":scope > .why")),
        }

    def line(self, row: Locator, place: int) -> Answer:
        """Read a line of the paper."""
        amounts = {}
        for name in ("discount", "points", "earned"):
            found = row.locator(f"#why-{name}-{place} summary .num")
            amounts[name] = hundredths(found.inner_text()) if found.count() else 0
        total = hundredths(row.locator(".pair .num").first.inner_text())
        return {
            "line": place,
            "sum": total,
            "discount": -amounts["discount"],
            "points": -amounts["points"],
            "to_pay": total + amounts["discount"] + amounts["points"],
            "earned": amounts["earned"],
            "reasons": reasons_in(row),
        }

    def take_back(self, event: Event, number: str) -> Answer:
        """Return what an event says."""
        page = self.page
        page.goto(f"/till/return?number={number}")
        for line in event["lines"]:
            page.locator(f"#back-{line['line']}").fill(line["quantity"].replace(".", ","))
        press(page, page.get_by_role("button", name="Показать, что вернётся"))
        press(page, page.locator("[value=confirm]"))
        return {"kind": "return", "refund": hundredths(page.locator(".message.done").inner_text())}

    def look(self, card: str) -> Answer:
        """Read what can be spent from the member's page."""
        self.page.goto(f"/member?who={card}")
        return {"available": hundredths(self.page.locator(".available").inner_text())}


def reasons_in(place: Locator) -> list[Answer]:
    """Return the codes of the reasons that stand somewhere, opened or not."""
    codes = place.locator("li[data-code]").evaluate_all("rows => rows.map(row => row.dataset.code)")
    return [{"code": code} for code in codes]
