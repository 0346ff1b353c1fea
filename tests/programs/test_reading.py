"""What is wrong in a program file is said with its file, line and field, and with what may be written."""

from pathlib import Path

import pytest

from kopilka.programs.checking import check_program
from kopilka.programs.finding import find_program, program_paths
from kopilka.programs.reading import FaultyProgram, read_program_text
from kopilka.programs.reference import reference_page

GOOD = """program: small
name: {ru: Малая, en: Small}
point: {worth: 1 ₽}
goods: {bread: {categories: [bread]}}
editions:
- from: 2021-01-01
  levels: {steps: {0 ₽: 1%, 1000 ₽: 2%}}
  earning: {base: {percent: level, usable: [{online: after 14 days}, after 1 day]}}
"""

FAULTS = [
    ("name: {ru: Малая, en: Small}", "name: Малая", 2, "name", "must be a mapping"),
    ("program: small", "programme: small", 1, "programme", "did you mean «program»?"),
    ("program: small\n", "", 1, "program", "is missing"),
    ("worth: 1 ₽", "worth: one", 3, "point.worth", "write an amount such as"),
    ("worth: 1 ₽", "worth: 0.015 ₽", 3, "point.worth", "can't be read as money"),
    ("from: 2021-01-01", "from: yesterday", 6, "editions[0].from", "a day such as"),
    ("percent: level", "percent: 120%", 8, "editions[0].earning.base.percent", "`5%`"),
    ("percent: level", "percent: mode", 8, "editions[0].earning.base.percent", "needs `modes`"),
    ("percent: level", "on: brot, percent: level", 8, "editions[0].earning.base.on", "known: bread"),
    (
        "percent: level",
        "points: 1 point for every 50 ₽, percent: level",
        8,
        "editions[0].earning.base",
        "not both",
    ),
    (
        "after 1 day]",
        "after 1 day, after 2 days]",
        8,
        "editions[0].earning.base.usable[2]",
        "never be reached",
    ),
    ("1000 ₽: 2%", "1000 ₽: 1%", 7, "editions[0].levels.steps", "must rise"),
    (
        "after 14 days",
        "after 2 weeks and a day",
        8,
        "editions[0].earning.base.usable[0].online",
        "`after 14 days`",
    ),
    ("program: small", "program: {", 3, "", "is not YAML"),
]


def test_a_good_program_is_read() -> None:
    file = check_program(read_program_text(GOOD, "small.yaml"))
    assert file.program.editions[0].earning["base"].percent == "level"


@pytest.mark.parametrize(("was", "becomes", "line", "field", "says"), FAULTS)
def test_a_fault_names_line_and_field_and_says_what_to_write(
    was: str, becomes: str, line: int, field: str, says: str
) -> None:
    with pytest.raises(FaultyProgram) as caught:
        check_program(read_program_text(GOOD.replace(was, becomes), "small.yaml"))
    faults = caught.value.faults
    found = [fault for fault in faults if fault.field == field and says in fault.text]
    assert found, faults
    assert found[0].file == "small.yaml"
    assert found[0].line == line


def test_every_fault_is_told_at_once() -> None:
    text = GOOD.replace("1 ₽}", "one}").replace("2021-01-01", "soon")
    with pytest.raises(FaultyProgram) as caught:
        check_program(read_program_text(text, "small.yaml"))
    assert len(caught.value.faults) == 2


def test_the_shipped_programs_are_good() -> None:
    """X1: the three of the sources, and one that shows a newcomer a small program."""
    names = {find_program(str(path)).program.program for path in program_paths()}
    assert {"maxidom", "pyaterochka", "alenka", "lavka"} <= names


def test_the_printed_reference_is_the_models() -> None:
    """The page in docs is what `kopilka programs reference` prints."""
    assert Path("docs/program-reference.md").read_text("utf-8") == reference_page()
