"""A tiny slice through the ordinary checkout: what the members have is what the pure engine says, once and for ever."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections
from rich.console import Console

from kopilka import clock, postgres
from kopilka.catalogue.models import Goods
from kopilka.catalogue.queries import goods_by_code, search_goods
from kopilka.checkout.replay import Replay
from kopilka.checkout.service import Checkout, compiled_programs
from kopilka.demo import loading, logins
from kopilka.demo.models import Loading
from kopilka.engine.answers import balance_answer
from kopilka.engine.compiling import CompiledProgram
from kopilka.engine.messages import Registration, Who
from kopilka.engine.state import MemberState
from kopilka.ledger.models import Operation
from kopilka.web.staff.models import Cashier, Sample

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]

SLICE = {"shops": 3, "households": 3}
QUIET = Console(quiet=True)


@pytest.fixture
def make_checkout(server: postgres.Server) -> Callable[[], Checkout]:
    """Make checkouts over the database of the tests."""
    programs = compiled_programs()
    dsn = server.dsn_for(str(connections["default"].settings_dict["NAME"]))
    return lambda: Checkout(dsn, programs)


def test_it_loads_once_and_continues_what_was_interrupted(make_checkout: Callable[[], Checkout]) -> None:
    left = iter(range(40))

    def told() -> None:
        if next(left, None) is None:
            raise InterruptedError

    stories = begun_stories()
    with pytest.raises(ExceptionGroup):
        asyncio.run(loading._tell_all(make_checkout(), stories, told))
    before = Operation.objects.filter(kind="receipt").count()
    assert 40 <= before < sum(len(story.receipts) for story in stories)

    loaded = loading.load_demonstration(QUIET, **SLICE, make_checkout=make_checkout)
    assert loaded is not None
    assert loaded.key.startswith("kopilka_")
    receipts = Operation.objects.filter(kind="receipt").count()
    assert receipts == sum(len(story.receipts) for story in stories)
    asyncio.run(compare_with_the_engine(make_checkout(), stories))

    operations = Operation.objects.count()
    assert loading.load_demonstration(QUIET, **SLICE, make_checkout=make_checkout) is None
    assert Operation.objects.count() == operations
    assert Loading.objects.get().receipts == loaded.receipts
    assert_the_till_finds_its_goods()
    assert Sample.objects.filter(shop__program="lavka").count() == 3


def begun_stories() -> list[loading.Story]:
    """Begin a loading, as one that will be interrupted."""
    note = Loading.objects.create(id=1, last_day="2026-11-20")
    note.refresh_from_db()
    return loading.prepare(note.last_day, **SLICE)[1]


async def compare_with_the_engine(checkout: Checkout, stories: list[loading.Story]) -> None:
    """Play the same messages through the engine in memory: every member must have the same."""
    replays = {slug: Replay(program) for slug, program in compiled_programs().items()}
    await checkout.start()
    try:
        for story in stories:
            replay = replays[story.program]
            who = Who(card=story.registration.member.card)
            for message in (joined(story, who), *story.receipts):
                assert replay.take_message(message)["kind"] != "problem"
            state = await checkout.member(checkout.tenant(story.program), who)
            in_memory = replay.find(who)
            assert in_memory is not None
            assert has(replay.program, state) == has(replay.program, in_memory)
    finally:
        await checkout.stop()


def joined(story: loading.Story, who: Who) -> Registration:
    """Return the registration by the card alone: the engine in memory knows a member by one name."""
    registration = story.registration
    registration.member = who
    return registration


def has(program: CompiledProgram, state: MemberState) -> dict[str, object]:
    """Return what a member has now."""
    return balance_answer(program, state, clock.now())


def assert_the_till_finds_its_goods() -> None:
    (milk,) = search_goods("lavka", "МОЛОКО", 1)
    assert milk in search_goods("lavka", "milk", 50)
    assert goods_by_code("lavka", milk.bar_code) == goods_by_code("lavka", milk.article) == milk
    assert goods_by_code("maxidom", milk.article) is None
    assert Goods.objects.filter(program="maxidom").count() == 33


def test_the_cashiers_keep_their_password(data_folder: Path) -> None:
    names, password = logins.employ_cashiers(data_folder)
    kept = data_folder / "demo-password"
    assert kept.stat().st_mode & 0o777 == 0o600
    first = dict(Cashier.objects.values_list("user__username", "user__password"))
    assert logins.employ_cashiers(data_folder) == (names, password)
    assert dict(Cashier.objects.values_list("user__username", "user__password")) == first
    cashier = Cashier.objects.get(user__username="cashier")
    assert cashier.user.check_password(password)
    assert (cashier.shop.program, cashier.shop.code) == ("lavka", "lenina-5")
