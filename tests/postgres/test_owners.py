"""Who owns a data folder: one process at a time, and the next one after it, however the first one ended."""

import os
import signal
from pathlib import Path

import psycopg
import pytest

from kopilka import postgres
from tests.processes import eventually, is_alive, line_with, started

pytestmark = [pytest.mark.server, pytest.mark.crash]

OWNER = "tests.postgres.owner"


def test_a_second_owner_is_refused_and_told_who_the_first_is(data_folder: Path) -> None:
    with started(OWNER, data_folder) as owner:
        line_with(owner, "owns")
        with pytest.raises(postgres.FolderInUse, match=f"process {owner.pid}"), postgres.running(data_folder):
            pytest.fail("two owners")


def test_two_folders_live_side_by_side(data_folder: Path, server: postgres.Server) -> None:
    with postgres.running(data_folder) as other:
        assert other.pid != server.pid
        for dsn in (other.dsn, server.dsn):
            psycopg.connect(dsn).close()


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux")
def test_the_server_of_a_killed_owner_ends_with_it(data_folder: Path) -> None:
    with started(OWNER, data_folder) as owner:
        server = int(line_with(owner, "owns").split()[1])
        owner.send_signal(signal.SIGKILL)
        eventually(lambda: not is_alive(server), "the end of the server")


@pytest.mark.parametrize("words", [[], ["survivable"]], ids=["which ended", "which lives on"])
def test_the_server_of_a_killed_owner_is_replaced(data_folder: Path, words: list[str]) -> None:
    with started(OWNER, data_folder, *words) as owner:
        _, number, dsn = line_with(owner, "owns").split()
        with psycopg.connect(dsn) as connection:
            connection.execute("create table kept as select 42 as answer")
        owner.send_signal(signal.SIGKILL)
        owner.wait()
        with postgres.running(data_folder) as server:
            assert not is_alive(int(number))
            with psycopg.connect(server.dsn) as connection:
                assert connection.execute("select answer from kept").fetchall() == [(42,)]
            last = server.pid
    assert not is_alive(last)


def test_both_killed_at_once_are_recovered(data_folder: Path) -> None:
    with started(OWNER, data_folder, "survivable") as owner:
        _, number, dsn = line_with(owner, "owns").split()
        with psycopg.connect(dsn) as connection:
            connection.execute("create table kept as select 42 as answer")
        os.kill(int(number), signal.SIGKILL)
        owner.send_signal(signal.SIGKILL)
        owner.wait()
    with postgres.running(data_folder) as server, psycopg.connect(server.dsn) as connection:
        assert connection.execute("select answer from kept").fetchall() == [(42,)]


def test_a_note_with_a_strangers_number_does_not_stop_the_start(data_folder: Path) -> None:
    with started(OWNER, data_folder, "survivable") as owner:
        number = line_with(owner, "owns").split()[1]
        note = data_folder / "postgres/data/postmaster.pid"
        text = note.read_text()
        os.kill(int(number), signal.SIGKILL)
        owner.send_signal(signal.SIGKILL)
    eventually(lambda: not is_alive(int(number)), "the end of the server")
    note.write_text(text.replace(number, str(os.getpid()), 1))
    with postgres.running(data_folder) as server:
        psycopg.connect(server.dsn).close()
    assert is_alive(os.getpid())


def test_a_command_uses_the_server_that_runs(data_folder: Path) -> None:
    with started(OWNER, data_folder) as owner:
        dsn = line_with(owner, "owns").split()[2]
        with postgres.database(data_folder) as found:
            assert found == dsn
            psycopg.connect(found).close()


def test_a_command_starts_a_server_for_the_moment(data_folder: Path) -> None:
    with postgres.database(data_folder) as dsn:
        assert dsn == postgres.dsn_of(data_folder)
        psycopg.connect(dsn).close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(dsn)


def test_the_operators_server_wins(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOPILKA_DATABASE_URL", "postgresql://user@elsewhere/kopilka")
    with postgres.database(data_folder) as dsn:
        assert dsn == "postgresql://user@elsewhere/kopilka"
    assert list(data_folder.iterdir()) == []
