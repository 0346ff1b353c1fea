"""The receipts of the benchmark: eight lines each, at Maxidom, drawn once with a fixed seed."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle

import msgspec

from kopilka.members.numbers import card_number

PROGRAM = "maxidom"
SHOP = "spb-1"
LINES = 8
MEMBERS = 20_000
BASKETS = 2_000
FIRST_CARD = 10_000
MODES = ("discount", "bonus-back", "combined")
CATEGORIES = ("paint", "tools", "garden", "light", "floor", "delivery")


def card_of(member: int) -> str:
    """Return the card number of a member of the benchmark."""
    return card_number("2999", FIRST_CARD + member)


def drawn_bodies(seed: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield receipts for ever as JSON in two pieces, between which the number goes; drawn before the first is taken."""
    chance = random.Random(seed)
    cards = [card_of(member) for member in range(MEMBERS)]
    at = datetime.now(UTC).isoformat(timespec="seconds")
    baskets = [[drawn_line(chance, place) for place in range(LINES)] for _ in range(BASKETS)]
    bodies = []
    for card in chance.sample(cards, MEMBERS):
        receipt = {
            "shop": SHOP,
            "at": at,
            "till": "3",
            "shift": "118",
            "member": {"card": card},
            "spend": "max",
            "lines": chance.choice(baskets),
        }
        bodies.append((msgspec.json.encode(receipt)[:-1] + b',"number":"', b'"}'))
    return cycle(bodies)


def drawn_line(chance: random.Random, place: int) -> dict[str, object]:
    """Return one line of a receipt."""
    price = chance.randrange(1_000, 300_000)
    pieces = chance.choice((1, 1, 1, 2, 3))
    return {
        "line": place + 1,
        "article": f"A-{chance.randrange(5_000)}",
        "name": "Краска фасадная белая, 2,5 л",
        "categories": [chance.choice(CATEGORIES)],
        "quantity": str(pieces),
        "price": price,
        "sum": price * pieces,
        "marks": ["promo"] if chance.random() < 0.1 else [],
    }
