"""The goods that a till page can name, as Django knows them."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The catalogue of goods."""

    name = "kopilka.catalogue"
    verbose_name = "Catalogue"
