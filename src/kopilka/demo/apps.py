"""The demonstration as Django knows it: the note of what was loaded."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration."""

    name = "kopilka.demo"
    verbose_name = "Demonstration"
