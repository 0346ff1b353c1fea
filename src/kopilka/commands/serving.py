"""The web server: one worker process of granian, which ends when we end, however we end.

It says that it is ready only when it has answered a request.
"""

import signal
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from multiprocessing import set_start_method
from os import getppid
from typing import TYPE_CHECKING

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.log import LogLevels

from kopilka import journal
from kopilka.postgres.deathsignal import dies_with

if TYPE_CHECKING:
    from kopilka.asgi import Application

READY_SECONDS = 60
PAUSE_SECONDS = 0.05
# How long requests that were begun may take to end before the worker is killed.
DRAIN_SECONDS = 20


def load(_target: str) -> "Application":
    """Give the worker its application, after making sure that it does not outlive us."""
    dies_with(getppid(), signal.SIGTERM)()
    journal.configure()
    from kopilka.asgi import app

    return app


def serve(host: str, port: int, announce: Callable[[], None]) -> None:
    """Serve until told to stop, and call `announce` once the first answer has come."""
    # A fork would inherit our locks and threads; a fresh process has only what it imports.
    set_start_method("spawn", force=True)
    server = Granian(
        "kopilka.asgi:app",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=1,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=DRAIN_SECONDS,
    )

    @server.on_startup
    def end_on_hangup() -> None:
        # Granian would reload; a closed terminal means the end.
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)

    threading.Thread(target=_announce_when_ready, args=(host, port, announce), daemon=True).start()
    server.serve(target_loader=load)


def _announce_when_ready(host: str, port: int, announce: Callable[[], None]) -> None:
    # Whoever listens on every address listens on this one.
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if _answers(local, port):
            announce()
            return
        time.sleep(PAUSE_SECONDS)


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
