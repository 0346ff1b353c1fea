"""Amounts: integers in hundredths, and the few exact operations on them.

Kopecks of money, hundredths of a point, thousandths of a unit of goods, hundredths of a percent. There is no float
here and there is none anywhere else; whoever divides says which way it rounds.
"""

from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

HUNDRED_PERCENT: Final = 10_000
"""A whole in hundredths of a percent."""

QUANTITY_UNIT: Final = 1_000
"""One piece, kilogram or litre in thousandths."""

MOST: Final = 10**11
"""The largest amount that is taken from outside, in hundredths: one thousand million roubles."""

THIN_SPACE: Final = "\u202f"


def percent_half_up(amount: int, rate: int) -> int:
    """Return ``rate`` hundredths of a percent of a non-negative amount, half up to the hundredth."""
    return (amount * rate * 2 + HUNDRED_PERCENT) // (2 * HUNDRED_PERCENT)


def percent_down(amount: int, rate: int) -> int:
    """Return ``rate`` hundredths of a percent of an amount, down to the hundredth."""
    return amount * rate // HUNDRED_PERCENT


def read_scaled(text: str, scale: int) -> int:
    """Read a plain decimal such as ``12``, ``0.5`` or ``12,50`` in units of ``1/scale``.

    Raises ValueError when it is not a decimal or has more digits than the scale holds.
    """
    plain = text.strip().replace(" ", "").replace("\u00a0", "").replace(THIN_SPACE, "").replace(",", ".")
    if (
        not plain.removeprefix("-").replace(".", "", 1).isascii()
        or not plain.removeprefix("-").replace(".", "", 1).isdigit()
    ):
        raise ValueError(text)
    try:
        value = Decimal(plain) * scale
    except InvalidOperation as error:
        raise ValueError(text) from error
    whole = int(value)
    if whole != value:
        raise ValueError(text)
    return whole


@lru_cache(maxsize=4_096)
@lru_cache(maxsize=4_096)
def read_quantity(text: str) -> int:
    """Read a decimal string of at most three digits after the point, in thousandths; ValueError otherwise."""
    whole, _, fraction = text.partition(".")
    if not (whole.isascii() and whole.isdigit()) or len(fraction) > 3 or len(whole) > 9:
        raise ValueError(text)
    if fraction and not (fraction.isascii() and fraction.isdigit()):
        raise ValueError(text)
    if "." in text and not fraction:
        raise ValueError(text)
    return int(whole) * QUANTITY_UNIT + int(fraction.ljust(3, "0"))


def write_quantity(thousandths: int) -> str:
    """Write thousandths as the shortest decimal string."""
    whole, rest = divmod(thousandths, QUANTITY_UNIT)
    return f"{whole}.{rest:03d}".rstrip("0") if rest else str(whole)
