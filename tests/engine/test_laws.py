"""What holds for every program, basket and history: nothing lost, nothing invented (X6)."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kopilka.checkout.replay import Replay
from kopilka.engine.state import MemberState
from tests.engine.histories import ANNA, Event, compiled, day, histories, program_texts, receipts, take

many = settings(max_examples=150, deadline=None)


def state_of(replay: Replay) -> MemberState:
    return next(iter(replay.members.values()))


def play(text: str, events: list[Event]) -> tuple[Replay, list[dict[str, Any]]]:
    replay = Replay(compiled(text), keep_postings=True)
    return replay, [take(replay, event) for event in events]


@many
@given(program_texts(), histories())
def test_parts_sum_to_the_whole(text: str, events: list[Event]) -> None:
    """Each line and the total: sum − discount − points = to pay; discounts, points, earned sum (design §5)."""
    for answer in play(text, events)[1]:
        if answer["kind"] != "receipt":
            continue
        lines = answer["lines"]
        assert answer["total"] == sum(line["sum"] for line in lines)
        assert answer["discount"] == sum(line["discount"] for line in lines)
        assert answer["points"]["worth"] == sum(line["points"] for line in lines)
        assert answer["earned"] == sum(line["earned"] for line in lines)
        assert answer["to_pay"] == answer["total"] - answer["discount"] - answer["points"]["worth"]
        for line in lines:
            assert line["to_pay"] == line["sum"] - line["discount"] - line["points"]
            assert min(line["discount"], line["points"], line["to_pay"], line["earned"]) >= 0


@many
@given(program_texts(), histories())
def test_the_balance_is_the_replay_of_what_moved(text: str, events: list[Event]) -> None:
    """Σ left − Σ lapsed − debt is the sum of the postings, and no lot and no debt is ever negative."""
    replay, _ = play(text, events)
    for number, state in replay.members.items():
        moved = (replay.postings or {}).get(number, [])
        balance = sum(lot.left - lot.lapsed for lot in state.lots) - state.debt
        assert balance == sum(movement.amount for movement in moved if movement.unit == "points")
        assert state.account[0] == sum(movement.amount for movement in moved if movement.unit == "spend")
        assert all(0 <= lot.lapsed <= lot.left <= lot.amount for lot in state.lots)
        assert state.debt >= 0
        for lot in state.lots:
            legs = sum(
                movement.amount for movement in moved if movement.unit == "points" and movement.lot == lot.id
            )
            assert legs == lot.left - lot.lapsed


@many
@given(program_texts(), histories())
def test_a_debt_and_a_lot_never_stand_side_by_side(text: str, events: list[Event]) -> None:
    """Design §2: every credit pays a debt first, at once."""
    replay, _ = play(text, events)
    for state in replay.members.values():
        if state.debt:
            assert not any(lot.left > lot.lapsed for lot in state.lots)


@many
@given(program_texts(), histories())
def test_a_repeat_changes_nothing(text: str, events: list[Event]) -> None:
    """R11: the same message gives the same answer and moves nothing."""
    replay, answers = play(text, events)
    before = copy.deepcopy((replay.members, replay.postings))
    for event, answer in zip(events, answers, strict=True):
        if answer["kind"] != "problem":
            assert take(replay, event) == answer
    assert (replay.members, replay.postings) == before


@many
@given(program_texts(), histories(), st.data())
def test_any_split_of_a_return_equals_the_whole(text: str, events: list[Event], data: st.DataObject) -> None:
    """R6: at one moment, line by line or unit by unit or at once, the same comes out."""
    last = data.draw(receipts("last", day(6000)))
    whole, _ = play(text, [*events, last])
    parts, _ = play(text, [*events, last])
    at = day(data.draw(st.integers(min_value=6000, max_value=6400)))
    one = take(whole, {"kind": "return", "shop": "s", "number": "last", "return": "all", "at": at})
    several = []
    for line in data.draw(st.permutations(last["lines"])):
        for place, quantity in enumerate(split(line["quantity"], data.draw(st.booleans()))):
            event = {
                "kind": "return",
                "shop": "s",
                "number": "last",
                "return": f"{line['line']}.{place}",
                "at": at,
            }
            several.append(take(parts, {**event, "lines": [{"line": line["line"], "quantity": quantity}]}))
    assert sum(answer["refund"] for answer in several) == one["refund"]
    assert sum(answer["points_back"] for answer in several) == one["points_back"]
    assert sum(answer["earned_back"] for answer in several) == one["earned_back"]
    question = {"kind": "balance", "at": at, "member": ANNA}
    assert take(parts, question) == take(whole, question)


def split(quantity: str, halve: bool) -> list[str]:
    """Split a quantity into two, or leave it whole."""
    parts = {"2": ["1", "1"], "3": ["1", "2"], "0.755": ["0.5", "0.255"], "12.5": ["2.5", "10"]}
    return parts.get(quantity, [quantity]) if halve else [quantity]


@many
@given(program_texts(), histories())
def test_a_void_undoes_the_money(text: str, events: list[Event]) -> None:
    """What is refunded over a receipt's life is what was paid in money, never more."""
    replay, answers = play(text, events)
    for event, answer in zip(events, answers, strict=True):
        if answer["kind"] == "receipt":
            rest = take(
                replay,
                {"kind": "return", "shop": "s", "number": event["number"], "return": "end", "at": day(6500)},
            )
            kept = replay.receipts["s", event["number"]]
            assert kept.returned.refunded == answer["to_pay"]
            if rest["kind"] != "problem":
                assert kept.returned.refilled == answer["points"]["taken"]
