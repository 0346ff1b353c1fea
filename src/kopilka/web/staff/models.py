"""Shops and the people who work in them: what a signed-in cashier may do follows from the shop.

Programs are named as in their files, shops as in the receipts; nothing here is read when a machine sends a receipt.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Shop(models.Model):
    """A shop of one program; its code is the one that receipts name."""

    program = models.TextField()
    code = models.TextField()
    name = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["program", "code"], name="staff_shop_code")]

    def __str__(self) -> str:
        """Return the shop's name."""
        return self.name


class Cashier(models.Model):
    """Somebody who may sell and take back in one shop."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="cashier")
    shop = models.ForeignKey(Shop, models.PROTECT, related_name="cashiers")
    shown_password = models.TextField(
        blank=True,
        default="",
        help_text="Shown on the sign-in page; only in a demonstration, where it keeps nothing secret.",
    )

    def __str__(self) -> str:
        """Return the sign-in name and the shop."""
        return f"{self.user}, {self.shop}"


class Sample(models.Model):
    """A member of the demonstration whom the first page offers to look at."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="samples")
    card = models.CharField(max_length=13)
    ru = models.TextField()
    en = models.TextField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop", "card"], name="staff_sample_card")]

    def __str__(self) -> str:
        """Return the card, which belongs to nobody real."""
        return self.card
