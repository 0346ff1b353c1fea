"""`kopilka doctor`: examine the ledger and say what is wrong, by ids."""

import typer

from kopilka import environment
from kopilka.commands.trouble import said_plainly
from kopilka.ledger.doctor import examined
from kopilka.postgres import database


def doctor() -> None:
    """Print every finding; exit status 1 when there is one."""
    found = 0
    with said_plainly(), database(environment.data_folder()) as dsn:
        for finding in examined(dsn):
            found += 1
            typer.echo(f"{finding.check}: {finding.text}")
    if found:
        typer.echo(
            f"{found} findings. Nothing was changed; send them to whoever looks after this Kopilka.", err=True
        )
        raise typer.Exit(1)
    typer.echo("Every operation balances, every balance equals its replay, nothing points into the void.")
