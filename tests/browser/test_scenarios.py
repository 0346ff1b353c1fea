"""A sample of the worked examples, one of each kind, pressed by hand in Chromium."""

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from kopilka.checkout.expectations import differences
from kopilka.checkout.scenarios import Scenario, events_of
from kopilka.checkout.service import Checkout
from kopilka.web.staff.verbs import employ_cashier, open_shop
from tests.browser.conftest import opened, sign_in
from tests.browser.till import BrowserHands
from tests.web.playing import Player, playable
from tests.web.shop import Clock

SAMPLE = (
    "lavka: Собственная выпечка дешевле на 10 % каждый день",
    "lavka: По средам 5 %, а на выпечку остаётся бо́льшая скидка",
    "lavka: Половина считается после скидок, целыми баллами",
    "lavka: Частичный возврат по весу",
    "maxidom: Копейки скидки отбрасываются с самой дорогой позиции",
    "maxidom: Баллы списываются с самой дорогой позиции к самой дешёвой",
    "pyaterochka: За 49,99 ₽ апельсинок нет",
    "pyaterochka: За 50,00 ₽ — одна апельсинка",
    "alenka: Бонусы списываются с самой дорогой позиции",
)
ON_PAPER = frozenset({"to pay", "discount", "taken", "earned", "lines", "reasons", "refund", "available"})


def named(scenario: Scenario) -> str:
    """Return what the example is called in all programs."""
    return f"{scenario.program}: {scenario.name}"


EXAMPLES = {named(scenario): scenario for scenario in playable()}


@pytest.mark.parametrize("name", SAMPLE)
def test_an_example_in_the_browser(
    name: str, browser: Browser, live_server: LiveServer, checkout: Checkout, clock: Clock
) -> None:
    scenario = EXAMPLES[name]
    cashier = employ_cashier(
        open_shop(scenario.program, scenario.shop, "Ленина, 5"), "kassa", "Lenina-5-kassa"
    )
    client = Client()
    client.force_login(cashier.user)
    with opened(browser, live_server.url, "desktop") as page:
        sign_in(page, live_server.url, client)
        player = Player(checkout, clock, scenario.program, BrowserHands(page))
        for event, step in zip(events_of(scenario, {"card": player.card}), scenario.steps, strict=True):
            answer = player.do(event)
            expected = step.get("balance") or step.get("expect") or {}
            if event["kind"] in {"receipt", "return"}:
                expected = {word: wanted for word, wanted in expected.items() if word in ON_PAPER}
            assert list(differences(step["at"], expected, answer, scenario.zone)) == []
