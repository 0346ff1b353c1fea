"""The ledger for Django: views with one id, read and never written."""

from typing import ClassVar

from django.db import models


class Program(models.Model):
    """A program that this server has seen."""

    slug = models.TextField()

    class Meta:
        managed = False
        db_table = "program_view"

    def __str__(self) -> str:
        """Return the program's name in its file."""
        return self.slug


class Membership(models.Model):
    """One person or card in one program; amounts in hundredths."""

    program = models.ForeignKey(Program, models.DO_NOTHING)
    person_id = models.BigIntegerField(null=True)
    version = models.BigIntegerField()
    points = models.BigIntegerField()
    debt = models.BigIntegerField()
    spend = models.BigIntegerField()
    region = models.TextField(null=True)  # noqa: DJ001 - what is not known is not empty
    recorded_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "membership_view"

    def __str__(self) -> str:
        """Return the membership's number."""
        return str(self.pk)


class Operation(models.Model):
    """A receipt, a return, a void, a grant or a change."""

    program = models.ForeignKey(Program, models.DO_NOTHING)
    kind = models.TextField()
    shop = models.TextField()
    number = models.TextField()
    part = models.TextField()
    membership = models.ForeignKey(Membership, models.DO_NOTHING, null=True)
    followed = models.IntegerField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "operation_view"
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """Return the operation's key."""
        return f"{self.kind} {self.shop}/{self.number}"


class Lot(models.Model):
    """Points of one origin; amounts in hundredths of a point."""

    program = models.ForeignKey(Program, models.DO_NOTHING)
    membership = models.ForeignKey(Membership, models.DO_NOTHING)
    operation = models.ForeignKey(Operation, models.DO_NOTHING)
    clause = models.TextField()
    amount = models.BigIntegerField()
    left = models.BigIntegerField()
    lapsed = models.BigIntegerField()
    available_from = models.DateTimeField()
    lapses_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "lot_view"

    def __str__(self) -> str:
        """Return the lot's clause and number."""
        return f"{self.clause} {self.pk}"


class Posting(models.Model):
    """One leg of an operation; without a membership it is the program's own side."""

    id = models.DecimalField(primary_key=True, max_digits=24, decimal_places=0)
    program = models.ForeignKey(Program, models.DO_NOTHING)
    operation = models.ForeignKey(Operation, models.DO_NOTHING)
    kind = models.TextField()
    unit = models.TextField()
    membership = models.ForeignKey(Membership, models.DO_NOTHING, null=True)
    lot = models.ForeignKey(Lot, models.DO_NOTHING, null=True)
    amount = models.BigIntegerField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "posting_view"

    def __str__(self) -> str:
        """Return the kind and the amount."""
        return f"{self.kind} {self.amount}"
