"""What a program says, clause by clause, for a terminal."""

from collections.abc import Callable, Iterator
from typing import Any

from kopilka.programs.model import Clause
from kopilka.programs.reading import ProgramFile, field_label
from kopilka.programs.scalars import Floor, Period, Step
from kopilka.wording import write_percent, write_points, write_round_money

POINTS = ("points", "spent_in", "above")
COUNTS = ("per_person",)
PERCENTS = ("percent", "discount", "earn", "share", "up_to", "not_below")


def summary_lines(file: ProgramFile) -> Iterator[str]:
    """Yield a program as indented lines; what is left at its default is left out."""
    program = file.program
    yield f"{program.name.ru} / {program.name.en}  ({file.file}, {file.digest[:12]})"
    yield from clause_lines(program, 0)
    if file.assumed:
        yield ""
        yield "assumed, because no source says:"
        for field in file.assumed:
            yield f"  {file.file}:{file.lines[field]}: {field}"


def clause_lines(clause: Clause, depth: int) -> Iterator[str]:
    """Yield the fields of a clause that say something."""
    for name in clause.__struct_fields__:
        value = getattr(clause, name)
        if value not in (None, (), {}):
            yield from value_lines(field_label(name), name, value, depth)


def value_lines(label: str, name: str, value: object, depth: int) -> Iterator[str]:
    """Yield one value under its label."""
    indent = "  " * depth
    if isinstance(value, Clause):
        yield f"{indent}{label}:"
        yield from clause_lines(value, depth + 1)
    elif isinstance(value, dict):
        yield f"{indent}{label}:"
        for key, inner in value.items():
            written = write_round_money(key, "en") if isinstance(key, int) else key
            yield from value_lines(written, "percent" if name == "steps" else name, inner, depth + 1)
    elif isinstance(value, tuple) and value and isinstance(value[0], Clause):
        for inner in value:
            yield f"{indent}{label}:"
            yield from clause_lines(inner, depth + 1)
    else:
        yield f"{indent}{label}: {written_value(name, value)}"


def written_value(name: str, value: object) -> str:
    """Write a plain value with its unit."""
    for kind, write in WRITERS.items():
        if isinstance(value, kind):
            return write(name, value)
    return str(value)


def written_number(name: str, value: int) -> str:
    """Write an integer by what its field counts."""
    if name in PERCENTS:
        return write_percent(value, "en")
    if name in POINTS:
        return write_points(value, "en")
    return str(value) if name in COUNTS else write_round_money(value, "en")


def written_period(period: Period) -> str:
    """Write a length of time."""
    if period.months:
        return counted(period.months, "month")
    days, rest = divmod(period.seconds, 86_400)
    if rest:
        return counted(period.seconds // 3_600, "hour")
    return counted(days, "day") if days else "at once"


def counted(number: int, word: str) -> str:
    """Write a number with its noun."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


WRITERS: dict[type, Callable[[str, Any], str]] = {
    tuple: lambda name, value: ", ".join(written_value(name, inner) for inner in value),
    Period: lambda _, value: written_period(value),
    Step: lambda _, value: (
        f"{write_points(value.points, 'en')} for every {write_round_money(value.every, 'en')}"
    ),
    Floor: lambda _, value: f"{write_round_money(value.kopecks, 'en')} on {value.kind}",
    int: written_number,
}
