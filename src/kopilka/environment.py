"""Everything that Kopilka reads from environment variables, and the names of those variables.

Nothing else asks the environment, so this file is the complete list of an operator's settings.
"""

import os
from pathlib import Path

DATA = "KOPILKA_DATA"
DATABASE_URL = "KOPILKA_DATABASE_URL"
DEMO = "KOPILKA_DEMO"
HOST = "KOPILKA_HOST"
PORT = "KOPILKA_PORT"
PROGRAMS = "KOPILKA_PROGRAMS"
PUBLIC_URL = "KOPILKA_PUBLIC_URL"
SECRET_KEY = "KOPILKA_SECRET_KEY"  # noqa: S105 - the name of a variable, not a secret
TIME_ZONE = "KOPILKA_TIME_ZONE"


EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
"""What to listen on to be reached at every address of the machine; none of them is an address to call."""


class BadSetting(Exception):
    """An environment variable has a value that cannot be used."""


def data_folder() -> Path:
    """Return the folder of everything that Kopilka keeps: the database and the secret key."""
    return Path(os.environ.get(DATA) or "var").absolute()


def database_url() -> str | None:
    """Return the database that the operator named; without one, the embedded server is used."""
    return os.environ.get(DATABASE_URL) or None


def demonstration() -> bool:
    """Tell whether `kopilka run` loads the demonstration: into its own database yes, into the operator's no."""
    given = os.environ.get(DEMO) or ("no" if database_url() else "yes")
    if given not in {"yes", "no"}:
        raise BadSetting(f"{DEMO} is {given!r}: give yes or no.")
    return given == "yes"


def host() -> str:
    """Return the address to listen on, by default reachable from this machine only."""
    return os.environ.get(HOST) or "127.0.0.1"


def in_address(host: str) -> str:
    """Return a host as it stands in an address and in a request."""
    return f"[{host}]" if ":" in host else host


def port() -> int:
    """Return the port to listen on."""
    given = os.environ.get(PORT) or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise BadSetting(f"{PORT} is {given!r}: give a number between 1 and 65535.")
    return int(given)


def programs_folder() -> Path:
    """Return the folder of the retailer's program files: as given, else ``programs`` here, else this checkout's."""
    given = os.environ.get(PROGRAMS)
    if given:
        return Path(given)
    here = Path("programs")
    return here if here.is_dir() else Path(__file__).parents[2] / "programs"


def public_url() -> str | None:
    """Return the address under which people reach Kopilka, such as https://bonus.example, if it was given."""
    given = os.environ.get(PUBLIC_URL)
    if given and not given.startswith(("http://", "https://")):
        raise BadSetting(f"{PUBLIC_URL} is {given!r}: begin it with http:// or https://.")
    return given.rstrip("/") if given else None


def secret_key() -> str | None:
    """Return the key that signs sessions, if it was given; otherwise one is kept in the data folder."""
    return os.environ.get(SECRET_KEY) or None


def time_zone() -> str:
    """Return the zone in which pages show times; a program's own zone decides about its days."""
    return os.environ.get(TIME_ZONE) or "Europe/Moscow"
