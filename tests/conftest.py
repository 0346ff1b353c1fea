"""What every test may use: a data folder that the database's account can reach, and a running PostgreSQL.

The variables and the database's place are set before a test starts, so that none meets the developer's own data.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connections
from psycopg.conninfo import conninfo_to_dict

from kopilka import postgres
from tests.processes import at_work_in, eventually


def _reachable_folder() -> Path:
    """Make a folder as pytest's tmp_path, but one that root's unprivileged account may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="kopilka-"))
    folder.chmod(0o711)
    return folder


_SESSION_FOLDER = _reachable_folder()
os.environ["KOPILKA_DATA"] = str(_SESSION_FOLDER)
os.environ["KOPILKA_SECRET_KEY"] = "tests"
os.environ.pop("KOPILKA_DATABASE_URL", None)


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    shutil.rmtree(_SESSION_FOLDER, ignore_errors=True)


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """An empty data folder."""
    folder = _reachable_folder()
    yield folder
    # A server whose owner the test killed is still stopping, or would never stop.
    for pid in at_work_in(folder):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)
    eventually(lambda: not at_work_in(folder), "the end of every process of the test")
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """The session's PostgreSQL, fast instead of durable; a test that kills it must start it again."""
    with postgres.running(_SESSION_FOLDER, {"fsync": "off", "synchronous_commit": "off"}) as server:
        yield server


@pytest.fixture(scope="session")
def django_db_modify_db_settings(server: postgres.Server) -> None:
    """Let Django use the session's server: its settings were read before this file could say where it is."""
    place = conninfo_to_dict(server.dsn)
    names = {
        "NAME": place["dbname"],
        "USER": place["user"],
        "HOST": place["host"],
        "PASSWORD": "",
        "PORT": "",
    }
    connections["default"].settings_dict.update(names)
