"""The house and its people."""

from tests.house import anna, dsn, house, template

__all__ = ["anna", "dsn", "house", "template"]
