"""The goods of a retailer, so far as a person at a till page needs them: names, a price, what the rules ask about.

A till of the retailer's own brings all of this with each line; nothing in the engine ever looks here.
"""

from typing import ClassVar

from django.db import models


class Goods(models.Model):
    """One article of one program."""

    program = models.TextField(db_collation="C")
    article = models.TextField(db_collation="C")
    bar_code = models.CharField(max_length=13, db_collation="C")
    name_ru = models.TextField()
    name_en = models.TextField()
    price = models.BigIntegerField()
    """Kopecks for one piece, kilogram or litre."""
    categories = models.JSONField(default=list)
    marks = models.JSONField(default=list)
    place = models.IntegerField()
    """Best-selling first; what a search finds comes in this order."""
    sought = models.TextField()
    """Everything by which it can be found, folded: see ``queries.folded``."""

    class Meta:
        db_table = "catalogue_goods"
        ordering: ClassVar = ["program", "place", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["program", "article"], name="catalogue_goods_article"),
            models.UniqueConstraint(fields=["program", "bar_code"], name="catalogue_goods_bar_code"),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="catalogue_goods_price"),
        ]
        indexes: ClassVar = [models.Index(fields=["program", "place", "id"], name="catalogue_goods_place")]

    def __str__(self) -> str:
        """Return the Russian name with the article."""
        return f"{self.name_ru} ({self.article})"

    def name(self, language: str) -> str:
        """Return the name in ``ru`` or ``en``."""
        return self.name_ru if language == "ru" else self.name_en
