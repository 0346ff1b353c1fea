"""Who is meant by what a person types or scans: a card or a telephone."""

from kopilka.engine.messages import Who
from kopilka.members.numbers import CARD_DIGITS, read_phone
from kopilka.problems import Problem
from kopilka.web.access import Workplace

LEAST_DIGITS_OF_PHONE = 10


def find_member(place: Workplace, entry: str) -> str:
    """Return who has a card or a telephone, as ``card:…`` or ``phone:…``. Raises Problem."""
    who = read_who(entry)
    state = place.checkout.wait_for(place.checkout.member(place.tenant, who))
    if who.card is not None:
        cards = dict(place.checkout.wait_for(place.checkout.cards(place.tenant, state.id)))
        if cards.get(who.card) != "active":
            raise Problem("card_not_active", "member.card", state=cards.get(who.card))
    return who.key()


def read_who(entry: str) -> Who:
    """Read a card or a telephone as a person types it. Raises Problem."""
    digits = digits_of(entry)
    if len(digits) == CARD_DIGITS and not entry.strip().startswith("+"):
        return Who(card=digits)
    return Who(phone=read_phone(entry, "member"))


def is_like_member(text: str) -> bool:
    """Tell whether a text can be a card or a telephone at all."""
    rest = text.translate(str.maketrans("", "", "0123456789+-() \u00a0"))
    return not rest and LEAST_DIGITS_OF_PHONE <= len(digits_of(text)) <= CARD_DIGITS


def digits_of(text: str) -> str:
    """Return only the digits."""
    return "".join(letter for letter in text if letter in "0123456789")
