"""What a program says, clause by clause, for a terminal."""

from collections.abc import Iterator

from kopilka.programs.model import Clause
from kopilka.programs.reading import ProgramFile, field_label
from kopilka.programs.scalars import Floor, Period, Step
from kopilka.wording import write_percent, write_points, write_round_money

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
    if isinstance(value, tuple):
        return ", ".join(written_value(name, inner) for inner in value)
    if isinstance(value, Period):
        return f"{value.months} months" if value.months else written_seconds(value.seconds)
    if isinstance(value, Step):
        return f"{write_points(value.points, 'en')} for every {write_round_money(value.every, 'en')}"
    if isinstance(value, Floor):
        return f"{write_round_money(value.kopecks, 'en')} on {value.kind}"
    if isinstance(value, int) and name in PERCENTS:
        return write_percent(value, "en")
    if isinstance(value, int) and name in ("points", "spent_in", "above"):
        return write_points(value, "en")
    if isinstance(value, int) and name != "per_person":
        return write_round_money(value, "en")
    return str(value)


def written_seconds(seconds: int) -> str:
    """Write an exact delay."""
    if seconds == 0:
        return "at once"
    return f"{seconds // 86_400} days" if seconds % 86_400 == 0 else f"{seconds // 3_600} hours"
