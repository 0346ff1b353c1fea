"""Finding a program file: by its path, or by its name in the folder of programs.

``KOPILKA_PROGRAMS`` names the folder; without it, ``programs`` where one stands, else the one of this checkout.
"""

import os
from pathlib import Path

from kopilka.programs.checking import load_program
from kopilka.programs.reading import ProgramFile

SCENARIOS = ".scenarios.yaml"


class NoSuchProgram(LookupError):
    """There is neither a file nor a program of that name."""


def programs_folder() -> Path:
    """Return the folder in which the retailer's program files lie."""
    named = os.environ.get("KOPILKA_PROGRAMS")
    if named:
        return Path(named)
    here = Path("programs")
    return here if here.is_dir() else Path(__file__).parents[3] / "programs"


def program_paths() -> list[Path]:
    """Return every program file of the folder, by name."""
    return sorted(path for path in programs_folder().glob("*.yaml") if not path.name.endswith(SCENARIOS))


def find_program(name: str) -> ProgramFile:
    """Load a program by path or by name. Raises NoSuchProgram, or FaultyProgram with all that is wrong."""
    path = Path(name)
    if not path.is_file():
        path = programs_folder() / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(path.stem for path in program_paths())
        raise NoSuchProgram(f"There is no program «{name}». Give a file, or one of: {known}.")
    return load_program(path)
