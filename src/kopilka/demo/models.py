"""The note of a demonstration that was loaded, or begun: what makes a second load harmless."""

from django.db import models


class Loading(models.Model):
    """One loading of the baskets; the only row has the number 1."""

    last_day = models.DateField()
    """The day of the last receipt, chosen when the loading began; a continued one keeps it."""
    receipts = models.IntegerField(default=0)
    skipped_lines = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "demo_loading"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="demo_loading_once")]  # noqa: RUF012

    def __str__(self) -> str:
        """Return the last day."""
        return self.last_day.isoformat()
