"""PostgreSQL for one data folder: a server of our own, started with Kopilka and stopped with it.

The programs come from a wheel; everything else (accounts, sockets, locks, recovery after a kill) is
decided here. An operator who has a PostgreSQL of his own sets KOPILKA_DATABASE_URL, and none of this starts.
"""

from kopilka.postgres.database import database, dsn_of
from kopilka.postgres.problems import FolderInUse, PostgresProblem, UnableToStart
from kopilka.postgres.server import Server, running

__all__ = [
    "FolderInUse",
    "PostgresProblem",
    "Server",
    "UnableToStart",
    "database",
    "dsn_of",
    "running",
]
