"""Trouble that an operator can meet (no database, a bad setting, no such card): one sentence instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import typer
from django.db import DatabaseError
from psycopg.errors import UndefinedTable

from kopilka.environment import DATABASE_URL, BadSetting
from kopilka.postgres import PostgresProblem
from kopilka.problems import Problem
from kopilka.programs.finding import NoSuchProgram
from kopilka.programs.reading import FaultyProgram

STATUS = 2


class Trouble(Exception):
    """What a command itself can expect to go wrong, as a sentence."""


@contextmanager
def said_plainly() -> Iterator[None]:
    """Say on standard error what can be expected to go wrong in the block, and exit with status 2."""
    try:
        yield
    except (
        Trouble,
        BadSetting,
        PostgresProblem,
        NoSuchProgram,
        FaultyProgram,
        Problem,
        psycopg.Error,
        DatabaseError,
    ) as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        typer.echo(sentence, err=True)
        raise typer.Exit(STATUS) from error


def sentence_of(error: Exception) -> str | None:
    """Return what there is to say; None for a fault of ours."""
    # Django wraps what the driver says into errors of its own.
    known = error.__cause__ if isinstance(error, DatabaseError) else error
    if isinstance(known, Problem):
        return f"{known.field}: {known.text('en')}" if known.field else known.text("en")
    if isinstance(known, UndefinedTable):
        return "This installation has no tables yet; start `kopilka run` once."
    if isinstance(known, psycopg.OperationalError):
        return f"The database cannot be used: {' '.join(str(known).split())}"
    if isinstance(known, psycopg.ProgrammingError) and known.sqlstate is None:
        # Refused before any server was asked: it is no address of one.
        return f"{DATABASE_URL} cannot be read: {' '.join(str(known).split())}"
    if isinstance(known, psycopg.Error):
        return None
    return str(known)
