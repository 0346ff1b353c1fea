"""The goods of Lavka for the till page: what the baskets hold, with names for people and the middle of the prices."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from importlib import resources
from statistics import median_low
from typing import Final

import msgspec
import yaml

from kopilka.catalogue.keeping import NewGoods, own_bar_code
from kopilka.demo.baskets import Basket, Product
from kopilka.demo.conversion import shelf_price

BAR_CODE_PREFIX: Final = "280"
LEAST_SALES: Final = 3
"""What was sold less often is left out: nobody would look for it, and its price is a chance."""
HUNDRED: Final = 100
THOUSAND: Final = 1_000

Pair = tuple[str, str]


class Unit(msgspec.Struct, frozen=True):
    """A unit of the package, and how many of our small units it is."""

    ru: str
    en: str
    times: Decimal = msgspec.field(name="is")


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """The dictionary: Russian and English by kind of goods, by category, and of a size's units."""

    kinds: dict[str, Pair]
    categories: dict[str, Pair]
    own_brand: Pair = msgspec.field(name="own brand")
    units: dict[str, Unit]
    thousands: dict[str, str]
    """What a thousand of a small unit is called."""
    liquids: frozenset[str]
    boxes: frozenset[str]


@cache
def known_names() -> Names:
    """Return the dictionary that lies beside this module."""
    text = resources.files(__package__).joinpath("names.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), Names)


def lavka_goods(baskets: Iterable[Basket], products: Mapping[int, Product]) -> list[NewGoods]:
    """Return what was sold often enough, best-selling first."""
    prices: defaultdict[int, list[int]] = defaultdict(list)
    for basket in baskets:
        for line in basket.lines:
            if line.product in products and line.quantity > 0 and line.sum_cents > 0:
                prices[line.product].append(shelf_price(line, products[line.product]))
    often = sorted(
        (number for number, paid in prices.items() if len(paid) >= LEAST_SALES),
        key=lambda number: (-len(prices[number]), number),
    )
    goods = [_goods(number, products[number], prices[number]) for number in often]
    # The package has several articles of one name, size and price; a person at the till can't tell them apart.
    distinct: dict[tuple[str, int, tuple[str, ...]], NewGoods] = {}
    for one in goods:
        distinct.setdefault((one.name_ru, one.price, one.categories), one)
    return list(distinct.values())


def line_names(products: Mapping[int, Product]) -> dict[int, str]:
    """Return the Russian names of products, as a till prints them."""
    return {number: name_of(product)[0] for number, product in products.items()}


def name_of(product: Product) -> Pair:
    """Return what goods are called in Russian and in English, with their size."""
    names = known_names()
    russian, english = (
        names.kinds.get(f"{product.category} ~ {product.kind}")
        or names.kinds.get(product.kind or "")
        or names.categories.get(product.category or "")
        or _own_words(product)
    )
    own = names.own_brand if product.is_own_brand and not product.is_fuel() else ("", "")
    size = size_of(product)
    return (_joined(russian, own[0], size[0]), _joined(english, own[1], size[1]))


def size_of(product: Product) -> Pair:
    """Return a size such as ``12 OZ`` in both languages; nothing when it is not a number with a unit."""
    names = known_names()
    number, _, word = (product.size or "").partition(" ")
    unit = names.units.get(word)
    if word == "OZ" and product.category in names.liquids:
        unit = names.units["OZ of a liquid"]
    if unit is None or product.department in names.boxes:
        return ("", "")
    try:
        count = Decimal(number)
    except InvalidOperation:
        return ("", "")
    return (_small(count * unit.times, unit.ru), f"{count} {unit.en}")


def _small(count: Decimal, unit: str) -> str:
    """Return a count of small units, rounded as one would print it: ``340 г``, ``3,8 л``."""
    large = known_names().thousands.get(unit)
    if large is None:
        return f"{count:f} {unit}"
    if count >= THOUSAND:
        count, unit = count / THOUSAND, large
        return f"{count.quantize(Decimal('0.1'), ROUND_HALF_UP):f} {unit}".replace(".0 ", " ").replace(
            ".", ","
        )
    step = 10 if count >= HUNDRED else 1
    return f"{(count / step).quantize(Decimal(1), ROUND_HALF_UP) * step:f} {unit}"


def _goods(number: int, product: Product, prices: list[int]) -> NewGoods:
    russian, english = name_of(product)
    return NewGoods(
        article=str(number),
        bar_code=own_bar_code(BAR_CODE_PREFIX, number),
        name_ru=russian,
        name_en=english,
        price=median_low(prices),
        categories=product.categories(),
    )


def _own_words(product: Product) -> Pair:
    """Return the package's own word for goods that the dictionary does not know."""
    word = product.kind or product.category or product.department or "Goods"
    return (word.capitalize(), word.capitalize())


def _joined(name: str, own_brand: str, size: str) -> str:
    branded = f"{name} {own_brand}".rstrip()
    return f"{branded}, {size}" if size else branded
