"""Where the database lives when the place is awkward: too long, behind a closed door, somebody else's."""

import multiprocessing
import os
import pwd
import shutil
from pathlib import Path

import psycopg
import pytest

from kopilka import postgres
from kopilka.postgres import accounts, binaries, home

pytestmark = pytest.mark.server

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes accounts")


def test_a_path_too_long_for_a_socket(data_folder: Path) -> None:
    folder = data_folder / ("длинно" * 15)
    with postgres.running(folder) as server:
        socket = home.socket_folder((folder / "postgres").resolve())
        assert not socket.is_relative_to(folder)
        assert socket.stat().st_mode & 0o077 == 0
        psycopg.connect(server.dsn).close()
    socket.rmdir()


def test_a_socket_folder_that_somebody_else_made_is_refused(data_folder: Path) -> None:
    folder = data_folder / ("longer" * 20)
    with postgres.running(folder):
        socket = home.socket_folder((folder / "postgres").resolve())
    socket.chmod(0o777)
    with pytest.raises(postgres.UnableToStart, match="belongs to somebody else"), postgres.running(folder):
        pytest.fail("it must not start")
    socket.rmdir()


@as_root
def test_a_folder_behind_a_closed_door(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "SYSTEM_FOLDER", data_folder / "system")
    closed = data_folder / "root"
    closed.mkdir(mode=0o700)
    with postgres.running(closed / "var") as server:
        assert (closed / "var/postgres").resolve().parent == data_folder / "system"
        assert server.dsn == postgres.dsn_of(closed / "var")
        psycopg.connect(server.dsn).close()
    with postgres.running(closed / "var") as server:
        psycopg.connect(server.dsn).close()


@as_root
def test_programs_behind_a_closed_door_are_copied(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = data_folder / "root"
    closed.mkdir(mode=0o700)
    for name in (binaries.PACKAGE, f"{binaries.PACKAGE}.libs"):
        shutil.copytree(binaries.wheel() / name, closed / name, symlinks=True)
    monkeypatch.setattr(binaries, "wheel", lambda: closed)
    with postgres.running(data_folder / "var") as server:
        assert server.binary("postgres").is_relative_to(data_folder / "var")
        psycopg.connect(server.dsn).close()


@as_root
def test_an_ordinary_user_needs_no_root(data_folder: Path) -> None:
    folder = _folder_of_nobody(data_folder)
    assert _exit_status_as_nobody(_use, folder) == 0
    with postgres.running(folder) as server:
        psycopg.connect(server.dsn).close()
    # And again as himself: root left nothing that he cannot open.
    assert _exit_status_as_nobody(_use, folder) == 0


@as_root
def test_somebody_elses_database_is_refused(data_folder: Path) -> None:
    account = accounts.Account(uid=1, gid=1, switches=True)
    place = data_folder / "postgres"
    place.mkdir(mode=0o700)
    account.own(place)
    assert _exit_status_as_nobody(_be_refused, data_folder) == 0


def _folder_of_nobody(parent: Path) -> Path:
    folder = parent / "home"
    folder.mkdir()
    entry = pwd.getpwnam("nobody")
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return folder


def _exit_status_as_nobody(act: object, folder: Path) -> int | None:
    # A fork, because the interpreter itself may lie where the account cannot read it.
    process = multiprocessing.get_context("fork").Process(target=_as_nobody, args=(act, folder))
    process.start()
    process.join()
    return process.exitcode


def _as_nobody(act: object, folder: Path) -> None:
    entry = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
    assert callable(act)
    act(folder)


def _use(folder: Path) -> None:
    with postgres.running(folder) as server:
        psycopg.connect(server.dsn).close()


def _be_refused(folder: Path) -> None:
    with pytest.raises(postgres.UnableToStart, match="belongs to the account daemon"):
        _use(folder)
