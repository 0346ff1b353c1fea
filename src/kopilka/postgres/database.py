"""Which database a command uses: the one that the operator named, the running Kopilka's, or one started for the moment."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kopilka.postgres.home import socket_folder
from kopilka.postgres.location import DATABASE, dsn_at
from kopilka.postgres.problems import FolderInUse
from kopilka.postgres.server import running

VARIABLE = "KOPILKA_DATABASE_URL"


def given_dsn() -> str | None:
    """Return the database that the operator named, if he named one."""
    return os.environ.get(VARIABLE) or None


def dsn_of(folder: Path) -> str:
    """Return where the data folder's own database is, whether or not its server runs."""
    return dsn_at(socket_folder((Path(folder).absolute() / "postgres").resolve()), DATABASE, DATABASE)


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """Give a DSN that works for the length of the block, starting the embedded server only if it does not run."""
    with ExitStack() as stack:
        yield given_dsn() or _embedded(folder, stack)


def _embedded(folder: Path, stack: ExitStack) -> str:
    try:
        return stack.enter_context(running(folder)).dsn
    except FolderInUse:
        # The owner is a `kopilka run`, or another command that will be done soon; either way its server is there.
        return dsn_of(folder)
