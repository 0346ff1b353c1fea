"""`kopilka run` as an operator meets it: a process that starts everything and ends everything."""

import signal
import socket
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from kopilka import postgres
from tests.processes import at_work_in, eventually, free_port, is_alive, line_with, started

pytestmark = [pytest.mark.server, pytest.mark.crash]

COMMAND = ("kopilka", "run")


def settings(folder: Path, port: int) -> Mapping[str, str]:
    return {"KOPILKA_DATA": str(folder), "KOPILKA_PORT": str(port), "KOPILKA_DEMO": "no"}


def status_of(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_says_when_it_is_ready_and_stops_everything(data_folder: Path, number: signal.Signals) -> None:
    port = free_port()
    with started(*COMMAND, environment=settings(data_folder, port)) as run:
        assert f"http://127.0.0.1:{port}/" in line_with(run, "Kopilka is ready")
        assert status_of(port, "/static/kopilka.css") == 200
        assert status_of(port, "/static/missing.css") == 404
        family = [child.pid for child in psutil.Process(run.pid).children(recursive=True)]
        run.send_signal(number)
        line_with(run, "Stopped.")
        assert run.wait(30) == 0
    # What it starts itself is gone by now; multiprocessing's tracker notices a moment later.
    eventually(lambda: not any(map(is_alive, family)), "the end of the whole family")
    assert at_work_in(data_folder) == []


def test_a_second_run_finds_its_key_and_its_data(data_folder: Path) -> None:
    kept = []
    for _ in range(2):
        environment = {**settings(data_folder, free_port()), "KOPILKA_SECRET_KEY": ""}
        with started(*COMMAND, environment=environment) as run:
            line_with(run, "Kopilka is ready")
            run.send_signal(signal.SIGTERM)
            run.wait(30)
        key = data_folder / "secret-key"
        assert key.stat().st_mode & 0o777 == 0o600
        kept.append(key.read_text())
    assert kept[0] == kept[1]


def test_a_run_that_was_killed_takes_everything_along_and_the_next_one_starts(data_folder: Path) -> None:
    port = free_port()
    with started(*COMMAND, environment=settings(data_folder, port)) as run:
        line_with(run, "Kopilka is ready")
        family = [child.pid for child in psutil.Process(run.pid).children(recursive=True)]
        run.send_signal(signal.SIGKILL)
        run.wait()
        eventually(lambda: not any(map(is_alive, family)), "the end of the whole family")
    with started(*COMMAND, environment=settings(data_folder, port)) as run:
        line_with(run, "Kopilka is ready")


def test_a_worker_that_was_killed_is_replaced(data_folder: Path) -> None:
    port = free_port()
    with started(*COMMAND, environment=settings(data_folder, port)) as run:
        line_with(run, "Kopilka is ready")
        (worker,) = [
            child for child in psutil.Process(run.pid).children() if "spawn_main" in " ".join(child.cmdline())
        ]
        # Granian takes a worker that dies within its first seconds for one that will never work.
        worker.kill()
        eventually(lambda: _answers(port), "an answer of the next worker")


def _answers(port: int) -> bool:
    try:
        return status_of(port, "/static/kopilka.css") == 200
    except OSError:
        return False


def test_a_taken_port_is_said_plainly(data_folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = int(other.getsockname()[1])
        with started(*COMMAND, environment=settings(data_folder, port)) as run:
            assert f"port {port}: Address already in use" in line_with(run, "Cannot listen")
            assert run.wait(30) == 2
    assert list(data_folder.iterdir()) == []


def test_a_folder_in_use_is_said_plainly(data_folder: Path) -> None:
    with started(*COMMAND, environment=settings(data_folder, free_port())) as first:
        line_with(first, "Kopilka is ready")
        with started(*COMMAND, environment=settings(data_folder, free_port())) as second:
            assert f"process {first.pid}" in line_with(second, "Another Kopilka")
            assert second.wait(30) == 2


@pytest.mark.parametrize("port", ["70000", "http"])
def test_a_setting_that_cannot_be_is_said_plainly(data_folder: Path, port: str) -> None:
    environment = {"KOPILKA_DATA": str(data_folder), "KOPILKA_PORT": port}
    with started(*COMMAND, environment=environment) as run:
        line_with(run, "give a number between 1 and 65535")
        assert run.wait(30) == 2


def test_the_operators_server_is_used_as_it_is(data_folder: Path, server: postgres.Server) -> None:
    environment = {**settings(data_folder, free_port()), "KOPILKA_DATABASE_URL": server.dsn}
    with started(*COMMAND, environment=environment) as run:
        line_with(run, "Kopilka is ready")
        assert not (data_folder / "postgres").exists()
