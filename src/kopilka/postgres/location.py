"""How to reach a database of our own server: through its socket, as a URL that libpq and psycopg read."""

from pathlib import Path
from urllib.parse import quote

DATABASE = "kopilka"


def dsn_at(socket: Path, database: str, user: str) -> str:
    """Return the URL of a database behind a socket in the given folder."""
    return f"postgresql://{user}@/{database}?host={quote(str(socket), safe='')}"
