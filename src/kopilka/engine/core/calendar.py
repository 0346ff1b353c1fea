"""Days and months in a program's time zone, with integers only.

Moments are seconds since 1970 in UTC. A zone is two rising columns: from which moment, which offset. The core counts
periods itself because numba compiles it and knows no ``datetime``; ``kopilka.clock`` says the same to everybody else,
and a test holds the two against each other.
"""

from collections.abc import Sequence

DAY = 86_400


def offset_at(zone_starts: Sequence[int], zone_offsets: Sequence[int], moment: int) -> int:
    """Return the seconds by which local time is ahead of UTC at a moment."""
    index = len(zone_starts) - 1
    while index > 0 and zone_starts[index] > moment:
        index -= 1
    return zone_offsets[index]


def moment_of(zone_starts: Sequence[int], zone_offsets: Sequence[int], local: int) -> int:
    """Return the moment at which a local clock shows ``local``; in a skipped hour, the moment the clock moved on."""
    before = local - offset_at(zone_starts, zone_offsets, local - DAY)
    after = local - offset_at(zone_starts, zone_offsets, local + DAY)
    if before + offset_at(zone_starts, zone_offsets, before) == local:
        return before
    return after if after + offset_at(zone_starts, zone_offsets, after) == local else before


def next_midnight(zone_starts: Sequence[int], zone_offsets: Sequence[int], moment: int) -> int:
    """Return when the next local day begins after a moment."""
    local = moment + offset_at(zone_starts, zone_offsets, moment)
    return moment_of(zone_starts, zone_offsets, (local // DAY + 1) * DAY)


def day_of_civil(year: int, month: int, day: int) -> int:
    """Return days since 1970-01-01 of a Gregorian date (after Howard Hinnant's ``days_from_civil``)."""
    shifted = year if month > 2 else year - 1
    era = shifted // 400
    year_of_era = shifted - era * 400
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


def days_in_month(year: int, month: int) -> int:
    """Return how many days a month has."""
    following = day_of_civil(year + month // 12, month % 12 + 1, 1)
    return following - day_of_civil(year, month, 1)


def add_months(zone_starts: Sequence[int], zone_offsets: Sequence[int], moment: int, months: int) -> int:
    """Return the same local time some months later, clamped to the month's last day (design §2)."""
    local = moment + offset_at(zone_starts, zone_offsets, moment)
    days = local // DAY + 719_468
    era = days // 146_097
    day_of_era = days - era * 146_097
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = (shifted + 2) % 12 + 1
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    count = year * 12 + month - 1 + months
    year, month = count // 12, count % 12 + 1
    day = min(day, days_in_month(year, month))
    return moment_of(zone_starts, zone_offsets, day_of_civil(year, month, day) * DAY + local % DAY)


def after(
    zone_starts: Sequence[int], zone_offsets: Sequence[int], moment: int, seconds: int, months: int
) -> int:
    """Return the moment a period later; hours and days are seconds, months are months."""
    if months:
        return add_months(zone_starts, zone_offsets, moment, months)
    return moment + seconds
