"""The command line: a list of commands and nothing else.

Each command lives in a module of kopilka.commands and is imported only when it is called.
"""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def kopilka() -> None:
    """Kopilka, a self-hosted loyalty platform."""


@app.command()
def run() -> None:
    """Start everything, print where it is, and stop everything on ctrl-C."""
    from kopilka.commands.run import run as command

    command()
