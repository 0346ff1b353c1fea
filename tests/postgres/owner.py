"""A process that owns a data folder's PostgreSQL until it is killed; for tests that kill it."""

import signal
import sys
from pathlib import Path

from kopilka import postgres
from kopilka.postgres import deathsignal


def main() -> None:
    """Start the server, say its process number and address, and wait for the end."""
    folder, *words = sys.argv[1:]
    if "survivable" in words:
        # As on a system where a child is not told of its owner's death.
        deathsignal._LIBC = None
    with postgres.running(Path(folder)) as server:
        print("owns", server.pid, server.dsn)
        signal.pause()


if __name__ == "__main__":
    main()
