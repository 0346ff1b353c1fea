"""Putting goods into the catalogue; a repeat replaces what was there under the same article."""

from collections.abc import Iterable

import msgspec
from stdnum import ean

from kopilka.catalogue.models import Goods
from kopilka.catalogue.queries import folded

CODE_DIGITS = 12
BATCH = 1_000
REPLACED = ("bar_code", "name_ru", "name_en", "price", "categories", "marks", "place", "sought")


class NewGoods(msgspec.Struct, frozen=True, kw_only=True):
    """Goods to be kept; ``price`` in kopecks for one piece, kilogram or litre."""

    article: str
    bar_code: str
    name_ru: str
    name_en: str
    price: int
    categories: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


def keep_goods(program: str, goods: Iterable[NewGoods]) -> int:
    """Write goods, best-selling first, and return how many there were."""
    rows = [_row(program, one, place) for place, one in enumerate(goods)]
    Goods.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["program", "article"],
        update_fields=REPLACED,
    )
    return len(rows)


def own_bar_code(prefix: str, serial: int) -> str:
    """Return the EAN-13 of a serial behind a prefix of the range for a retailer's own codes, which begins with 2."""
    digits = f"{prefix}{serial:0{CODE_DIGITS - len(prefix)}d}"
    if len(digits) != CODE_DIGITS or not digits.startswith("2"):
        raise ValueError("the serial does not fit behind the prefix")
    return digits + str(ean.calc_check_digit(digits))


def _row(program: str, goods: NewGoods, place: int) -> Goods:
    return Goods(
        program=program,
        article=goods.article,
        bar_code=goods.bar_code,
        name_ru=goods.name_ru,
        name_en=goods.name_en,
        price=goods.price,
        categories=list(goods.categories),
        marks=list(goods.marks),
        place=place,
        sought=folded(f"{goods.name_ru} {goods.name_en} {goods.article}"),
    )
