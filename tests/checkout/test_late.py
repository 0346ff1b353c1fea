"""PostgreSQL and memory give the same, whatever comes late (R11): random histories, message by message."""

import random
from typing import Any

import msgspec
import pytest

from kopilka.checkout.replay import Replay
from kopilka.engine.compiling import CompiledProgram
from kopilka.programs.finding import find_program
from tests.api.test_scenarios import Till
from tests.house import House

pytestmark = pytest.mark.server

ANNA = {"card": "2000000000015"}
PLACES = {"maxidom": "spb-1", "pyaterochka": "shop-1", "alenka": "shop-1", "lavka": "lenina-5"}
COMPARED = {
    "receipt": ("edition", "total", "discount", "to_pay", "earned", "level", "points"),
    "return": ("refund", "points_back", "earned_back", "debt", "lines"),
    "void": ("refund", "points_back", "earned_back", "debt", "lines"),
    "grant": ("amount", "available_from", "lapses_at"),
    "balance": ("available", "waiting", "debt", "level", "accumulated", "lots"),
    "problem": ("code",),
}


def history(seed: int, shop: str) -> list[dict[str, Any]]:
    """Draw purchases, returns, voids, grants and balances over three years, a third of them late."""
    draw = random.Random(seed)
    events: list[dict[str, Any]] = []
    numbers: list[str] = []
    today = 0
    for place in range(40):
        today += draw.choice((0, 1, 3, 20, 20, 60, 400))
        day = max(today - draw.choice((0, 0, 2, 40, 400)), 0)
        at = f"{2024 + day // 336}-{day % 336 // 28 + 1:02}-{day % 28 + 1:02}T{draw.randrange(24):02}:00:00+03:00"
        kind = draw.choice(("receipt", "receipt", "receipt", "return", "void", "grant", "balance"))
        if kind == "receipt" or (kind in {"return", "void"} and not numbers):
            numbers.append(f"r{place}")
            lines: list[dict[str, Any]] = [
                {
                    "line": line,
                    "quantity": draw.choice(("1", "3", "0.755")),
                    "sum": draw.randrange(4_000_000),
                    "categories": [],
                }
                for line in range(1, draw.randrange(2, 5))
            ]
            spend = draw.choice(("max", 0, 12_345))
            events.append(
                {
                    "shop": shop,
                    "number": numbers[-1],
                    "at": at,
                    "member": ANNA,
                    "spend": spend,
                    "lines": lines,
                }
            )
        elif kind == "return":
            event = {
                "kind": kind,
                "shop": shop,
                "number": draw.choice(numbers),
                "return": f"b{place}",
                "at": at,
            }
            part = {"lines": [{"line": 1, "quantity": "0.5"}]} if draw.random() < 0.5 else {}
            events.append(event | part)
        elif kind == "void":
            events.append({"kind": kind, "shop": shop, "number": draw.choice(numbers), "at": at})
        elif kind == "grant":
            events.append(
                {
                    "kind": kind,
                    "grant": f"g{place}",
                    "at": at,
                    "member": ANNA,
                    "amount": draw.randrange(1, 99_999),
                }
            )
        else:
            events.append({"kind": kind, "at": at, "member": ANNA})
    return events


def voided(replay: Replay, event: dict[str, Any]) -> bool:
    kept = replay.receipts.get((event["shop"], event["number"]))
    return kept is not None and kept.void is not None


@pytest.mark.parametrize("program", PLACES)
@pytest.mark.parametrize("seed", range(3))
def test_the_database_answers_as_the_memory(house: House, program: str, seed: int) -> None:
    house.clock.moment = 0
    till, replay = Till(house, program), Replay(CompiledProgram(find_program(program)))
    for event in history(seed, PLACES[program]):
        if event.get("kind") == "void" and voided(replay, event):
            continue  # a repeated void has no body over HTTP, so it is the same void whatever its time
        expected = replay.take(msgspec.json.encode(event))
        came = till(dict(event))
        assert came["kind"] == expected["kind"], (event, came, expected)
        for name in COMPARED[expected["kind"]]:
            assert came[name] == expected[name], (name, event, came, expected)
    assert house.is_sound()
