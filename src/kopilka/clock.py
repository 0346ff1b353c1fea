"""Moments as the outside writes them: ISO 8601 with an offset, in and out of seconds since 1970.

Nothing here reads the clock except ``now``; the rules get every moment handed in.
"""

import re
import time
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d([.]\d{1,9})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
EARLIEST = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())
LATEST = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())


def now() -> int:
    """Return the present moment in seconds since 1970."""
    return int(time.time())


def read_moment(text: str) -> int:
    """Read ISO 8601 as RFC 3339 has it, with an offset; parts of a second are dropped. ValueError otherwise."""
    if ISO.fullmatch(text) is None:
        raise ValueError(text)
    value = datetime.fromisoformat(text)
    return int(value.timestamp() // 1)


def write_moment(moment: int, zone: str) -> str:
    """Write a moment as ISO 8601 with the zone's offset at that moment."""
    return datetime.fromtimestamp(moment, zone_named(zone)).isoformat()


def local_date(moment: int, zone: str) -> date:
    """Return the calendar day of a moment in a zone."""
    return datetime.fromtimestamp(moment, zone_named(zone)).date()


def start_of(day: date, zone: str) -> int:
    """Return the moment at which a calendar day begins in a zone."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone_named(zone)).timestamp())


@lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name; ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(name) from error


@lru_cache(maxsize=64)
def zone_table(name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return a zone as two columns, from which moment and which offset in seconds, between 1990 and 2100."""
    zone = zone_named(name)
    starts, offsets = [0], [_offset(zone, EARLIEST - 10 * 366 * 86_400)]
    step = 7 * 86_400
    for moment in range(EARLIEST - 10 * 366 * 86_400, LATEST, step):
        if _offset(zone, moment + step) != offsets[-1]:
            starts.append(_change_between(zone, moment, moment + step))
            offsets.append(_offset(zone, moment + step))
    return tuple(starts), tuple(offsets)


def _offset(zone: ZoneInfo, moment: int) -> int:
    offset = datetime.fromtimestamp(moment, zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _change_between(zone: ZoneInfo, early: int, late: int) -> int:
    """Halve the interval until the second at which the offset changes is found."""
    before = _offset(zone, early)
    while late - early > 1:
        middle = (early + late) // 2
        early, late = (middle, late) if _offset(zone, middle) == before else (early, middle)
    return late
