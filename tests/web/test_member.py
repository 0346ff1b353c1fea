"""The member's page: points by date, the level and the way to the next, a history that adds up, with reasons."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from kopilka.checkout.service import Checkout
from kopilka.engine.messages import Who
from tests.web.forms import text_of
from tests.web.shop import Anna, Clock
from tests.web.test_return import find, step
from tests.web.test_till import press, scan

DAY = 86_400


def page(client: Client, who: str, **more: str) -> Any:
    """Open the page of a member."""
    return client.get(reverse("member"), {"who": who, **more})


def test_points_wait_a_day_then_can_be_spent_then_lapse(client: Client, anna: Anna, clock: Clock) -> None:
    press(client, scan(client, "cheese-1", who=anna.card), "pay:card")
    balance = page(client, anna.card).context["balance"]
    assert balance["available"] == 10_000
    assert [row["amount"] for row in balance["waiting"]] == [1200]
    clock.moment += DAY
    balance = page(client, anna.card).context["balance"]
    assert (balance["available"], balance["waiting"]) == (11_200, [])
    assert [row["amount"] for row in balance["lapsing"]] == [10_000, 1200]
    clock.moment += 100 * DAY
    shown = page(client, anna.card)
    assert shown.context["balance"]["available"] == 1200
    assert "Баллы сгорели" in text_of(shown)
    clock.moment -= 101 * DAY


def test_the_level_says_what_is_missing_to_the_next(client: Client, anna: Anna) -> None:
    press(client, scan(client, "cheese-1", who=anna.card), "pay:card")
    level = page(client, anna.phone).context["level"]
    assert (level["percent"], level["accumulated"]) == (100, 129_000)
    assert level["next"] == {"threshold": 1_500_000, "missing": 1_371_000, "percent": 200}


def test_the_history_adds_up_to_the_balance(client: Client, rich_anna: Anna, checkout: Checkout) -> None:
    answer = press(client, scan(client, "milk-1 milk-1 cheese-1", who=rich_anna.card), "spend:max")
    number = press(client, answer, "pay:card").context["receipt"]["number"]
    step(client, step(client, find(client, number), "preview", line1="1"), "confirm")
    shown = page(client, rich_anna.card)
    history = shown.context["history"]
    titles = [entry["title"].partition(",")[0] for entry in history]
    assert titles == ["Возврат", "Покупка", "Наши извинения", "Карта выдана"]
    state = checkout.wait_for(checkout.member(checkout.tenant("lavka"), Who(card=rich_anna.card)))
    assert sum(entry["amount"] for entry in history) == sum(lot.left for lot in state.lots)
    assert all(entry["reasons"] for entry in history)
    assert "Молоко 2,5 %:" in text_of(shown)


def test_a_long_history_comes_in_pages(client: Client, anna: Anna) -> None:
    for _ in range(21):
        press(client, scan(client, "milk-1", who=anna.card), "pay:cash")
    first = page(client, anna.card)
    assert len(first.context["history"]) == 20
    older = client.get(first.context["older_url"])
    assert [entry["title"].partition(",")[0] for entry in older.context["history"]] == [
        "Покупка",
        "Карта выдана",
    ]
    assert older.context["older_url"] is None


def test_who_is_unknown_is_said_on_the_first_page(client: Client, anna: Anna) -> None:
    answer = page(client, "2000000000015")
    assert answer.context["who_problem"]


def test_a_blocked_card_says_so(client: Client, anna: Anna, checkout: Checkout) -> None:
    checkout.wait_for(checkout.change_card(checkout.tenant("lavka"), anna.card, "blocked"))
    assert "заблокирована" in text_of(page(client, anna.card))
    answer = press(client, scan(client, "milk-1"), "member:find", member_entry=anna.card)
    assert answer.context["member"] is None
    assert answer.context["member_problem"]


def test_days_are_the_programs(client: Client, anna: Anna, clock: Clock) -> None:
    clock.moment += 11 * 3600 + 1800
    press(client, scan(client, "cheese-1", who=anna.card), "pay:card")
    [row] = page(client, anna.card).context["balance"]["waiting"]
    assert datetime.fromisoformat(row["at"]).utcoffset() == timedelta(hours=3)
    assert "4 марта" in text_of(page(client, anna.card)).replace("\u00a0", " ")


def test_many_days_of_lapsing_are_a_few_and_the_rest(client: Client, anna: Anna, clock: Clock) -> None:
    for _ in range(6):
        press(client, scan(client, "cheese-1", who=anna.card), "pay:card")
        clock.moment += DAY
    clock.moment += DAY
    balance = page(client, anna.card).context["balance"]
    assert len(balance["lapsing"]) == 4
    shown = sum(row["amount"] for row in balance["lapsing"]) + balance["lapsing_later"]
    assert (balance["waiting"], shown) == ([], balance["available"])
