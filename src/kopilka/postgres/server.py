"""One PostgreSQL server as a child process: started, watched, started again when it dies, stopped at the end.

The thread that starts the process also waits for it: Linux ties the signal that a child gets on its owner's
death to that thread. A server that was killed comes back by itself; `kill` and `start` are for tests.
"""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import structlog

from kopilka.postgres.accounts import Account
from kopilka.postgres.binaries import programs_for
from kopilka.postgres.cluster import SUPERUSER, environment, prepare_cluster
from kopilka.postgres.deathsignal import dies_with
from kopilka.postgres.home import SOCKET_NAME, owned, prepare_socket_folder, prepared_home, socket_folder
from kopilka.postgres.location import DATABASE, dsn_at
from kopilka.postgres.orphans import QUIT_SECONDS, STOP_SECONDS, clear_orphans
from kopilka.postgres.problems import UnableToStart

START_SECONDS = 120
PAUSE_SECONDS = 0.02
RESTART_SECONDS = 0.5
# First politely, at last with force; a database that was forced recovers at its next start.
STOPPING = ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, QUIT_SECONDS), (signal.SIGKILL, None))
LOG_LIMIT_BYTES = 5_000_000
LOG_TAIL_LINES = 15

_log = structlog.get_logger(__name__)


@contextmanager
def running(folder: Path, settings: Mapping[str, str] | None = None) -> Iterator["Server"]:
    """Own the data folder's PostgreSQL for the length of the block; `settings` override server.conf."""
    home, account = prepared_home(Path(folder))
    with owned(home, account):
        server = Server(home, account, settings or {})
        try:
            server.start()
            yield server
        finally:
            server.stop()


@dataclass(slots=True)
class _Attempt:
    """One life of the supervising thread, from `start` to `stop`."""

    thread: threading.Thread | None = None
    process: subprocess.Popen[bytes] | None = None
    failure: Exception | None = None
    ends: threading.Event = field(default_factory=threading.Event)


