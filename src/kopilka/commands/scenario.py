"""`kopilka scenario`: play the worked examples of programs and print what passed and what came out differently (X5)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import typer
from rich.console import Console

from kopilka.checkout.expectations import Difference
from kopilka.checkout.replay import Replay
from kopilka.checkout.scenarios import (
    FaultyScenario,
    Scenario,
    ScenarioFile,
    play,
    read_scenarios,
)
from kopilka.engine.compiling import CompiledProgram
from kopilka.programs.finding import NoSuchProgram
from kopilka.programs.reading import FaultyProgram

CANNOT_READ = 2


def scenario(files: list[Path]) -> None:
    """Play every scenario; exit status 1 when one fails, 2 when a file can't be read."""
    console = Console(highlight=False, soft_wrap=True, markup=False)
    failed = 0
    played = 0
    try:
        for path in files:
            read = read_scenarios(path)
            program = CompiledProgram(read.program)
            for example in read.scenarios:
                found = play(example, engine_driver(program))
                played += 1
                failed += bool(found)
                print_example(console, read, example, found)
    except (FaultyScenario, FaultyProgram, NoSuchProgram, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(CANNOT_READ) from error
    console.print(f"{played - failed} passed, {failed} failed")
    if failed:
        raise typer.Exit(1)


def engine_driver(program: CompiledProgram) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return a driver over a fresh ledger in memory."""
    replay = Replay(program)

    def answer(event: dict[str, Any]) -> dict[str, Any]:
        return replay.take(msgspec.json.encode(event))

    return answer


def print_example(console: Console, read: ScenarioFile, example: Scenario, found: list[Difference]) -> None:
    """Print one example and its differences."""
    mark = "✗" if found else "✓"
    console.print(f"{mark} {read.program.program.program}: {example.name} [{', '.join(example.proves)}]")
    for difference in found:
        console.print(f"    {difference}")
