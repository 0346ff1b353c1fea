"""Where one embedded PostgreSQL keeps its things, and the lock that gives it one owner.

    home/data        the database                    home/server.log   what PostgreSQL says
    home/run         its socket                      home/lock         held while a Kopilka process owns it

Nothing here starts a process.
"""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kopilka.postgres.accounts import Account, account_for
from kopilka.postgres.problems import FolderInUse, UnableToStart

SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_LIMIT_BYTES = 107
OWNER_ONLY = 0o700
# Others may pass through, which the unprivileged account needs, but not list.
PASSAGE = 0o711
# Where root's databases go when they would lie behind a door that their account cannot open (such as /root).
SYSTEM_FOLDER = Path("/var/lib/kopilka")


def prepared_home(folder: Path) -> tuple[Path, Account]:
    """Make the database's home below the data folder if it is not there yet, and say who owns it."""
    folder = folder.absolute()
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(PASSAGE)
    link = folder / "postgres"
    account = account_for(link)
    if not link.exists() and not account.can_enter(folder):
        _link_to_system_folder(link)
    home = link.resolve()
    if not home.exists():
        home.mkdir(mode=OWNER_ONLY)
        account.own(home)
    if not account.can_enter(home):
        raise UnableToStart(
            f"PostgreSQL runs under an unprivileged account, which cannot reach {home}: let others pass "
            "through its parent folders (chmod o+x), or choose another data folder with KOPILKA_DATA."
        )
    return home, account


def _link_to_system_folder(link: Path) -> None:
    """Put the home where its account can reach it, and leave a link in the data folder."""
    name = f"{link.parent.parent.name}-{hashlib.sha256(bytes(link)).hexdigest()[:12]}"
    place = SYSTEM_FOLDER / name
    SYSTEM_FOLDER.mkdir(parents=True, exist_ok=True)
    SYSTEM_FOLDER.chmod(PASSAGE)
    # A link that points into the void is a home that has not been made yet.
    if not link.is_symlink():
        link.symlink_to(place)


def socket_folder(home: Path) -> Path:
    """Return the folder of the server's socket, a short one elsewhere if ours is too long for a socket."""
    folder = home / "run"
    if len(bytes(folder / SOCKET_NAME)) <= SOCKET_LIMIT_BYTES:
        return folder
    return Path(tempfile.gettempdir()) / f"kopilka-{hashlib.sha256(bytes(home)).hexdigest()[:16]}"


def prepare_socket_folder(folder: Path, account: Account) -> None:
    """Make the socket's folder for the account alone, and refuse one that somebody else put there."""
    try:
        folder.mkdir(mode=OWNER_ONLY)
        account.own(folder)
    except FileExistsError:
        state = folder.lstat()
        if folder.is_symlink() or state.st_uid != account.uid or state.st_mode & 0o077:
            raise UnableToStart(
                f"{folder} belongs to somebody else: remove it, or choose a data folder with a shorter path."
            ) from None


@contextmanager
def owned(home: Path, account: Account) -> Iterator[None]:
    """Hold the lock of the home; the operating system lets go of it however this process ends."""
    descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if account.switches:
            os.fchown(descriptor, account.uid, account.gid)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(descriptor, 20, 0).decode() or "unknown"
            raise FolderInUse(
                f"Another Kopilka (process {owner}) is using the database in {home}: stop it first, "
                "or choose another data folder with KOPILKA_DATA."
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)
