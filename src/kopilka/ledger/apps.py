"""The ledger as Django knows it: migrations that run SQL, and models that only read."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger."""

    name = "kopilka.ledger"
    verbose_name = "Ledger"
