"""The database's files: made once by initdb, given our settings before each start.

The files get their name only when initdb has finished, so an interrupted first start does no harm.
"""

import os
import shutil
import subprocess
from importlib import resources
from pathlib import Path

from kopilka.postgres.accounts import Account
from kopilka.postgres.binaries import MAJOR
from kopilka.postgres.problems import UnableToStart

SUPERUSER = "postgres"
ACCESS = "# Whoever can enter the socket's folder may connect.\nlocal all all trust\n"


def environment(home: Path) -> dict[str, str]:
    """Return an environment without anything of the caller's, so that no PG… variable or locale leaks in."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LC_ALL": "C", "TZ": "UTC"}


def prepare_cluster(home: Path, programs: Path, account: Account) -> Path:
    """Return the folder of the database's files, made if they were not there, with our settings in place."""
    data = home / "data"
    if not data.exists():
        _make(data, programs, account)
    version = (data / "PG_VERSION").read_text().strip()
    if version != str(MAJOR):
        raise UnableToStart(
            f"{data} was written by PostgreSQL {version}, and this Kopilka has {MAJOR}: dump it with "
            "the Kopilka that wrote it, and load it with this one."
        )
    settings = resources.files(__package__).joinpath("server.conf").read_text()
    _write(data / "postgresql.conf", settings, account)
    _write(data / "pg_hba.conf", ACCESS, account)
    return data


def _make(data: Path, programs: Path, account: Account) -> None:
    unfinished = data.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [
        str(programs / "initdb"),
        f"--pgdata={unfinished}",
        f"--username={SUPERUSER}",
        # One order of characters on every machine, whatever locales it has; case mapping knows Cyrillic.
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--auth=trust",
        "--data-checksums",
        "--no-instructions",
    ]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=data.parent,
        env=environment(data.parent),
        **account.identity,
    )
    if done.returncode != 0:
        raise UnableToStart(f"PostgreSQL could not make its files in {data}:\n{done.stdout.strip()}")
    unfinished.rename(data)


def _write(path: Path, text: str, account: Account) -> None:
    path.write_text(text)
    account.own(path)
