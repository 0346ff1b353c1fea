"""The pages over PostgreSQL: a shop of «Лавка» on Ленина, 5, its goods, its cashier, Анна with a card.

The checkout runs on a loop of its own, as it does beside the pages in the server; its clock stands until it is told to
go on. Nothing that was sold is ever removed, so every test has a shop of its own.
"""

import asyncio
import threading
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

import pytest
from django.db import connections
from django.test import Client
from psycopg.conninfo import make_conninfo

from kopilka.catalogue.keeping import NewGoods, keep_goods
from kopilka.checkout import service
from kopilka.checkout.service import Checkout
from kopilka.clock import read_moment, write_moment
from kopilka.engine.messages import Grant, Registration, Who
from kopilka.web.staff.models import Cashier, Shop
from kopilka.web.staff.verbs import employ_cashier, open_shop

ZONE = "Europe/Moscow"
MONDAY = read_moment("2025-03-03T12:00:00+03:00")
SHOPS = count(1)


def goods(article: str, bar_code: str, ru: str, en: str, price: int, category: str) -> NewGoods:
    """Goods of one category."""
    return NewGoods(
        article=article, bar_code=bar_code, name_ru=ru, name_en=en, price=price, categories=(category,)
    )


GOODS = (
    goods("milk-1", "2900000000018", "Молоко 2,5 %", "Milk 2.5%", 8990, "dairy"),
    goods("cheese-1", "2900000000025", "Сыр", "Cheese", 129000, "dairy"),
    goods("bread-1", "2900000000032", "Хлеб ржаной", "Rye bread", 10000, "bakery"),
    goods("wine-1", "2900000000049", "Вино красное", "Red wine", 50000, "alcohol"),
    goods("milk-2", "2900000000056", "Молоко топлёное", "Baked milk", 10990, "dairy"),
)


class Clock:
    """A clock that stands."""

    def __init__(self) -> None:
        self.moment = MONDAY

    def __call__(self) -> int:
        """Return the moment at which it stands."""
        return self.moment


class Anna(NamedTuple):
    """A member with a card and a telephone."""

    id: int
    card: str
    phone: str


@pytest.fixture
def clock(checkout: Checkout) -> Clock:
    """The clock of the checkout, on a Monday noon."""
    assert isinstance(checkout.now, Clock)
    checkout.now.moment = MONDAY
    return checkout.now


@pytest.fixture(scope="session")
def checkout(django_db_setup: None) -> Iterator[Checkout]:
    """The checkout of the session."""
    known = connections["default"].settings_dict
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    options = {name: value for name, value in known["OPTIONS"].items() if isinstance(value, str)}
    dsn = make_conninfo("", **{part: known[name] for name, part in names.items() if known[name]}, **options)
    checkout = Checkout(dsn, service.compiled_programs(), Clock())
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(checkout.start(), loop).result(30)
    service.set_current(checkout)
    yield checkout
    service.set_current(None)
    asyncio.run_coroutine_threadsafe(checkout.stop(), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def shop(transactional_db: None, clock: Clock) -> Shop:
    """The shop on Ленина, 5, with its goods."""
    keep_goods("lavka", GOODS)
    return open_shop("lavka", f"lenina-5-{next(SHOPS)}", "Лавка на Ленина, 5")


@pytest.fixture
def cashier(shop: Shop) -> Cashier:
    """The cashier of the shop."""
    return employ_cashier(shop, "kassa", "Lenina-5-kassa")


@pytest.fixture
def client(cashier: Cashier) -> Client:
    """A browser in which the cashier is signed in."""
    client = Client(HTTP_ACCEPT_LANGUAGE="ru")
    client.force_login(cashier.user)
    return client


@pytest.fixture
def anna(checkout: Checkout, clock: Clock, shop: Shop) -> Anna:
    """Анна, registered a minute ago: 100 welcome points to spend."""
    phone = f"+7900{next(SHOPS):07d}"
    message = Registration(at=write_moment(MONDAY - 60, ZONE), member=Who(phone=phone))
    made = checkout.wait_for(checkout.register(checkout.tenant("lavka"), message))
    return Anna(made.id, made.card, phone)


@pytest.fixture
def rich_anna(checkout: Checkout, anna: Anna) -> Anna:
    """Анна with 1 000 points more."""
    who = Who(card=anna.card)
    grant = Grant(
        grant=f"gift-{anna.id}",
        at=write_moment(MONDAY - 30, ZONE),
        member=who,
        amount=100_000,
        reason="apology",
    )
    checkout.wait_for(checkout.grant(checkout.tenant("lavka"), grant))
    return anna
