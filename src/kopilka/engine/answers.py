"""What the engine answers: a settled receipt, a return, a balance, in the words and units of the interface (design §5).

Money and points in hundredths, times in the program's zone. ``reasons`` are put into words here, when somebody reads.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kopilka.clock import write_moment
from kopilka.engine.compiling import CompiledProgram, edition_day
from kopilka.engine.core import lots as lot_rules
from kopilka.engine.core.shapes import NEVER
from kopilka.engine.explaining import Reason, reasons_by_line
from kopilka.engine.levels import standing_at
from kopilka.engine.membership import mode_at
from kopilka.engine.points import columns
from kopilka.engine.settlements import GiveBack, Settlement
from kopilka.engine.state import Lot, MemberState
from kopilka.money import write_quantity

Answer = dict[str, Any]


def lapse_words(program: CompiledProgram, lapses_at: int) -> str | None:
    """Write when points lapse; None when they do not."""
    return None if lapses_at >= NEVER else write_moment(lapses_at, program.zone)


def receipt_answer(
    program: CompiledProgram, shop: str, number: str, kept: Settlement, language: str
) -> Answer:
    """Return a settled receipt with every reason in words."""
    found = reasons_by_line(program, kept, language)
    words = {line: [reason_answer(reason) for reason in reasons] for line, reasons in found.items()}
    return settled_answer(program, shop, number, kept, words)


def settled_answer(
    program: CompiledProgram,
    shop: str,
    number: str,
    kept: Settlement,
    reasons: Mapping[int, Sequence[Answer]],
) -> Answer:
    """Return a settled receipt with the reasons given by the place of the line, -1 for the whole."""
    return {
        "kind": "receipt",
        "shop": shop,
        "number": number,
        "edition": edition_day(kept.edition).isoformat(),
        "total": kept.total,
        "discount": kept.discount,
        "points": {"asked": kept.asked, "allowed": kept.allowed, "taken": kept.taken, "worth": kept.worth},
        "to_pay": kept.to_pay,
        "earned": kept.earned,
        "counters": {},
        "level": kept.level,
        "lines": [line_answer(kept, place, reasons.get(place, [])) for place in range(len(kept.lines))],
        "reasons": reasons.get(-1, []),
        "lots": [lot_answer(program, lot.amount, lot.available_from, lot.lapses_at) for lot in kept.lots],
    }


def line_answer(kept: Settlement, place: int, reasons: Sequence[Answer]) -> Answer:
    """Return one line: sum − discount − points = to pay."""
    return {
        "line": kept.lines[place],
        "sum": kept.sums[place],
        "discount": kept.discounts[place],
        "points": kept.points[place],
        "to_pay": kept.sums[place] - kept.discounts[place] - kept.points[place],
        "earned": kept.earned_lines[place],
        "reasons": reasons,
    }


def reason_answer(reason: Reason) -> Answer:
    """Return a reason as the interface says it."""
    return {"code": reason.code, "text": reason.text, "about": reason.about, "clause": reason.clause}


def lot_answer(program: CompiledProgram, amount: int, available_from: int, lapses_at: int) -> Answer:
    """Return a lot: how much, from when, until when."""
    return {
        "amount": amount,
        "available_from": write_moment(available_from, program.zone),
        "lapses_at": lapse_words(program, lapses_at),
    }


def give_back_answer(kind: str, shop: str, number: str, return_id: str | None, moved: GiveBack) -> Answer:
    """Return what a return or a void really moved."""
    return {
        "kind": kind,
        "shop": shop,
        "number": number,
        "return": return_id,
        "refund": moved.refund,
        "points_back": moved.points_back,
        "earned_back": moved.earned_back,
        "debt": moved.debt,
        "lines": [
            {"line": line, "quantity": write_quantity(quantity), "refund": refund, "points": points}
            for line, quantity, refund, points in zip(
                moved.lines, moved.quantities, moved.refunds, moved.points, strict=True
            )
            if quantity
        ],
    }


def balance_answer(program: CompiledProgram, state: MemberState, at: int) -> Answer:
    """Return what a member has at a moment: a pure fold over what is written (design §2)."""
    lots, count = columns(state.lots)
    return {
        "kind": "balance",
        "available": lot_rules.available(lots, count, at),
        "waiting": lot_rules.waiting(lots, count, at),
        "debt": state.debt,
        "level": member_level(program, state, at),
        "accumulated": standing_at(program, state, at).accumulated,
        "counters": {},
        "lots": [
            lot_answer(program, lot.left, lot.available_from, lot.lapses_at)
            for lot in sorted(state.lots, key=Lot.order)
            if lot.left and at < lot.lapses_at
        ],
    }


def member_answer(program: CompiledProgram, member: Any, state: MemberState, at: int) -> Answer:  # noqa: ANN401
    """Return who a member is to the program at a moment."""
    edition = program.edition_at(at)
    mode = mode_at(program, edition, state, None, at).mode if edition and edition.edition.modes else None
    return {
        "kind": "member",
        "member": member,
        "level": member_level(program, state, at),
        "mode": mode,
        "region": state.region,
    }


def member_level(program: CompiledProgram, state: MemberState, at: int) -> int | None:
    """Return the percentage at a moment, None in a program without levels."""
    edition = program.edition_at(at)
    return standing_at(program, state, at).level if edition and edition.has_levels else None
