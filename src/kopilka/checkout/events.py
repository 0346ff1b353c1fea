"""The events of `kopilka replay`: read by their kind, put into one form for telling repeats, written as promised."""

from typing import Any

import msgspec
from msgspec.structs import asdict

from kopilka.engine.messages import (
    BalanceQuestion,
    Grant,
    Message,
    Receipt,
    Registration,
    Return,
    Void,
    problem_of,
    quantity_of,
)
from kopilka.problems import Problem

Answer = dict[str, Any]

KINDS: dict[str, type[Message]] = {
    "receipt": Receipt,
    "return": Return,
    "void": Void,
    "member": Registration,
    "grant": Grant,
    "balance": BalanceQuestion,
}
DECODERS = {kind: msgspec.json.Decoder(message) for kind, message in KINDS.items()}


class KindOf(msgspec.Struct):
    """Only the kind of an event."""

    kind: str = "receipt"


KIND = msgspec.json.Decoder(KindOf)


def read_event(line: bytes) -> Message:
    """Read an event by its kind. Raises Problem."""
    try:
        kind = KIND.decode(line).kind
        decoder = DECODERS.get(kind)
        if decoder is None:
            raise Problem("unknown_kind", "kind", name=kind)
        return decoder.decode(line)
    except msgspec.MsgspecError as error:
        raise problem_of(error) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise Problem("malformed", detail=str(error)) from error


def plain_lines(message: Receipt) -> list[Any]:
    """Return the lines with quantities in one form, so that ``2`` and ``2.0`` are the same."""
    lines = []
    for place, line in enumerate(message.lines):
        plain = asdict(line)
        plain["quantity"] = quantity_of(line.quantity, f"lines[{place}].quantity")
        lines.append(plain)
    return lines


def plain_returned(message: Return) -> list[tuple[int, int]]:
    """Return what comes back as line and thousandths."""
    return [
        (line.line, quantity_of(line.quantity, f"lines[{place}].quantity"))
        for place, line in enumerate(message.lines or ())
    ]


def as_written(answer: Answer) -> Answer:
    """Return an answer in the form that `kopilka replay` writes: a receipt without what only the interface says."""
    if answer["kind"] != "receipt":
        return answer
    lines = [
        {**line, "reasons": [{"code": reason["code"], "text": reason["text"]} for reason in line["reasons"]]}
        for line in answer["lines"]
    ]
    points = {name: answer["points"][name] for name in ("asked", "allowed", "taken")}
    kept = {name: value for name, value in answer.items() if name not in ("reasons", "lots")}
    return {**kept, "points": points, "lines": lines}
