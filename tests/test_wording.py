"""Amounts, counted words and dates read as a careful person would write them, in both languages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kopilka.wording import (
    choose_form,
    write_day,
    write_money,
    write_number,
    write_percent,
    write_points,
    write_quantity,
    write_round_money,
    write_time,
    write_when,
)

POINT = ("балл", "балла", "баллов")
MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("kopecks", "russian", "english"),
    [
        (0, "0,00 ₽", "0.00 ₽"),
        (5, "0,05 ₽", "0.05 ₽"),
        (123_456_00, "123 456,00 ₽", "123,456.00 ₽"),
        (1_234_560, "12 345,60 ₽", "12,345.60 ₽"),
        (-4_550, "−45,50 ₽", "−45.50 ₽"),
    ],
)
def test_money(kopecks: int, russian: str, english: str) -> None:
    assert plain(write_money(kopecks, "ru")) == russian
    assert plain(write_money(kopecks, "en")) == english


def test_money_in_a_sentence_has_kopecks_only_where_there_are_some() -> None:
    assert plain(write_round_money(5_000, "ru")) == "50 ₽"
    assert plain(write_round_money(4_999, "ru")) == "49,99 ₽"


def test_an_amount_never_breaks_between_lines() -> None:
    assert " " not in write_money(1_234_567_00, "ru") + write_points(1_234_567_00, "ru")


@pytest.mark.parametrize(
    ("points", "word"),
    [
        (0, "баллов"), (1, "балл"), (2, "балла"), (4, "балла"), (5, "баллов"), (11, "баллов"), (12, "баллов"),
        (14, "баллов"), (21, "балл"), (22, "балла"), (100, "баллов"), (101, "балл"), (111, "баллов"), (1002, "балла"),
    ],
)  # fmt: skip
def test_a_counted_word_agrees_with_its_number(points: int, word: str) -> None:
    assert choose_form(points * 100, POINT) == word
    assert choose_form(-points * 100, POINT) == word


def test_a_fraction_takes_the_second_form() -> None:
    assert plain(write_points(150, "ru")) == "1,50 балла"
    assert plain(write_points(150, "en")) == "1.50 points"
    assert plain(write_points(100, "en")) == "1 point"


def test_a_program_has_its_own_word() -> None:
    assert plain(write_points(500, "ru", ("апельсинка", "апельсинки", "апельсинок"))) == "5 апельсинок"


def test_percentages_have_a_space_in_russian_only() -> None:
    assert plain(write_percent(500, "ru")) == "5 %"
    assert write_percent(250, "en") == "2.50%"


@pytest.mark.parametrize(
    ("text", "written"), [("1", "1"), ("1.000", "1"), ("0.350", "0,35"), ("12.5", "12,5")]
)
def test_quantities_lose_idle_zeros(text: str, written: str) -> None:
    assert write_quantity(text, "ru") == written
    assert write_quantity(text, "en") == written.replace(",", ".")


def test_a_day_has_a_year_only_when_it_is_another() -> None:
    now = datetime(2025, 3, 3, 12, tzinfo=MOSCOW)
    late = datetime(2025, 3, 13, 22, 30, tzinfo=UTC)
    assert plain(write_day(late, now, "ru")) == "14 марта"
    assert plain(write_day(late.replace(year=2026), now, "en")) == "14 March 2026"
    assert plain(write_time(late, now, "ru")) == "14 марта, 01:30"


def test_a_moment_is_written_in_the_programs_zone() -> None:
    moment = int(datetime(2021, 8, 15, 9, tzinfo=UTC).timestamp())
    assert plain(write_when(moment, "Europe/Moscow", "ru")) == "15 августа 2021, 12:00"


@given(st.integers(-(10**14), 10**14))
def test_a_number_can_be_read_back(hundredths: int) -> None:
    english = write_number(hundredths, "en", fixed=True).replace(",", "").replace("\u2212", "-")
    russian = write_number(hundredths, "ru", fixed=True).replace("\u202f", "").replace("\u2212", "-")
    assert english.replace(".", "") == russian.replace(",", "")
    assert int(english.replace(".", "")) == hundredths


def plain(text: str) -> str:
    """Return the text with ordinary spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
