"""Loading the demonstration through the ordinary checkout, once; what was interrupted is continued.

1. note the last day, so that a continued loading says the same again;
2. goods, shops and members, whom a repeat finds again;
3. receipts, each household's in order and all households at once, so that they fill the batches of the checkout.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kopilka import clock
from kopilka.api.app import configured_checkout
from kopilka.api.keys import add_key
from kopilka.catalogue.keeping import keep_goods
from kopilka.checkout.service import Checkout
from kopilka.demo.baskets import HOUSEHOLDS, SHOPS, read_baskets, read_products
from kopilka.demo.cast import PHONES, cast_goods, cast_receipts, cast_registration, known_cast
from kopilka.demo.conversion import PROGRAM, ZONE, Converted, convert, household_card
from kopilka.demo.goods import lavka_goods, line_names
from kopilka.demo.models import Loading
from kopilka.demo.stopping import run_until_told_to_stop
from kopilka.engine.messages import Receipt, Registration, Who
from kopilka.problems import Problem
from kopilka.web.staff.verbs import offer_sample, open_shop

REGISTERED_BEFORE: Final = timedelta(minutes=10)
"""How long before its first purchase a household joins."""
KEY_NOTE: Final = "demonstration"


class Story(msgspec.Struct, frozen=True):
    """One member of one program: how it joins, and what it buys, in order."""

    program: str
    registration: Registration
    receipts: list[Receipt]


class Loaded(msgspec.Struct, frozen=True):
    """What a loading came to; the key is told this once."""

    receipts: int
    skipped_lines: int
    key: str
    shop: str


def load_demonstration(
    console: Console,
    shops: int = SHOPS,
    households: int = HOUSEHOLDS,
    make_checkout: Callable[[], Checkout] = configured_checkout,
) -> Loaded | None:
    """Load what is not loaded yet; None when all of it was there."""
    today = timezone.localtime(timezone=clock.zone_named(ZONE)).date()
    note, _ = Loading.objects.get_or_create(id=1, defaults={"last_day": today - timedelta(days=1)})
    if note.finished_at is not None:
        return None
    with _bar(console) as bar:
        task = bar.add_task("receipts", total=None)
        converted, stories = prepare(note.last_day, shops, households)
        bar.update(task, total=sum(len(story.receipts) for story in stories))
        key, shop = run_until_told_to_stop(_tell_all(make_checkout(), stories, lambda: bar.advance(task)))
    note.receipts, note.skipped_lines = converted.count(), converted.skipped_lines
    note.finished_at = timezone.now()
    note.save(update_fields=["receipts", "skipped_lines", "finished_at"])
    return Loaded(note.receipts, note.skipped_lines, key, shop)


def prepare(last_day: date, shops: int, households: int) -> tuple[Converted, list[Story]]:
    """Put goods, shops and samples where the pages find them, and return the stories to be told."""
    baskets = read_baskets(shops, households)
    products = read_products(line.product for basket in baskets for line in basket.lines)
    converted = convert(baskets, products, line_names(products), last_day)
    keep_goods(PROGRAM, lavka_goods(baskets, products))
    sampled = samples(converted)
    shop = open_shop(PROGRAM, *next(iter(known_cast()[PROGRAM].shops.items())))
    for household, (russian, english) in sampled.items():
        offer_sample(shop, household_card(household), ru=russian, en=english)
    for program, troupe in known_cast().items():
        if troupe.goods:
            keep_goods(program, cast_goods(program))
        opened = [open_shop(program, code, name) for code, name in troupe.shops.items()]
        for member in troupe.members:
            offer_sample(opened[0], member.number(), ru=member.ru, en=member.en)
    phones = dict(zip(sampled, PHONES, strict=False))
    return converted, [*lavka_stories(converted, phones), *cast_stories(last_day)]


def samples(converted: Converted) -> dict[int, tuple[str, str]]:
    """Return the households to look at, with the words for them."""
    by_count = sorted(
        converted.receipts, key=lambda household: (-len(converted.receipts[household]), household)
    )
    words = known_cast()[PROGRAM].households
    places = {"most": 0, "middle": len(by_count) // 2, "least": len(by_count) - 1}
    return {by_count[places[name]]: said for name, said in words.items()}


def lavka_stories(converted: Converted, phones: dict[int, str]) -> list[Story]:
    """Return the households' stories; each joins shortly before its first purchase."""
    return [
        Story(
            PROGRAM,
            Registration(
                at=(datetime.fromisoformat(receipts[0].at) - REGISTERED_BEFORE).isoformat(),
                member=Who(card=household_card(household), phone=phones.get(household)),
            ),
            receipts,
        )
        for household, receipts in converted.receipts.items()
    ]


def cast_stories(last_day: date) -> list[Story]:
    """Return the stories of the invented members."""
    return [
        Story(program, cast_registration(member, last_day), cast_receipts(program, member, last_day))
        for program, troupe in known_cast().items()
        for member in troupe.members
    ]


async def tell(checkout: Checkout, stories: Iterable[Story], told: Callable[[], object]) -> None:
    """Let every member join and buy, all at once, each in its own order."""
    known = [story for story in stories if story.program in checkout.tenants]
    async with asyncio.TaskGroup() as group:
        for story in known:
            group.create_task(_tell_one(checkout, story, told))


async def _tell_one(checkout: Checkout, story: Story, told: Callable[[], object]) -> None:
    tenant = checkout.tenant(story.program)
    try:
        await checkout.register(tenant, story.registration)
    except Problem as problem:
        if problem.code != "member_exists":
            raise
    for receipt in story.receipts:
        await checkout.commit(tenant, receipt)
        told()


async def _tell_all(
    checkout: Checkout, stories: Iterable[Story], told: Callable[[], object]
) -> tuple[str, str]:
    """Tell the stories and make the demonstration's key; return it with its shop."""
    await checkout.start()
    try:
        await tell(checkout, stories, told)
        shop = next(iter(known_cast()[PROGRAM].shops))
        async with checkout.connection() as connection:
            _, key = await add_key(connection, checkout.tenant(PROGRAM).id, shop, KEY_NOTE, checkout.now())
    finally:
        await checkout.stop()
    return key, shop


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("Demonstration"), BarColumn(), MofNCompleteColumn(), TextColumn("receipts"),
        TimeRemainingColumn(), console=console,
    )  # fmt: skip
