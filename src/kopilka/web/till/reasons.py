"""Reasons where a person looks for them.

The foot of a receipt says also what only its lines say, with the goods' names; a line that earns nothing says also what
only the whole receipt says.
"""

from collections.abc import Mapping
from typing import Any

Reason = dict[str, Any]
FOOT = ("discount", "points", "earned")


def whole_reasons(answer: Mapping[str, Any], names: Mapping[int, str]) -> list[Reason]:
    """Return what the foot of a receipt says; the level belongs to what is earned by it."""
    own = [
        {**reason, "about": "earned"} if reason["about"] == "level" else reason
        for reason in answer["reasons"]
    ]
    explained = {reason["about"] for reason in answer["reasons"]}
    for about in FOOT:
        if about not in explained:
            own += of_lines(answer, names, about)
    return own


def explained(answer: dict[str, Any], names: Mapping[int, str]) -> dict[str, Any]:
    """Return a receipt's answer with the reasons of its foot and of its lines."""
    nothing = [reason for reason in answer["reasons"] if reason["about"] == "earned" and not answer["earned"]]
    lines = [
        line
        if any(reason["about"] == "earned" for reason in line["reasons"])
        else with_reasons(line, nothing)
        for line in answer["lines"]
    ]
    return {**answer, "reasons": whole_reasons(answer, names), "lines": lines}


def with_reasons(line: dict[str, Any], more: list[Reason]) -> dict[str, Any]:
    """Return a line with more reasons."""
    return {**line, "reasons": [*line["reasons"], *more]}


def of_lines(answer: Mapping[str, Any], names: Mapping[int, str], about: str) -> list[Reason]:
    """Return the lines' reasons for one kind of amount, each with the name of its goods."""
    return [
        {**reason, "text": f"{names[line['line']]}: {reason['text']}"}
        for line in answer["lines"]
        for reason in line["reasons"]
        if reason["about"] == about
    ]
