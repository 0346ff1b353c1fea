"""The small phrases of a program file: amounts, percentages, periods, moments of effect.

Each is one ``Scalar``: how it is read, and what a person may write there; the reader and the printed reference both use
it. A reader takes the text as it stands in the file and raises ValueError when it can't be that.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

import msgspec

from kopilka.clock import zone_named
from kopilka.money import read_scaled


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A phrase: its name, how to read it, and what may be written."""

    name: str
    read: Callable[[str], Any]
    says: str


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """A length of time: months in local time, everything else to the second (design §2)."""

    seconds: int = 0
    months: int = 0


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Hundredths of a point for every full step of so many kopecks (P2)."""

    points: int
    every: int


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """Kopecks that stay in money, and on what (P17)."""

    kopecks: int
    kind: str


AS_EARNED: Final = "as earned points"
SOURCES: Final = ("mode", "level", "share", "level - share")
PERIOD_UNITS: Final = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
MONTH_UNITS: Final = {"month": 1, "year": 12}

_NUMBER = r"([0-9][0-9 \u00a0\u202f]*(?:[.,][0-9]+)?)"
_MONEY = re.compile(rf"{_NUMBER}\s*₽")
_PERCENT = re.compile(rf"{_NUMBER}\s*%")
_POINTS = re.compile(rf"{_NUMBER}(?:\s*points?)?")
_PERIOD = re.compile(r"([0-9]+)\s*(second|minute|hour|day|week|month|year)s?")
_STEP = re.compile(rf"{_NUMBER}\s*points?\s+for every\s+(.+)")
_FLOOR = re.compile(r"(.+?)\s+on (?:each (position|unit)|the (receipt))")
_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_-]*(?: [a-z0-9_-]+)*")


def _matched(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    match = pattern.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return match


def read_money(text: str) -> int:
    """Read ``2 000 ₽`` or ``0,50 ₽`` in kopecks."""
    return read_scaled(_matched(_MONEY, text)[1], 100)


def read_percent(text: str) -> int:
    """Read ``5%`` in hundredths of a percent; at most a hundred."""
    rate = read_scaled(_matched(_PERCENT, text)[1], 100)
    if rate > 10_000:
        raise ValueError(text)
    return rate


def read_points(text: str) -> int:
    """Read ``150`` or ``150 points`` in hundredths of a point."""
    return read_scaled(_matched(_POINTS, text)[1], 100)


def read_period(text: str) -> Period:
    """Read ``14 days`` or ``1 year``; ``at once`` is no time at all."""
    if text.strip() == "at once":
        return Period()
    count, unit = _matched(_PERIOD, text.strip().removeprefix("after ").removesuffix(" after")).groups()
    if unit in MONTH_UNITS:
        return Period(months=int(count) * MONTH_UNITS[unit])
    return Period(seconds=int(count) * PERIOD_UNITS[unit])


def read_delay(text: str) -> Period:
    """Read ``after 14 days`` or ``at once``; a delay is exact, so it has no months."""
    period = read_period(text)
    if period.months:
        raise ValueError(text)
    return period


def read_lapse(text: str) -> Period | None:
    """Read ``12 months after`` or ``never``."""
    if text.strip() == "never":
        return None
    lapse = read_period(text)
    if lapse == Period():
        raise ValueError(text)
    return lapse


def read_grant_lapse(text: str) -> Period | str | None:
    """Read a lapse, or ``as earned points``."""
    return text if text == AS_EARNED else read_lapse(text)


def read_step(text: str) -> Step:
    """Read ``1 point for every 50 ₽`` (P2)."""
    points, every = _matched(_STEP, text).groups()
    step = Step(points=read_points(points), every=read_money(every))
    if step.every == 0:
        raise ValueError(text)
    return step


def read_floor(text: str) -> Floor:
    """Read ``1 ₽ on each position`` (P17)."""
    amount, each, whole = _matched(_FLOOR, text).groups()
    return Floor(kopecks=read_money(amount), kind=each or whole)


def read_rate(text: str) -> int | str:
    """Read ``5%``, ``mode``, ``level``, ``share`` or ``level - share``; the words stay words."""
    return text if text in SOURCES else read_percent(text)


def read_identifier(text: str) -> str:
    """Read a name in small latin letters."""
    return _matched(_IDENTIFIER, text)[0]


def read_zone(text: str) -> str:
    """Read a time zone by its IANA name."""
    zone_named(text)
    return text


def read_colour(text: str) -> str:
    """Read ``#d6001c``."""
    return _matched(re.compile(r"#[0-9a-fA-F]{6}"), text)[0].lower()


def read_text(text: str) -> str:
    """Read any words."""
    if not text.strip():
        raise ValueError(text)
    return text.strip()


def read_whole(text: str) -> int:
    """Read a whole number above zero."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


Text = Annotated[str, Scalar(name="text", read=read_text, says="words")]
Identifier = Annotated[str, Scalar(name="name", read=read_identifier, says="a name in small latin letters")]
Zone = Annotated[str, Scalar(name="zone", read=read_zone, says="an IANA time zone such as `Europe/Moscow`")]
Colour = Annotated[str, Scalar(name="colour", read=read_colour, says="a colour such as `#d6001c`")]
Day = Annotated[date, Scalar(name="day", read=date.fromisoformat, says="a day such as `2021-07-01`")]
Money = Annotated[int, Scalar(name="money", read=read_money, says="an amount such as `2000 ₽` or `0,50 ₽`")]
Percent = Annotated[
    int, Scalar(name="percent", read=read_percent, says="a percentage such as `5%` or `0,5%`")
]
Rate = Annotated[
    int | str, Scalar(name="rate", read=read_rate, says="`5%` · `mode` · `level` · `share` · `level - share`")
]
Points = Annotated[int, Scalar(name="points", read=read_points, says="points such as `150` or `0,5 points`")]
Whole = Annotated[int, Scalar(name="number", read=read_whole, says="a whole number above zero")]
Length = Annotated[
    Period, Scalar(name="period", read=read_period, says="`1 day` · `24 hours` · `12 months` · `1 year`")
]
Delay = Annotated[
    Period, Scalar(name="delay", read=read_delay, says="`at once` · `after 24 hours` · `after 14 days`")
]
Lapse = Annotated[
    Period | None, Scalar(name="lapse", read=read_lapse, says="`12 months after` · `90 days after` · `never`")
]
GrantLapse = Annotated[
    Period | str | None,
    Scalar(name="lapse", read=read_grant_lapse, says="`as earned points` · `12 months after` · `never`"),
]
PointStep = Annotated[Step, Scalar(name="step", read=read_step, says="`1 point for every 50 ₽`")]
MoneyFloor = Annotated[
    Floor,
    Scalar(
        name="floor",
        read=read_floor,
        says="`1 ₽ on the receipt` · `1 ₽ on each position` · `1 ₽ on each unit`",
    ),
]
