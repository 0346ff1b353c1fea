"""`kopilka demo`: load the demonstration into the data folder's database, or finish a loading that was interrupted."""

import sys

from rich.console import Console

from kopilka import environment, postgres
from kopilka.commands.trouble import said_plainly
from kopilka.secret import keep_secret


def demo() -> None:
    """Load what is missing and print how to sign in; exit status 1 when the installation is in use."""
    console = Console(highlight=False, soft_wrap=True, markup=False)
    folder = environment.data_folder()
    with said_plainly(), postgres.database(folder):
        keep_secret(folder)
        refusal = _load(console)
        if refusal is not None:
            console.print(refusal, style="red")
            sys.exit(1)


def _load(console: Console) -> str | None:
    from kopilka import demo as demonstration
    from kopilka.commands.run import migrate

    migrate()
    refusal = demonstration.refusal()
    if refusal is None:
        for line in demonstration.load(console, environment.data_folder()):
            console.print(line)
    return refusal
