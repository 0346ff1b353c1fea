"""The cashiers of the demonstration: one for each program, with a password made once and kept in the data folder."""

import os
import secrets
from pathlib import Path

from kopilka.demo.cast import known_cast
from kopilka.web.staff.models import Cashier
from kopilka.web.staff.verbs import employ_cashier, open_shop

NAME = "demo-password"
OWNER_ONLY = 0o600
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 3, 4


def employ_cashiers(folder: Path) -> tuple[list[str], str]:
    """Let the cashiers sign in and return their names and the password; who can already is left alone."""
    password = kept_password(folder)
    names = []
    for program, troupe in known_cast().items():
        names.append(troupe.cashier)
        if not Cashier.objects.filter(user__username=troupe.cashier, shown_password=password).exists():
            shop = open_shop(program, *next(iter(troupe.shops.items())))
            employ_cashier(shop, troupe.cashier, password, is_demonstration=True)
    return names, password


def kept_password(folder: Path) -> str:
    """Return the password in the data folder, made the first time."""
    path = folder / NAME
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError:
        return path.read_text().strip()
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    password = "-".join(groups)
    with os.fdopen(descriptor, "w") as file:
        file.write(password)
    return password
