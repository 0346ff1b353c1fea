"""The reasons of a whole receipt: its own, and for an amount that only lines explain, theirs with the goods' names."""

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


def of_lines(answer: Mapping[str, Any], names: Mapping[int, str], about: str) -> list[Reason]:
    """Return the lines' reasons for one kind of amount, each with the name of its goods."""
    return [
        {**reason, "text": f"{names[line['line']]}: {reason['text']}"}
        for line in answer["lines"]
        for reason in line["reasons"]
        if reason["about"] == about
    ]
