"""The shop and its people, for every test of the pages."""

from tests.web.shop import anna, cashier, checkout, client, clock, rich_anna, shop

__all__ = ["anna", "cashier", "checkout", "client", "clock", "rich_anna", "shop"]
