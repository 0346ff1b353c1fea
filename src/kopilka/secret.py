"""The key that signs sessions and forms: the operator's, or one made once and kept in the data folder.

Losing it signs everybody out and does no other harm; nothing stored is encrypted or hashed with it.
"""

import os
import secrets
from pathlib import Path

from kopilka.environment import secret_key

NAME = "secret-key"
OWNER_ONLY = 0o600
KEY_BYTES = 50


def known_secret(folder: Path) -> str:
    """Return the key, or one for this process alone if none was kept yet; writes nothing."""
    try:
        return secret_key() or (folder / NAME).read_text().strip()
    except FileNotFoundError:
        return secrets.token_urlsafe(KEY_BYTES)


def keep_secret(folder: Path) -> None:
    """Make and keep a key in the data folder unless there is one."""
    if secret_key() is not None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(KEY_BYTES))
    try:
        # Of two that make a key at once one wins, and neither reads half a key.
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
