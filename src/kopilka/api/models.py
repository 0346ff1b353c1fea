"""Keys of the machine interface: each for one shop of one program, kept as a hash, revocable."""

from django.db import models


class Key(models.Model):
    """A bearer key; 256 random bits need no slow hash."""

    program = models.IntegerField()
    shop = models.TextField()
    note = models.TextField(default="", blank=True)
    digest = models.BinaryField(unique=True, max_length=32)
    recorded_at = models.BigIntegerField()
    revoked_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "api_key"

    def __str__(self) -> str:
        """Return what the key is for."""
        return f"{self.pk}: {self.shop}"
