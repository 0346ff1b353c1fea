"""Holding an answer against what a scenario expects, field by field, in the words of the scenario file."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from kopilka.clock import zone_named
from kopilka.money import read_scaled

UNITS = ("₽", "points", "point", "%")
PLAIN_NUMBERS = ("line", "quantity", "stickers", "tokens")

Fields = dict[str, Any]


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One expectation that was not met."""

    step: str
    field: str
    expected: Any
    came: Any

    def __str__(self) -> str:
        """Return the difference as one line."""
        return f"{self.step}: {self.field}: expected {self.expected}, came {self.came}"


def moment(text: str, zone: str) -> str:
    """Return a local time of the program's zone with its offset."""
    return datetime.fromisoformat(text).replace(tzinfo=zone_named(zone)).isoformat()


def value_of(text: str) -> Any:  # noqa: ANN401 - an amount, or a word
    """Read `10000 ₽`, `150 points` or `5%` in hundredths, `never` as None, anything else as it stands."""
    plain = text.strip()
    if plain == "never":
        return None
    for unit in UNITS:
        if plain.endswith(unit):
            return read_scaled(plain.removesuffix(unit), 100)
    return plain


def refusal(label: str, wanted: str | None, answer: Fields) -> list[Difference]:
    """Compare a problem that came, or that should have."""
    came = answer.get("code") or "an answer"
    if came == wanted:
        return []
    text = f"{came} ({answer['text']})" if "text" in answer else came
    return [Difference(step=label, field="refused", expected=wanted, came=text)]


def differences(label: str, expected: Fields, answer: Fields, zone: str) -> Iterator[Difference]:
    """Yield what is not as expected."""
    came = in_words(answer)
    for name, wanted in expected.items():
        if name not in came:
            yield Difference(
                step=label, field=name, expected=wanted, came=f"no such field; it has {', '.join(came)}"
            )
        elif name in {"reasons", "not reasons"}:
            yield from reason_differences(label, name, wanted, came[name])
        elif isinstance(wanted, dict):
            for key, inner in wanted.items():
                yield from differences(f"{label}: {name} {key}", inner, came[name].get(str(key), {}), zone)
        elif isinstance(wanted, list):
            yield from list_differences(label, name, wanted, came[name], zone)
        elif not same(name, wanted, came[name], zone):
            yield Difference(step=label, field=name, expected=wanted, came=shown(name, came[name]))


def in_words(answer: Fields) -> Fields:
    """Return an answer by the words of the scenario file: `to pay`, `taken`, `lines` by number."""
    words = {name.replace("_", " "): value for name, value in answer.items()}
    if isinstance(answer.get("points"), dict):
        words |= answer["points"]
    if "lines" in answer:
        words["lines"] = {str(line["line"]): line for line in answer["lines"]}
    if "reasons" in answer:
        words["not reasons"] = answer["reasons"]
    return words


def reason_differences(
    label: str, name: str, wanted: str | list[str], came: list[Fields]
) -> Iterator[Difference]:
    """Yield the codes that should be there and are not, or the other way round."""
    codes = [reason["code"] for reason in came]
    for code in [wanted] if isinstance(wanted, str) else wanted:
        if (code in codes) != (name == "reasons"):
            yield Difference(step=label, field=name, expected=code, came=", ".join(codes) or "none")


def list_differences(
    label: str, name: str, wanted: list[Fields], came: list[Fields], zone: str
) -> Iterator[Difference]:
    """Compare two lists entry by entry."""
    if len(wanted) != len(came):
        yield Difference(step=label, field=name, expected=f"{len(wanted)} of them", came=len(came))
    for place, (inner, value) in enumerate(zip(wanted, came, strict=False), 1):
        yield from differences(f"{label}: {name} {place}", inner, value, zone)


def same(name: str, wanted: str, came: Any, zone: str) -> bool:  # noqa: ANN401
    """Tell whether a value is what was written: an amount with its unit, a time, a word or a plain number."""
    if isinstance(came, str) and came[:4].isdigit() and "T" in came:
        return came == moment(wanted, zone)
    value = value_of(wanted)
    if isinstance(came, int) and isinstance(value, str):
        return name in PLAIN_NUMBERS and value == str(came)
    return bool(value == came)


def shown(name: str, value: Any) -> str:  # noqa: ANN401
    """Write what came so that it can be compared with an amount."""
    return f"{value} hundredths" if isinstance(value, int) and name not in PLAIN_NUMBERS else str(value)
