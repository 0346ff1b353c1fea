"""The core counts periods itself; here it is held against the standard library."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kopilka.clock import LATEST, zone_named, zone_table
from kopilka.engine.core.calendar import add_months, next_midnight, offset_at

ZONES = ("Europe/Moscow", "Asia/Yekaterinburg", "America/New_York", "Pacific/Apia", "UTC")
moments = st.integers(min_value=800_000_000, max_value=LATEST - 10 * 366 * 86_400)


@given(st.sampled_from(ZONES), moments)
def test_the_offset_is_the_zones(zone: str, moment: int) -> None:
    starts, offsets = zone_table(zone)
    expected = datetime.fromtimestamp(moment, zone_named(zone)).utcoffset()
    assert timedelta(seconds=offset_at(starts, offsets, moment)) == expected


@given(st.sampled_from(ZONES[:2]), moments)
def test_the_next_day_begins_at_local_midnight(zone: str, moment: int) -> None:
    """P5: a new level works from the next day."""
    starts, offsets = zone_table(zone)
    begins = next_midnight(starts, offsets, moment)
    local = datetime.fromtimestamp(begins, zone_named(zone))
    assert (local.hour, local.minute, local.second) == (0, 0, 0)
    assert local.date() == datetime.fromtimestamp(moment, zone_named(zone)).date() + timedelta(days=1)
    assert begins > moment


@given(moments, st.integers(min_value=0, max_value=60))
def test_a_month_later_is_the_same_local_time_clamped_to_the_last_day(moment: int, months: int) -> None:
    """Design §2: months in local time, clamped."""
    starts, offsets = zone_table("UTC")
    before = datetime.fromtimestamp(moment, UTC)
    after = datetime.fromtimestamp(add_months(starts, offsets, moment, months), UTC)
    count = before.year * 12 + before.month - 1 + months
    assert (after.year, after.month) == (count // 12, count % 12 + 1)
    assert after.time() == before.time()
    last = (after + timedelta(days=1)).month != after.month
    assert after.day == before.day or (last and after.day < before.day)


def test_a_year_over_the_end_of_summer_time_keeps_the_clock() -> None:
    """Moscow left daylight saving in 2011 and changed again in 2014; noon stays noon."""
    starts, offsets = zone_table("Europe/Moscow")
    noon = int(datetime(2010, 12, 1, 12, tzinfo=zone_named("Europe/Moscow")).timestamp())
    later = datetime.fromtimestamp(add_months(starts, offsets, noon, 12), zone_named("Europe/Moscow"))
    assert later.isoformat() == "2011-12-01T12:00:00+04:00"
