"""A return by receipt: found, chosen, previewed, confirmed once; the money and the points are the previewed ones."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kopilka.checkout.service import Checkout
from kopilka.engine.messages import Who
from tests.web.forms import form_of, text_of
from tests.web.shop import Anna, Clock
from tests.web.test_till import PART, press, scan


@pytest.fixture
def sold(client: Client, rich_anna: Anna) -> str:
    """The number of a receipt: two milk, one cheese, half of it paid with points."""
    answer = press(client, scan(client, "milk-1 milk-1 cheese-1", who=rich_anna.card), "spend:max")
    return str(press(client, answer, "pay:card").context["receipt"]["number"])


def step(client: Client, before: Any, do: str, **back: str) -> Any:
    """Press a button of the return page, with a quantity typed for some lines."""
    posted: dict[str, Any] = {**form_of(before, "returning"), "do": do}
    quantities = posted["back"]
    for name, text in back.items():
        quantities[int(name.removeprefix("line")) - 1] = text
    return client.post(reverse("till-return"), posted, headers=PART)


def find(client: Client, number: str) -> Any:
    """Open the return page on a receipt."""
    return client.get(reverse("till-return"), {"number": number})


def test_a_receipt_is_found_as_it_is_read_from_paper(client: Client, sold: str) -> None:
    assert find(client, f" {sold.lower()} ").context["receipt"]["number"] == sold
    unknown = find(client, "1-ZZZ-ZZZZZ")
    assert unknown.context["receipt"] is None
    assert unknown.context["problem"]["title"]


def test_a_preview_moves_nothing_and_the_return_moves_what_it_said(
    client: Client, sold: str, rich_anna: Anna, checkout: Checkout
) -> None:
    who = Who(card=rich_anna.card)
    before = checkout.wait_for(checkout.member(checkout.tenant("lavka"), who))
    seen = step(client, find(client, sold), "preview", line1="1")
    assert checkout.wait_for(checkout.member(checkout.tenant("lavka"), who)).version == before.version
    done = step(client, seen, "confirm").context["done"]
    assert {**done, "kind": ""} == {**seen.context["preview"], "kind": ""}
    assert done["refund"] + done["points_back"] == 8990
    after = checkout.wait_for(checkout.member(checkout.tenant("lavka"), who))
    assert after.version == before.version + 1


def test_everything_can_be_chosen_at_once_and_then_nothing_is_left(client: Client, sold: str) -> None:
    done = step(client, step(client, find(client, sold), "all"), "confirm").context["done"]
    assert done["refund"] + done["points_back"] == 2 * 8990 + 129_000
    assert find(client, sold).context["receipt"]["left"] is False


def test_a_repeated_return_is_counted_once(client: Client, sold: str, clock: Clock) -> None:
    seen = step(client, find(client, sold), "preview", line1="1")
    first = step(client, seen, "confirm")
    clock.moment += 5
    assert step(client, seen, "confirm").context["done"] == first.context["done"]
    assert find(client, sold).context["receipt"]["lines"][0]["left"] == "1"


def test_more_than_is_left_is_said_beside_the_line(client: Client, sold: str) -> None:
    answer = step(client, find(client, sold), "preview", line1="3", line2="много")
    lines = answer.context["receipt"]["lines"]
    assert "2" in lines[0]["problem"]
    assert lines[1]["problem"]
    assert lines[1]["chosen"] == "много"
    assert answer.context["preview"] is None


def test_nothing_chosen_is_no_return(client: Client, sold: str) -> None:
    answer = step(client, find(client, sold), "preview")
    assert answer.context["problem"]["title"]


def test_a_preview_that_is_no_longer_true_is_shown_anew(client: Client, sold: str) -> None:
    seen = step(client, find(client, sold), "preview", line1="1")
    step(client, step(client, find(client, sold), "preview", line2="1"), "confirm")
    posted = {**form_of(seen, "returning"), "do": "confirm", "settled-refund": "1"}
    answer = client.post(reverse("till-return"), posted, headers=PART)
    assert answer.context["problem"]["title"]
    assert answer.context["preview"]["refund"] > 1


def test_the_paid_receipt_shows_what_came_back(client: Client, sold: str) -> None:
    step(client, step(client, find(client, sold), "preview", line1="1"), "confirm")
    receipt = press_receipt(client, sold)
    assert "Возвращено: 1" in text_of(receipt)
    assert len(receipt.context["receipt"]["returns"]) == 1


def press_receipt(client: Client, number: str) -> Any:
    """Open a paid receipt."""
    found = find(client, number).context["receipt"]
    return client.get(reverse("till-receipt", kwargs={"shop": found["shop"], "number": number}))
