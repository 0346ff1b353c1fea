"""Finding a program file: by its path, or by its name in the folder of programs."""

from pathlib import Path

from kopilka.environment import PROGRAMS, programs_folder
from kopilka.programs.checking import load_program
from kopilka.programs.reading import ProgramFile

SCENARIOS = ".scenarios.yaml"


class NoSuchProgram(LookupError):
    """There is neither a file nor a program of that name."""


def program_paths() -> list[Path]:
    """Return every program file of the folder, by name. Raises NoSuchProgram when there is no such folder."""
    folder = programs_folder()
    if not folder.is_dir():
        raise NoSuchProgram(
            f"There is no folder {folder} for programs. Make it, or name another in {PROGRAMS}."
        )
    return sorted(path for path in folder.glob("*.yaml") if not path.name.endswith(SCENARIOS))


def find_program(name: str) -> ProgramFile:
    """Load a program by path or by name. Raises NoSuchProgram, or FaultyProgram with all that is wrong."""
    path = Path(name)
    if not path.is_file():
        path = programs_folder() / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(path.stem for path in program_paths()) or f"none is in {programs_folder()}"
        raise NoSuchProgram(f"There is no program «{name}». Give a file, or one of: {known}.")
    return load_program(path)
