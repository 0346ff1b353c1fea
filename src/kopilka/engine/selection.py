"""Selection: which clauses of an edition touch which line of a receipt.

Half of the engine (design §2): here closures for one receipt at the till, generated from the clause. What they answer is
put into bits and small numbers, so that the settlement core never sees a category or an article.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from kopilka.clock import zone_named
from kopilka.programs.model import Discount, Earning, Edition, Goods, Program

Belongs = Callable[[str, frozenset[str], frozenset[str]], bool]
MOST_REMEMBERED = 20_000
ALL = -1
"""Every clause: all bits set."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Touch(NamedTuple):
    """What an edition has to do with a line: bits by clause, and the group of goods that forbids something."""

    discount_on: int
    earn_on: int
    unpayable: int
    unearning: int


class Selection:
    """The conditions of one edition, as closures over a line and over a receipt."""

    def __init__(self, program: Program, edition: Edition) -> None:
        self.zone = program.time_zone
        self.groups = tuple(program.goods)
        self.belongs = {name: belonging(goods) for name, goods in program.goods.items()}
        self.discounts = tuple(edition.discounts.values())
        self.earnings = tuple(edition.earning.values())
        self.payable_on = edition.paying.on if edition.paying else ()
        self.unpayable_on = edition.paying.not_on if edition.paying else ()
        self.by_article = any(goods.articles for goods in program.goods.values())
        clauses: list[Discount | Earning] = [*self.discounts, *self.earnings]
        self.always = not any(limited(clause) for clause in clauses)
        self.remembered: dict[tuple[Sequence[str], Sequence[str], str], Touch] = {}

    def touch(self, article: str, categories: tuple[str, ...], marks: tuple[str, ...]) -> Touch:
        """Return what the edition has to do with a line, remembered by what it depends on."""
        key = (categories, marks, article if self.by_article else "")
        known = self.remembered.get(key)
        if known is None:
            known = self.touch_afresh(article, frozenset(categories), frozenset(marks))
            if len(self.remembered) >= MOST_REMEMBERED:
                self.remembered.clear()
            self.remembered[key] = known
        return known

    def touch_afresh(self, article: str, categories: frozenset[str], marks: frozenset[str]) -> Touch:
        """Ask every clause about a line."""
        groups = {name for name, belongs in self.belongs.items() if belongs(article, categories, marks)}
        discount_on = sum(
            1 << place for place, clause in enumerate(self.discounts) if clause_covers(clause, groups)
        )
        earn_on = sum(
            1 << place for place, clause in enumerate(self.earnings) if clause_covers(clause, groups)
        )
        return Touch(discount_on, earn_on, self.unpayable(groups), 0 if earn_on else self.unearning(groups))

    def unpayable(self, groups: set[str]) -> int:
        """Return 0 when points may pay goods of these groups, else 1 + the place of the group that forbids it."""
        for name in self.unpayable_on:
            if name in groups:
                return 1 + self.groups.index(name)
        if self.payable_on and not groups.intersection(self.payable_on):
            return 1 + len(self.groups)
        return 0

    def unearning(self, groups: set[str]) -> int:
        """Return 0, or 1 + the place of the group for which goods do not earn (P15)."""
        for clause in self.earnings:
            for name in clause.not_on:
                if name in groups:
                    return 1 + self.groups.index(name)
        return 0

    def receipt_bits(self, channel: str, region: str | None, at: int) -> tuple[int, int]:
        """Return which discount and earning clauses hold for a receipt, by channel, region and weekday."""
        if self.always:
            return ALL, ALL
        weekday = WEEKDAYS[datetime.fromtimestamp(at, zone_named(self.zone)).weekday()]
        discounts = sum(
            1 << place
            for place, clause in enumerate(self.discounts)
            if holds(clause, channel, region, weekday)
        )
        earnings = sum(
            1 << place
            for place, clause in enumerate(self.earnings)
            if holds(clause, channel, region, weekday)
        )
        return discounts, earnings


def belonging(goods: Goods) -> Belongs:
    """Return the closure that tells whether a line is of a group: by category, article or mark."""
    wanted_categories, wanted_marks = frozenset(goods.categories), frozenset(goods.marks)
    wanted_articles = frozenset(goods.articles)

    def belongs(article: str, categories: frozenset[str], marks: frozenset[str]) -> bool:
        return (
            not wanted_categories.isdisjoint(categories)
            or not wanted_marks.isdisjoint(marks)
            or article in wanted_articles
        )

    return belongs


def clause_covers(clause: Discount | Earning, groups: set[str]) -> bool:
    """Tell whether a clause is about goods of these groups."""
    if clause.on and groups.isdisjoint(clause.on):
        return False
    return groups.isdisjoint(clause.not_on)


def limited(clause: Discount | Earning) -> bool:
    """Tell whether a clause holds only sometimes or somewhere."""
    return bool(clause.channel or clause.regions or clause.weekdays)


def holds(clause: Discount | Earning, channel: str, region: str | None, weekday: str) -> bool:
    """Tell whether a clause holds for a receipt."""
    return (
        (not clause.channel or channel in clause.channel)
        and (not clause.regions or region in clause.regions)
        and (not clause.weekdays or weekday in clause.weekdays)
    )
