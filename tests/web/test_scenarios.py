"""The worked examples of the programs come out at the till page as they were computed by hand."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kopilka.checkout.scenarios import Scenario, play
from kopilka.checkout.service import Checkout
from kopilka.web.staff.verbs import employ_cashier, open_shop
from tests.web.forms import form_of
from tests.web.playing import Answer, Event, Player, playable
from tests.web.shop import Clock
from tests.web.test_till import PART, press, scan


class ClientHands:
    """A test client with every button of the page."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def sell(self, event: Event) -> Answer:
        """Sell what an event says."""
        lines = event["lines"]
        page = scan(self.client, *(line["article"] for line in lines))
        posted = {**form_of(page), "quantity": [line["quantity"] for line in lines], "do": ""}
        page = self.client.post(reverse("till-quote"), posted, headers=PART)
        if "member" in event:
            page = press(self.client, page, "member:find", member_entry=event["member"]["card"])
        page = self.ask_for_points(page, event.get("spend"))
        if page.context["problem"]:
            return problem_of(page)
        paid = press(self.client, page, "pay:card")
        return {**paid.context["receipt"], "kind": "receipt"}

    def ask_for_points(self, page: Any, spend: Any) -> Any:
        """Ask for all points, so many, or none; nothing when the example does not say."""
        if spend is None:
            return page
        if spend == "max":
            return press(self.client, page, "spend:max")
        if spend == 0:
            return press(self.client, page, "spend:none")
        return press(self.client, page, "spend:some", spend_points=f"{spend // 100},{spend % 100:02}")

    def take_back(self, event: Event, number: str) -> Answer:
        """Return what an event says."""
        page = self.client.get(reverse("till-return"), {"number": number})
        if not page.context["receipt"]["left"]:
            return {"kind": "problem", "code": "nothing_left", "text": ""}
        posted: dict[str, Any] = form_of(page, "returning")
        if "lines" in event:
            wanted = {str(line["line"]): line["quantity"] for line in event["lines"]}
            posted["back"] = [wanted.get(line, "0") for line in posted["line"]]
        step = "preview" if "lines" in event else "all"
        page = self.client.post(reverse("till-return"), {**posted, "do": step}, headers=PART)
        if page.context["preview"] is None:
            return problem_of(page)
        posted = {**form_of(page, "returning"), "do": "confirm"}
        done = self.client.post(reverse("till-return"), posted, headers=PART)
        return dict(done.context["done"])

    def look(self, card: str) -> Answer:
        """Read the member's page."""
        context = self.client.get(reverse("member"), {"who": card}).context
        balance, level = context["balance"], context["level"]
        return {
            "available": balance["available"],
            "waiting": sum(row["amount"] for row in balance["waiting"]),
            "debt": balance["debt"],
            "level": level["percent"] if level else None,
        }


def problem_of(page: Any) -> Answer:
    """Return the problem that a page shows."""
    return {
        "kind": "problem",
        "code": page.context["problem"]["code"],
        "text": page.context["problem"]["text"],
    }


@pytest.mark.parametrize(
    "scenario", list(playable()), ids=lambda scenario: f"{scenario.program}: {scenario.name}"
)
def test_an_example_at_the_till_page(
    scenario: Scenario, checkout: Checkout, clock: Clock, transactional_db: None
) -> None:
    cashier = employ_cashier(
        open_shop(scenario.program, scenario.shop, "Ленина, 5"), "kassa", "Lenina-5-kassa"
    )
    client = Client(HTTP_ACCEPT_LANGUAGE="ru")
    client.force_login(cashier.user)
    player = Player(checkout, clock, scenario.program, ClientHands(client))
    assert play(scenario, player.do, {"card": player.card}) == []
