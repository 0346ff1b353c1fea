"""The command line: a list of commands and nothing else.

Each command lives in a module of kopilka.commands and is imported only when it is called.
"""

from pathlib import Path

import typer

from kopilka import journal

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def kopilka() -> None:
    """Kopilka, a self-hosted loyalty platform."""
    journal.configure()


@app.command()
def run() -> None:
    """Start everything, print where it is, and stop everything on ctrl-C."""
    from kopilka.commands.run import run as command

    command()


@app.command()
def replay(
    program: str = typer.Argument(help="a program's name or file"),
    events: str = typer.Argument(help="NDJSON, plain or gzip; - is standard input"),
    language: str = typer.Option("en", help="language of the sentences: ru or en"),
) -> None:
    """Run the pure engine over events, one JSON answer for each."""
    from kopilka.commands.replay import replay as command

    command(program, events, language)


@app.command()
def scenario(files: list[Path] = typer.Argument(help="scenario files")) -> None:
    """Play the worked examples of programs; exit status 1 when one fails."""
    from kopilka.commands.scenario import scenario as command

    command(files)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False
)
def programs(context: typer.Context) -> None:
    """Check and show program files: check, show, reference."""
    from kopilka.commands.programs import app as command

    command(context.args, prog_name="kopilka programs")


@app.command()
def demo() -> None:
    """Load the demonstration: a year of real baskets, and a small invented cast."""
    from kopilka.commands.demo import demo as command

    command()


@app.command()
def doctor() -> None:
    """Examine the ledger; exit status 1 when something is wrong."""
    from kopilka.commands.doctor import doctor as command

    command()


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False
)
def key(context: typer.Context) -> None:
    """Keys of the machine interface: add, list, revoke."""
    from kopilka.commands.key import app as command

    command(context.args, prog_name="kopilka key")


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False
)
def member(context: typer.Context) -> None:
    """Members and cards: add, show, block, unblock, close."""
    from kopilka.commands.member import app as command

    command(context.args, prog_name="kopilka member")
