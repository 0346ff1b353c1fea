"""The basket of a till page, as its form carries it: the server remembers nothing between two presses.

Reading is forgiving, because a person types here: a quantity may have a comma, and what can't be read is said in a
notice and never lost silently.
"""

import re
from collections.abc import Callable
from typing import Literal

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext

from kopilka.catalogue.models import Goods
from kopilka.checkout.reading import identified
from kopilka.engine.messages import Settled
from kopilka.members.numbers import read_card_number, read_phone
from kopilka.money import QUANTITY_UNIT, read_quantity, write_quantity
from kopilka.problems import Problem
from kopilka.web.problems import Shown, about_member
from kopilka.web.till.numbers import is_receipt_number
from kopilka.web.typed import plain

MOST_ENTRIES = 300
MOST_LETTERS = 400
AMOUNT = re.compile(r"[0-9]{1,12}")


class Entry(msgspec.Struct):
    """So much of one article; ``quantity`` in thousandths."""

    article: str
    quantity: int


class Basket(msgspec.Struct, kw_only=True):
    """What is on the counter, and what the page says about it."""

    number: str
    entries: list[Entry] = []
    member: str | None = None
    """``card:…``, ``phone:…`` or ``id:…``."""
    spend: int | Literal["max"] | None = None
    """Hundredths of a point."""
    settled: Settled | None = None
    """The amounts that the customer saw."""
    fresh: str = ""
    """The article that was added last."""
    notices: list[str] = []
    goods: list[Goods] = []
    """What a search has found."""
    query: str = ""
    more: int = 0
    member_entry: str = ""
    member_problem: str = ""
    spend_entry: str = ""
    spend_problem: str = ""
    problem: Shown | None = None


class Press(msgspec.Struct, frozen=True, kw_only=True):
    """A button and the fields beside it."""

    do: str = ""
    q: str = ""
    member_entry: str = ""
    spend_points: str = ""


def read_press(posted: QueryDict) -> Press:
    """Read which button was pressed."""
    return Press(
        do=plain(posted.get("do", "")),
        q=plain(posted.get("q", "")).strip()[:MOST_LETTERS],
        member_entry=plain(posted.get("member-entry", "")).strip()[:MOST_LETTERS],
        spend_points=plain(posted.get("spend-points", "")).strip()[:MOST_LETTERS],
    )


def read_basket(posted: QueryDict, draw: Callable[[], str]) -> Basket:
    """Read the whole basket; a form with a number that is not ours gets a new one."""
    number = posted.get("number", "")
    basket = Basket(
        number=number if is_receipt_number(number) else draw(),
        spend=read_spend(posted.get("spend", "")),
        settled=read_settled(posted),
    )
    read_member(basket, plain(posted.get("member", "")))
    for article, text in zip(posted.getlist("article"), posted.getlist("quantity"), strict=False):
        read_entry(basket, plain(article), plain(text))
    return basket


def read_member(basket: Basket, text: str) -> None:
    """Read who is buying; what can't be anybody is said beside the field."""
    if not text:
        return
    try:
        who = identified(text)
        if who.card is not None:
            read_card_number(who.card, "member.card")
        elif who.phone is not None:
            read_phone(who.phone, "member.phone")
    except Problem as problem:
        basket.member_problem = about_member(problem)
    else:
        basket.member = text


def read_entry(basket: Basket, article: str, text: str) -> None:
    """Read one line; nothing of an article is no line."""
    quantity = read_count(text)
    if quantity is None:
        basket.notices.append(gettext("“%(text)s” is not a quantity; one is counted.") % {"text": text[:20]})
        quantity = QUANTITY_UNIT
    if quantity and article:
        basket.entries.append(Entry(article, quantity))


def read_count(text: str) -> int | None:
    """Read a quantity as a person types it, in thousandths; None when it is none."""
    digits = "".join(text.split()).replace(",", ".").removesuffix(".")
    try:
        return read_quantity(digits or "0")
    except ValueError:
        return None


def read_spend(text: str) -> int | Literal["max"] | None:
    """Read how many points are to be spent."""
    if text == "max":
        return "max"
    return int(text) if AMOUNT.fullmatch(text) else None


def read_settled(posted: QueryDict) -> Settled | None:
    """Read the amounts that the page had shown."""
    texts = [posted.get(f"settled-{name}", "") for name in ("discount", "points", "to-pay")]
    if not all(AMOUNT.fullmatch(text) for text in texts):
        return None
    discount, points, to_pay = map(int, texts)
    return Settled(discount=discount, points=points, to_pay=to_pay)


def add(basket: Basket, article: str) -> None:
    """Put one more of an article on the counter, on its line if it has one."""
    basket.fresh = article
    for entry in basket.entries:
        if entry.article == article:
            entry.quantity += QUANTITY_UNIT
            return
    if len(basket.entries) >= MOST_ENTRIES:
        basket.notices.append(gettext("The receipt is full. Take the payment and begin another one."))
    else:
        basket.entries.append(Entry(article, QUANTITY_UNIT))


def step(basket: Basket, line: str, by: int) -> None:
    """Count one more or one less on a line; a line of nothing goes."""
    entry = entry_at(basket, line)
    if entry is None:
        return
    entry.quantity += by
    if entry.quantity <= 0:
        basket.entries.remove(entry)


def remove(basket: Basket, line: str) -> None:
    """Take a line off the counter."""
    entry = entry_at(basket, line)
    if entry is not None:
        basket.entries.remove(entry)


def entry_at(basket: Basket, line: str) -> Entry | None:
    """Return the line with this number, counted from one."""
    place = int(line) if AMOUNT.fullmatch(line) else 0
    return basket.entries[place - 1] if 0 < place <= len(basket.entries) else None


def written(entry: Entry) -> str:
    """Write an entry's quantity as the interface does."""
    return write_quantity(entry.quantity)
