"""People and their cards as Django knows them."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """People and their cards."""

    name = "kopilka.members"
    verbose_name = "Members"
