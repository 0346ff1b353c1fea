"""Who works where, as a Django application of its own."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Shops and their cashiers."""

    name = "kopilka.web.staff"
    verbose_name = "Staff"
