"""Numbers of the receipts and returns that a till page makes: drawn before the first press, so that a repeat is harmless.

A receipt's number says which cashier, orders by time, and ends in letters that nobody can guess; people read it from
paper, so it has no letter that looks like a digit.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKES = str.maketrans("OIL", "011")
BEGINNING = 1_577_836_800
"""2020-01-01, from which the seconds in a number are counted."""
DRAWN = 5

OURS = re.compile(rf"[0-9]+-[{ALPHABET}]+-[{ALPHABET}]{{{DRAWN}}}")
RETURN = re.compile(r"[0-9a-f]{16}")


def new_receipt_number(till: int, now: int) -> str:
    """Return a number that no other basket has."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(DRAWN))
    return f"{till}-{in_letters(now - BEGINNING)}-{drawn}"


def is_receipt_number(text: str) -> bool:
    """Tell whether a page of ours has drawn this number."""
    return OURS.fullmatch(text) is not None


def as_printed(text: str) -> str:
    """Return a number as it was printed, from what a person has typed."""
    plain = text.strip()
    folded = plain.upper().translate(LOOK_ALIKES)
    return folded if is_receipt_number(folded) else plain


def new_return_id() -> str:
    """Return an id for one return, drawn when its page is opened."""
    return secrets.token_hex(8)


def is_return_id(text: str) -> bool:
    """Tell whether a page of ours has drawn this id."""
    return RETURN.fullmatch(text) is not None


def in_letters(number: int) -> str:
    """Return a number from zero on in base 32."""
    letters = ""
    while True:
        number, rest = divmod(number, len(ALPHABET))
        letters = ALPHABET[rest] + letters
        if not number:
            return letters
