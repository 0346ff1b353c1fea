"""The account of the operating system under which PostgreSQL runs.

PostgreSQL refuses to run as root, so root hands it to an unprivileged account; everybody else runs it under
his own. The owner of an existing database always wins, so an account that appears later changes nothing.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from kopilka.postgres.problems import UnableToStart

# `kopilka` is for an operator who wants an account of its own; `nobody` is on every machine.
UNPRIVILEGED = ("kopilka", "postgres", "nobody")


class Identity(TypedDict, total=False):
    """The arguments of subprocess that make a child run under another account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account by number; `switches` says whether we must become it first."""

    uid: int
    gid: int
    switches: bool

    @property
    def identity(self) -> Identity:
        """What to give to subprocess so that a child runs under this account and has no other groups."""
        if not self.switches:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give a file or a folder that we made to the account."""
        if self.switches:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """Say whether the account can reach the folder and look into it, by the permission bits."""
        return all(self._may_search(step) for step in (folder, *folder.parents))

    def _may_search(self, folder: Path) -> bool:
        state = folder.stat()
        if state.st_uid == self.uid:
            return bool(state.st_mode & stat.S_IXUSR)
        if state.st_gid == self.gid:
            return bool(state.st_mode & stat.S_IXGRP)
        return bool(state.st_mode & stat.S_IXOTH)


def account_for(home: Path) -> Account:
    """Choose the account for the database in `home`, which need not exist yet."""
    if os.geteuid() != 0:
        return _own_account(home)
    if home.exists() and home.stat().st_uid != 0:
        state = home.stat()
        return Account(uid=state.st_uid, gid=state.st_gid, switches=True)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(uid=entry.pw_uid, gid=entry.pw_gid, switches=True)
    raise UnableToStart(
        "PostgreSQL refuses to run as root, and there is no other account for it: "
        "make one with `useradd --system kopilka`."
    )


def _own_account(home: Path) -> Account:
    if home.exists() and home.stat().st_uid != os.geteuid():
        owner = home.stat().st_uid
        raise UnableToStart(
            f"The database in {home} belongs to the account {_name(owner)}: run as that account or as root, "
            "or choose another data folder with KOPILKA_DATA."
        )
    return Account(uid=os.geteuid(), gid=os.getegid(), switches=False)


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
