"""`kopilka run`: the database, its migrations, the demonstration, the server; and the end of them all.

What can be expected to go wrong (a taken port, a data folder in use) ends with one sentence, not a traceback.
"""

import os
import signal
import socket
from contextlib import ExitStack

import psycopg
from rich.console import Console

from kopilka import environment, postgres
from kopilka.commands.trouble import Trouble, said_plainly
from kopilka.programs.finding import program_paths
from kopilka.secret import keep_secret

_console = Console(highlight=False, soft_wrap=True)


class PortTaken(Trouble):
    """Something else listens where we want to."""


def run() -> None:
    """Start everything and serve until told to stop."""
    _end_on_signals()
    try:
        with said_plainly():
            _run()
    except KeyboardInterrupt:
        _console.print("Stopped.")


def _run() -> None:
    host, port, folder = environment.host(), environment.port(), environment.data_folder()
    _refuse_taken_port(host, port)
    program_paths()
    with ExitStack() as stack:
        if environment.database_url() is None:
            stack.enter_context(postgres.running(folder))
        keep_secret(folder)
        migrate()
        logins = _load_demonstration()
        from kopilka.commands.serving import serve

        serve(host, port, lambda: _announce(host, port, logins))
    _console.print("Stopped.")


def _end_on_signals() -> None:
    """Make every wish to end look like ctrl-C, until the server installs handlers of its own."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def _refuse_taken_port(host: str, port: int) -> None:
    """Refuse a port in use: the server would share it, and each of the two would get half of the requests."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as problem:
            raise PortTaken(
                f"Cannot listen on {host}, port {port}: {problem.strerror}. Stop what listens there, "
                f"or choose another port: {environment.PORT}=8001 make run"
            ) from problem


def migrate() -> None:
    """Bring the database's tables to what this Kopilka expects."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kopilka.settings")
    import django
    from django.core.management import call_command
    from django.db import connections

    # Django's pool would ask again and again; whoever can't be reached is said at once.
    psycopg.connect(environment.database_url() or postgres.dsn_of(environment.data_folder())).close()
    django.setup()
    with connections["default"].cursor() as cursor:
        # Better a migration that gives up than a till that waits behind it.
        cursor.execute("set lock_timeout = '10s'")
    call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()


def _load_demonstration() -> list[str]:
    """Fill an empty installation with the demonstration, unless told not to; return how to sign in."""
    if not environment.demonstration():
        return []
    from kopilka import demo

    return demo.load(_console, environment.data_folder()) if demo.refusal() is None else []


def _announce(host: str, port: int, logins: list[str]) -> None:
    address = environment.public_url() or address_of(host, port)
    _console.print(f"Kopilka is ready: {address}/", style="bold green")
    _console.print(f"For machines:     {address}/docs")
    for line in logins:
        _console.print(line)
    _console.print("Ctrl-C stops everything.", style="dim")


def address_of(host: str, port: int) -> str:
    """Return an address at which a browser of this machine finds us."""
    called = "localhost" if host in environment.EVERYWHERE else environment.in_address(host)
    return f"http://{called}:{port}"
