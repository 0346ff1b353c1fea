"""The machine interface as Django knows it: its keys."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The machine interface."""

    name = "kopilka.api"
    verbose_name = "Machine interface"