class Server:
    """The PostgreSQL server of one home."""

    def __init__(self, home: Path, account: Account, settings: Mapping[str, str]) -> None:
        """Describe the server without starting it; whoever calls holds the home's lock."""
        self._home = home
        self._account = account
        self._settings = settings
        self._programs = programs_for(account, home)
        self._data = prepare_cluster(home, self._programs, account)
        self._socket = socket_folder(home)
        self._turn = threading.Lock()
        self._attempt = _Attempt()

    @property
    def dsn(self) -> str:
        """Where Kopilka's own database is, as a URL that libpq reads."""
        return self.dsn_for(DATABASE)

    def dsn_for(self, database: str, user: str = DATABASE) -> str:
        """Where another database of this server is; the user `postgres` may do everything."""
        return dsn_at(self._socket, database, user)

    def binary(self, name: str) -> Path:
        """Return one of PostgreSQL's programs, such as `pgbench` or `psql`."""
        return self._programs / name

    @property
    def pid(self) -> int:
        """The process number of the server's chief process."""
        process = self._attempt.process
        if process is None:
            raise UnableToStart("PostgreSQL is not running.")
        return process.pid

    @property
    def log(self) -> Path:
        """The file into which PostgreSQL writes its messages."""
        return self._home / "server.log"

    def start(self) -> None:
        """Start the server and return when it takes connections and has Kopilka's database."""
        if self._attempt.thread is not None:
            return
        self._rotate_log()
        self._attempt = attempt = _Attempt()
        attempt.thread = threading.Thread(
            target=self._supervise, args=(attempt,), name="postgres", daemon=True
        )
        attempt.thread.start()
        try:
            self._wait_until_ready(attempt)
            self._provide_database()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server: open transactions are rolled back, everything committed is written down."""
        process = self._dismiss()
        if process is not None:
            for number, seconds in STOPPING:
                process.send_signal(number)
                try:
                    process.wait(seconds)
                    break
                except subprocess.TimeoutExpired:
                    _log.warning("postgres_slow_to_stop", signal=number.name, waited_seconds=seconds)
        self._forget()

    def kill(self) -> None:
        """Kill the server as a power failure would, and leave it dead until `start`."""
        process = self._dismiss()
        if process is not None:
            process.kill()
        self._forget()

    def wait(self) -> None:
        """Wait until the server takes connections, for instance after somebody else killed it."""
        self._wait_until_ready(self._attempt)

    def _dismiss(self) -> subprocess.Popen[bytes] | None:
        """Tell the supervising thread that the server's end is wanted, and return the process to end."""
        with self._turn:
            self._attempt.ends.set()
            return self._attempt.process

    def _forget(self) -> None:
        if self._attempt.thread is not None:
            self._attempt.thread.join()
        self._attempt = _Attempt()

    def _supervise(self, attempt: _Attempt) -> None:
        """Keep the server alive until its end is wanted."""
        while True:
            with self._turn:
                if attempt.ends.is_set():
                    return
                try:
                    attempt.process = process = self._spawned()
                except Exception as failure:  # noqa: BLE001 - told by whoever waits for the server
                    attempt.failure = failure
                    return
            status = process.wait()
            if attempt.ends.is_set():
                return
            _log.warning("postgres_ended", status=status, log=str(self.log))
            time.sleep(RESTART_SECONDS)

    def _spawned(self) -> subprocess.Popen[bytes]:
        clear_orphans(self._data, self._socket / SOCKET_NAME)
        prepare_socket_folder(self._socket, self._account)
        places = {"unix_socket_directories": str(self._socket), "port": "5432", **self._settings}
        options = [word for name, value in places.items() for word in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._account.own(self.log)
            return subprocess.Popen(
                [self.binary("postgres"), "-D", self._data, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._home,
                env=environment(self._home),
                # A ctrl-C at the terminal is for us; we stop the server after those that use it.
                start_new_session=True,
                preexec_fn=dies_with(os.getpid(), signal.SIGINT),  # noqa: PLW1509 - see dies_with
                **self._account.identity,
            )

    def _wait_until_ready(self, attempt: _Attempt) -> None:
        """Wait for the word of the server itself, as pg_ctl does: connecting too early would fill its log."""
        deadline = time.monotonic() + START_SECONDS
        restarts = attempt.process is not None
        while time.monotonic() < deadline:
            process = attempt.process
            if process is not None and self._is_ready(process.pid) and process.poll() is None:
                return
            ended = process is not None and process.returncode is not None and not restarts
            if attempt.failure is not None or ended:
                break
            time.sleep(PAUSE_SECONDS)
        reason = attempt.failure or f"the end of {self.log} says\n{self._log_tail()}"
        raise UnableToStart(f"PostgreSQL did not start: {reason}") from attempt.failure

    def _log_tail(self) -> str:
        if not self.log.exists():
            return "nothing"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:])

    def _is_ready(self, pid: int) -> bool:
        try:
            note = (self._data / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, PermissionError):
            return False
        return len(note) > 7 and note[0] == str(pid) and note[7].strip() == "ready"

    def _provide_database(self) -> None:
        """Make Kopilka's role and database: it owns what is in it, but is not a superuser."""
        with psycopg.connect(self.dsn_for(SUPERUSER, SUPERUSER), autocommit=True) as connection:
            if not connection.execute("select from pg_roles where rolname = %s", (DATABASE,)).fetchall():
                connection.execute(f"create role {DATABASE} login createdb")
                connection.execute(f"grant pg_monitor, pg_checkpoint to {DATABASE}")
            if not connection.execute("select from pg_database where datname = %s", (DATABASE,)).fetchall():
                connection.execute(f"create database {DATABASE} owner {DATABASE}")

    def _rotate_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            shutil.move(self.log, self.log.with_suffix(".log.1"))
