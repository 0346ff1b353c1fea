"""What can go wrong with the embedded PostgreSQL, each with a sentence that says what to do.

They all come from the machine (accounts, permissions, another process), never from what a retailer entered.
"""


class PostgresProblem(Exception):
    """The embedded PostgreSQL cannot do what was asked; the text says why and what to do."""


class FolderInUse(PostgresProblem):
    """Another Kopilka process owns the data folder."""


class UnableToStart(PostgresProblem):
    """PostgreSQL did not start or did not become ready."""
