"""SQL by name: every statement is a file of its own that begins with a sentence on what it does."""

from functools import cache
from importlib import resources
from typing import LiteralString


@cache
def statement(name: str, package: str = "kopilka.ledger") -> LiteralString:
    """Return the text of a package's ``statements/name.sql``, without its comments and on one line.

    psycopg remembers how it took a statement apart only if that is shorter than 4096 characters, so no statement
    may have white space in its literals.
    """
    text = resources.files(package).joinpath("statements", f"{name}.sql").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("--"))
    return " ".join(" ".join(lines).split())


@cache
def table_definitions(name: str) -> str:
    """Return the text of ``tables/name.sql``, which a migration runs."""
    return resources.files("kopilka.ledger").joinpath("tables", f"{name}.sql").read_text("utf-8")
