"""Every worked example of every shipped program, through the pure engine (X5)."""

import pytest

from kopilka.checkout.scenarios import Scenario, play, read_scenarios
from kopilka.commands.scenario import engine_driver
from kopilka.engine.compiling import CompiledProgram
from kopilka.environment import programs_folder
from kopilka.programs.finding import find_program

FILES = [read_scenarios(path) for path in sorted(programs_folder().glob("*.scenarios.yaml"))]
EXAMPLES = [
    pytest.param(example, id=f"{example.program}: {example.name}")
    for file in FILES
    for example in file.scenarios
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_engine_gives_what_was_computed_by_hand(example: Scenario) -> None:
    assert play(example, engine_driver(CompiledProgram(find_program(example.program)))) == []


@pytest.mark.parametrize("program", ["maxidom", "pyaterochka", "alenka", "lavka"])
def test_every_program_has_its_dozen(program: str) -> None:
    assert len([example for file in FILES for example in file.scenarios if example.program == program]) >= 12


def test_a_wrong_expectation_is_told_readably() -> None:
    example = FILES[0].scenarios[0]
    step = {**example.steps[-1], "balance": {"available": "1 points", "debt": "7 points"}}
    step = {name: step[name] for name in ("at", "balance")}
    wrong = Scenario(
        **{**{name: getattr(example, name) for name in example.__struct_fields__}, "steps": (step,)}
    )
    found = play(wrong, engine_driver(CompiledProgram(find_program(example.program))))
    assert [difference.field for difference in found] == ["available", "debt"]
    assert "expected 7 points, came 0 hundredths" in str(found[1])
