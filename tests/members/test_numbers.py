"""Card numbers and telephones as people write them (C1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from kopilka.members.numbers import (
    card_number,
    drawn_card_number,
    has_check_digit,
    read_card_number,
    read_phone,
)
from kopilka.problems import Problem


@given(st.integers(0, 10**13 - 1))
def test_the_check_digit_is_that_of_the_library(number: int) -> None:
    assert has_check_digit(f"{number:013d}") == ean.is_valid(f"{number:013d}")


def test_a_serial_becomes_a_card_number() -> None:
    assert card_number("200", 1) == "2000000000015"
    assert read_card_number(" 2000000-000015 ", "card") == "2000000000015"
    assert drawn_card_number("2007").startswith("2007")


@pytest.mark.parametrize(
    "text", ["", "2000000000016", "200000000001", "20000000000155", "二000000000015", "card"]
)
def test_what_is_no_card_number_is_refused(text: str) -> None:
    with pytest.raises(Problem, match="invalid_card"):
        read_card_number(text, "card")


@pytest.mark.parametrize("text", ["+79161234567", "89161234567", "8 (916) 123-45-67", "9161234567"])
def test_a_telephone_has_one_form(text: str) -> None:
    assert read_phone(text, "phone") == "+79161234567"


@pytest.mark.parametrize("text", ["11", "home", "+7916", "+7 916 123 45 67 89"])
def test_what_is_no_telephone_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(Problem, match="invalid_phone") as refused:
        read_phone(text, "phone")
    assert text not in refused.value.text("en")
