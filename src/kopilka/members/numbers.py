"""Numbers by which a member is known: cards (EAN-13) and telephones (E.164). Neither is ever written to a log."""

import secrets

import phonenumbers
from stdnum import ean

from kopilka.problems import Problem

CARD_DIGITS = 13
REGION = "RU"
"""The country of a telephone that is written without its code."""


def read_card_number(text: str, field: str) -> str:
    """Return a card's number without spaces; Problem when it is not 13 digits with a right check digit (C1)."""
    number = text.replace(" ", "").replace("-", "")
    if (
        len(number) != CARD_DIGITS
        or not (number.isascii() and number.isdigit())
        or not has_check_digit(number)
    ):
        raise Problem("invalid_card", field, value=text[:20])
    return number


def has_check_digit(number: str) -> bool:
    """Tell whether 13 digits end in their check digit; every receipt asks, so this is stdnum's sum without its care."""
    digits = number.encode()
    # Digits as bytes stand 48 too high: 7 of weight one and 6 of weight three.
    return (sum(digits[0::2]) + 3 * sum(digits[1::2]) - 48 * (7 + 18)) % 10 == 0


def card_number(prefix: str, serial: int) -> str:
    """Return the card number of a serial behind a program's prefix, with its check digit (C1)."""
    digits = f"{prefix}{serial:0{CARD_DIGITS - 1 - len(prefix)}d}"
    if len(digits) != CARD_DIGITS - 1:
        raise ValueError("the serial does not fit behind the prefix")
    return digits + str(ean.calc_check_digit(digits))


def drawn_card_number(prefix: str) -> str:
    """Return a card number that nobody can guess from another one; whether it is free, the database says."""
    return card_number(prefix, secrets.randbelow(10 ** (CARD_DIGITS - 1 - len(prefix))))


def read_phone(text: str, field: str) -> str:
    """Return a telephone in E.164; Problem when there can be no such number."""
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException as error:
        raise Problem("invalid_phone", field) from error
    if not phonenumbers.is_valid_number(number):
        raise Problem("invalid_phone", field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
