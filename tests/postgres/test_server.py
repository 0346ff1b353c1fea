"""The embedded server by itself: what it is like, and how it lives through restarts and kills."""

import os
import signal
import subprocess
from pathlib import Path

import psutil
import psycopg
import pytest

from kopilka import postgres
from tests.processes import at_work_in, eventually

pytestmark = pytest.mark.server


def rows(dsn: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(query.encode()).fetchall()


def write(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("create table kept as select 42 as answer")


def test_a_second_start_finds_the_data(data_folder: Path) -> None:
    with postgres.running(data_folder) as server:
        write(server.dsn)
    with postgres.running(data_folder) as server:
        assert rows(server.dsn, "select answer from kept") == [(42,)]
    assert at_work_in(data_folder) == []


def test_it_is_durable_and_not_on_the_network(data_folder: Path) -> None:
    expected = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "listen_addresses": "",
        "TimeZone": "UTC",
        "server_encoding": "UTF8",
    }
    with postgres.running(data_folder) as server:
        assert {name: rows(server.dsn, f"show {name}")[0][0] for name in expected} == expected


def test_characters_have_one_order_and_case_on_every_machine(server: postgres.Server) -> None:
    assert rows(server.dsn, "select lower('ЁЖИК'), 'Б' < 'а', 'z' < 'а'") == [("ёжик", True, True)]


def test_kopilka_owns_its_database_but_is_no_superuser(server: postgres.Server) -> None:
    query = "select current_user, current_database(), usesuper from pg_user where usename = current_user"
    assert rows(server.dsn, query) == [("kopilka", "kopilka", False)]
    assert rows(server.dsn_for("postgres", "postgres"), "select current_user") == [("postgres",)]


@pytest.mark.skipif(os.geteuid() != 0, reason="everybody else runs the server as himself")
def test_roots_server_does_not_run_as_root(server: postgres.Server) -> None:
    process = psutil.Process(server.pid)
    assert 0 not in process.uids()
    assert 0 not in process.gids()


def test_its_programs_are_at_hand(server: postgres.Server) -> None:
    done = subprocess.run([server.binary("pgbench"), "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("pgbench (PostgreSQL) 18.")


def test_what_was_committed_survives_a_kill(data_folder: Path) -> None:
    with postgres.running(data_folder) as server:
        write(server.dsn)
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(server.dsn)
        server.start()
        assert rows(server.dsn, "select answer from kept") == [(42,)]


@pytest.mark.crash
def test_a_server_that_somebody_killed_comes_back_by_itself(data_folder: Path) -> None:
    with postgres.running(data_folder) as server:
        write(server.dsn)
        killed = server.pid
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: server.pid != killed, "another process")
        server.wait()
        assert rows(server.dsn, "select answer from kept") == [(42,)]
    assert at_work_in(data_folder) == []


def test_a_start_that_fails_shows_what_postgresql_said(data_folder: Path) -> None:
    with (
        pytest.raises(postgres.UnableToStart, match="max_connections"),
        postgres.running(data_folder, {"max_connections": "many"}),
    ):
        pytest.fail("it must not start")


def test_an_interrupted_first_start_does_no_harm(data_folder: Path) -> None:
    with postgres.running(data_folder):
        home = data_folder / "postgres"
    (home / "data").rename(home / "data.unfinished")
    with postgres.running(data_folder) as server:
        assert rows(server.dsn, "select 1") == [(1,)]
    assert not (home / "data.unfinished").exists()


def test_data_of_another_version_is_refused(data_folder: Path) -> None:
    with postgres.running(data_folder):
        pass
    (data_folder / "postgres/data/PG_VERSION").write_text("16\n")
    with (
        pytest.raises(postgres.UnableToStart, match="written by PostgreSQL 16"),
        postgres.running(data_folder),
    ):
        pytest.fail("it must not start")
