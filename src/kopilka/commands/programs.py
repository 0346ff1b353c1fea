"""`kopilka programs`: check program files, show what one says, print the reference of the language."""

from pathlib import Path

import typer
from rich.console import Console

from kopilka.commands.replay import load_or_exit
from kopilka.commands.trouble import said_plainly
from kopilka.programs.checking import load_program
from kopilka.programs.finding import program_paths
from kopilka.programs.reading import FaultyProgram
from kopilka.programs.reference import reference_page
from kopilka.programs.showing import summary_lines

app = typer.Typer(no_args_is_help=True, help="Check and show program files.")


@app.command()
def check(
    files: list[Path] = typer.Argument(None, help="program files; without any, all of the folder"),
) -> None:
    """Check program files; exit status 1 and every fault with file, line and field when one is wrong."""
    faulty = False
    with said_plainly():
        paths = files or program_paths()
    for path in paths:
        try:
            file = load_program(path)
        except (FaultyProgram, OSError, UnicodeDecodeError) as error:
            faulty = True
            typer.echo(str(error), err=True)
            continue
        editions = ", ".join(edition.from_.isoformat() for edition in file.program.editions)
        typer.echo(f"{path}: good; editions from {editions}; {len(file.assumed)} values assumed")
    if faulty:
        raise typer.Exit(1)


@app.command()
def show(program: str = typer.Argument(help="a program's name or file")) -> None:
    """Show what a program says, clause by clause, and which values no source gives."""
    file = load_or_exit(program)
    console = Console(highlight=False, soft_wrap=True, markup=False)
    for line in summary_lines(file):
        console.print(line)


@app.command()
def reference() -> None:
    """Print the one-page reference of the program language in Markdown."""
    typer.echo(reference_page(), nl=False)
