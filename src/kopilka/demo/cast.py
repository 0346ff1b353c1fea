"""The invented part of the demonstration, read from the file beside this module: shops, goods, members."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Final

import msgspec
import yaml

from kopilka.catalogue.keeping import NewGoods, own_bar_code
from kopilka.demo.conversion import CARD_PREFIX, moscow_time
from kopilka.engine.messages import Line, Receipt, Registration, Who
from kopilka.members.numbers import card_number
from kopilka.money import QUANTITY_UNIT, read_quantity

BAR_CODE_PREFIXES: Final = {"maxidom": "281", "pyaterochka": "282", "alenka": "283"}
HUNDREDTHS: Final = 100
REGISTERED_BEFORE: Final = timedelta(minutes=10)
"""How long before the first purchase a member joins."""
PHONES: Final = ("+12025550101", "+12025550105", "+12025550106")
"""For the households to look at, from the range kept for fiction."""


class Shelf(msgspec.Struct, frozen=True, array_like=True):
    """Goods as the file has them; the price in roubles."""

    ru: str
    en: str
    roubles: Decimal
    categories: tuple[str, ...]
    marks: tuple[str, ...]

    def kopecks(self) -> int:
        """Return the price in kopecks."""
        return int(self.roubles * HUNDREDTHS)


class Purchase(msgspec.Struct, frozen=True, array_like=True):
    """One purchase of a member, so many days before the last day."""

    days_before: int
    time: str
    shop: str
    goods: dict[str, str]


class CastMember(msgspec.Struct, frozen=True, kw_only=True):
    """An invented member, with a few words on what is to be seen."""

    card: int
    ru: str
    en: str
    phone: str | None = None
    birth_date: str | None = msgspec.field(name="birth date", default=None)
    region: str | None = None
    mode: str | None = None
    bought: tuple[Purchase, ...]

    def number(self) -> str:
        """Return the number of the card."""
        return card_number(CARD_PREFIX, self.card)


class Troupe(msgspec.Struct, frozen=True, kw_only=True):
    """What the demonstration has of one program."""

    shops: dict[str, str]
    cashier: str
    households: dict[str, tuple[str, str]] = {}
    goods: dict[str, Shelf] = {}
    members: tuple[CastMember, ...] = ()


@cache
def known_cast() -> dict[str, Troupe]:
    """Return the cast by program."""
    text = resources.files(__package__).joinpath("cast.yaml").read_text("utf-8")
    # Every scalar stays the text that it is, so that a price never becomes a float.
    return msgspec.convert(yaml.load(text, yaml.BaseLoader), dict[str, Troupe], strict=False)  # noqa: S506


def cast_goods(program: str) -> list[NewGoods]:
    """Return the goods of a program."""
    return [
        NewGoods(
            article=article,
            bar_code=own_bar_code(BAR_CODE_PREFIXES[program], serial),
            name_ru=shelf.ru,
            name_en=shelf.en,
            price=shelf.kopecks(),
            categories=shelf.categories,
            marks=shelf.marks,
        )
        for serial, (article, shelf) in enumerate(known_cast()[program].goods.items(), 1)
    ]


def cast_registration(member: CastMember, last_day: date) -> Registration:
    """Return how a member joins, shortly before the first purchase."""
    joined = min(_moment(purchase, last_day) for purchase in member.bought) - REGISTERED_BEFORE
    return Registration(
        at=moscow_time(joined),
        member=Who(card=member.number(), phone=member.phone),
        birth_date=member.birth_date,
        region=member.region,
        mode=member.mode,
    )


def cast_receipts(program: str, member: CastMember, last_day: date) -> list[Receipt]:
    """Return what a member bought, in order of time."""
    shelves = known_cast()[program].goods
    return [
        Receipt(
            shop=purchase.shop,
            number=f"demo-{member.card}-{place}",
            at=moscow_time(_moment(purchase, last_day)),
            member=Who(card=member.number()),
            spend=0,
            lines=tuple(
                _line(number, article, shelves[article], quantity)
                for number, (article, quantity) in enumerate(purchase.goods.items(), 1)
            ),
        )
        for place, purchase in enumerate(member.bought, 1)
    ]


def _line(number: int, article: str, shelf: Shelf, quantity: str) -> Line:
    return Line(
        line=number,
        article=article,
        name=shelf.ru,
        categories=shelf.categories,
        marks=shelf.marks,
        quantity=quantity,
        price=shelf.kopecks(),
        sum=shelf.kopecks() * read_quantity(quantity) // QUANTITY_UNIT,
    )


def _moment(purchase: Purchase, last_day: date) -> datetime:
    hour, minute = purchase.time.split(":")
    day = last_day - timedelta(days=purchase.days_before)
    return datetime(day.year, day.month, day.day, int(hour), int(minute))  # noqa: DTZ001 - a clock on a wall
