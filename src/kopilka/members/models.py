"""People and cards. A person is one in all programs; a card belongs to a membership of one program.

The tables are written by the statements beside this module, because every change of a card must raise the version of
its account.
"""

from typing import ClassVar

from django.db import models


class Person(models.Model):
    """Somebody who holds memberships; the telephone is in E.164 and never logged."""

    phone = models.TextField(unique=True, null=True, db_collation="C")  # noqa: DJ001 - many have none, and it is unique
    birth_date = models.DateField(null=True)
    recorded_at = models.BigIntegerField()

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        """Return the person's number, which says nothing about who it is."""
        return str(self.pk)


class Card(models.Model):
    """A card of a program: 13 digits with a check digit (C1)."""

    program = models.IntegerField()
    number = models.CharField(max_length=13, db_collation="C")
    membership = models.BigIntegerField()
    state = models.CharField(max_length=8, default="active")
    recorded_at = models.BigIntegerField()

    class Meta:
        db_table = "card"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "number"], name="card_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "blocked", "closed"]), name="card_state"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["program", "membership"], name="card_membership")]

    def __str__(self) -> str:
        """Return the end of the number."""
        return f"…{self.number[-4:]}"
