"""Which database a command uses: the operator's, the running Kopilka's, or one started for the moment.

A command that needs data says `with database(folder) as dsn` and need not know which of the three it got.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kopilka.environment import database_url
from kopilka.postgres.home import socket_folder
from kopilka.postgres.location import DATABASE, dsn_at
from kopilka.postgres.problems import FolderInUse
from kopilka.postgres.server import running


def dsn_of(folder: Path) -> str:
    """Return where the data folder's own database is, whether or not its server runs."""
    return dsn_at(socket_folder((Path(folder).absolute() / "postgres").resolve()), DATABASE, DATABASE)


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """Give a DSN that works for the length of the block, starting the embedded server if it does not run."""
    with ExitStack() as stack:
        yield database_url() or _embedded(folder, stack)


def _embedded(folder: Path, stack: ExitStack) -> str:
    try:
        return stack.enter_context(running(folder)).dsn
    except FolderInUse:
        # The owner is a `kopilka run` or another command; its server serves us too.
        return dsn_of(folder)
