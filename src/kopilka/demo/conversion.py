"""From a basket of the package to a receipt of a till of Lavka: amounts, quantities, times and numbers.

A cent becomes a rouble, the shop's wall clock becomes Moscow's, and the year is moved by whole weeks, so that a
Wednesday stays a Wednesday. Everything follows from the basket and one day, so a second load says the same again.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from kopilka.clock import write_moment, zone_named
from kopilka.demo.baskets import Basket, BasketLine, Product
from kopilka.engine.messages import Line, Receipt, Who
from kopilka.members.numbers import card_number
from kopilka.money import QUANTITY_UNIT, write_quantity

PROGRAM: Final = "lavka"
ZONE: Final = "Europe/Moscow"
KOPECKS_PER_CENT: Final = 100
"""A cent as a rouble: what cost 3.50 dollars costs 350 roubles."""
WEEK: Final = timedelta(days=7)
CARD_PREFIX: Final = "2900"
SPENDS_EVERY: Final = 4
"""The package knows nothing of points: every fourth receipt of a household asks to pay with all that it may."""
PROMOTED: Final = "promo"
SHOPS: Final = {
    406: "lenina-5", 31782: "mira-12", 367: "sadovaya-3", 319: "vokzalnaya-1", 330: "parkovaya-8", 356: "zarechnaya-20",
    321: "shkolnaya-7", 292: "polevaya-14", 429: "naberezhnaya-2", 343: "lesnaya-11", 381: "rynochnaya-4", 361: "yuzhnaya-9",
}  # fmt: skip
"""The shops of the slice under invented addresses."""


class Converted(msgspec.Struct, frozen=True):
    """The receipts of all households, each in the order of its purchases, and what was left out."""

    receipts: dict[int, list[Receipt]]
    skipped_lines: int
    empty_baskets: int
    later_baskets: int
    """How many would have happened after the last day."""

    def count(self) -> int:
        """Return the number of receipts."""
        return sum(map(len, self.receipts.values()))


def convert(
    baskets: Iterable[Basket], products: Mapping[int, Product], names: Mapping[int, str], last_day: date
) -> Converted:
    """Turn baskets, which come by household and time, into receipts of which the last is of ``last_day``."""
    baskets = list(baskets)
    moved = shift(max(basket.at for basket in baskets).date(), last_day)
    receipts: dict[int, list[Receipt]] = {}
    skipped = empty = later = 0
    for basket in baskets:
        if (basket.at + moved).date() > last_day:
            later += 1
            continue
        lines = receipt_lines(basket, products, names)
        skipped += len(basket.lines) - len(lines)
        if not lines:
            empty += 1
            continue
        of_household = receipts.setdefault(basket.household, [])
        spends = len(of_household) % SPENDS_EVERY == SPENDS_EVERY - 1
        of_household.append(receipt(basket, lines, moved, spends=spends))
    return Converted(receipts, skipped, empty, later)


def shift(data_ends: date, last_day: date) -> timedelta:
    """Return the fewest whole weeks that move the end of the data to the last day or beyond it."""
    weeks = -((data_ends - last_day) // WEEK)
    return weeks * WEEK


def receipt(basket: Basket, lines: tuple[Line, ...], moved: timedelta, *, spends: bool) -> Receipt:
    """Return the receipt of a basket; its number is the basket's own."""
    return Receipt(
        shop=shop_code(basket.store),
        number=str(basket.number),
        at=moscow_time(basket.at + moved),
        member=Who(card=household_card(basket.household)),
        spend="max" if spends else None,
        lines=lines,
    )


def receipt_lines(
    basket: Basket, products: Mapping[int, Product], names: Mapping[int, str]
) -> tuple[Line, ...]:
    """Return the lines of a basket, without those of no goods or no money; the others keep their numbers."""
    unknown = Product()
    return tuple(
        receipt_line(place, line, products.get(line.product, unknown), names.get(line.product, ""))
        for place, line in enumerate(basket.lines, 1)
        if line.quantity > 0 and line.sum_cents > 0
    )


def receipt_line(place: int, line: BasketLine, product: Product, name: str) -> Line:
    """Return one line, at the price before the shop's own promotion."""
    return Line(
        line=place,
        article=str(line.product),
        name=name,
        categories=product.categories(),
        quantity=write_quantity(thousandths(line, product)),
        price=shelf_price(line, product),
        sum=line.sum_cents * KOPECKS_PER_CENT,
        marks=(PROMOTED,) if line.promotion_cents > 0 else (),
    )


def shelf_price(line: BasketLine, product: Product) -> int:
    """Return the kopecks for one piece or gallon before the shop's own promotion, up to the whole kopeck."""
    full = (line.sum_cents + line.promotion_cents) * KOPECKS_PER_CENT
    return -(-full * QUANTITY_UNIT // thousandths(line, product))


def thousandths(line: BasketLine, product: Product) -> int:
    """Return the quantity in thousandths."""
    return line.quantity if product.is_fuel() else line.quantity * QUANTITY_UNIT


def moscow_time(wall_clock: datetime) -> str:
    """Return what a wall clock in Moscow shows as a moment with its offset."""
    return write_moment(int(wall_clock.replace(tzinfo=zone_named(ZONE)).timestamp()), ZONE)


def household_card(household: int) -> str:
    """Return the number of a household's card, outside of the range from which new cards are drawn."""
    return card_number(CARD_PREFIX, household)


def shop_code(store: int) -> str:
    """Return the shop's name at the machine interface."""
    return SHOPS.get(store, f"lavka-{store}")
