"""A database of the test's own, which the commands take for the operator's."""

import pytest

from kopilka import postgres
from tests.house import dsn, template

__all__ = ["at_home", "dsn", "empty", "template"]


@pytest.fixture
def at_home(dsn: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A migrated database."""
    monkeypatch.setenv("KOPILKA_DATABASE_URL", dsn)
    return dsn


@pytest.fixture
def empty(server: postgres.Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database without tables: the superuser's own."""
    found = server.dsn_for("postgres", "postgres")
    monkeypatch.setenv("KOPILKA_DATABASE_URL", found)
    return found
