"""The settlement core, compiled by numba, gives what CPython gives: the till and the back-test are one (design §2)."""

import types
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kopilka.engine.compiling import CompiledEdition
from kopilka.engine.core import (
    calendar,
    discounts,
    earning,
    giving_back,
    levels,
    lots,
    paying,
    rates,
    reasons,
    settlement,
)
from kopilka.engine.core.shapes import ACCOUNT, Answer, Basket, Lots, Visit
from kopilka.engine.purchases import settle_basket
from tests.engine.histories import compiled, program_texts

pytestmark = pytest.mark.heavy

MODULES = (calendar, reasons, rates, discounts, paying, earning, settlement, lots, levels, giving_back)


def compile_core() -> dict[str, Any]:
    """Return every function of the core, compiled, calling each other's compiled form."""
    names: dict[str, Any] = {}
    for module in MODULES:
        names.update(vars(module))
    for module in MODULES:
        for name, value in vars(module).items():
            if isinstance(value, types.FunctionType) and value.__module__ == module.__name__:
                names[name] = numba.njit(types.FunctionType(value.__code__, names, name, value.__defaults__))
    return names


COMPILED = compile_core()


def as_arrays(shape: Any) -> Any:
    """Return the same tables with arrays for columns."""
    return type(shape)(*(value if isinstance(value, int) else np.array(value, np.int64) for value in shape))


@st.composite
def baskets(draw: st.DrawFn, edition: CompiledEdition) -> tuple[Basket, Visit]:
    lines = draw(st.integers(min_value=1, max_value=8))
    sums = [draw(st.integers(min_value=0, max_value=10**7)) for _ in range(lines)]
    bits = st.integers(min_value=0, max_value=3)
    group = st.integers(min_value=0, max_value=2)
    basket = Basket(
        sums=sums,
        quantities=[draw(st.sampled_from((1_000, 2_000, 755))) for _ in sums],
        discount_on=[draw(bits) for _ in sums],
        earn_on=[draw(bits) for _ in sums],
        unpayable=[draw(group) for _ in sums],
        unearning=[draw(group) for _ in sums],
        dearest=sorted(range(lines), key=lambda place: (-sums[place], place)),
    )
    visit = Visit(
        at=draw(st.integers(min_value=1_580_000_000, max_value=1_900_000_000)),
        channel=draw(st.integers(min_value=-2, max_value=1)),
        mode=draw(st.integers(min_value=0, max_value=len(edition.modes) - 1)),
        share=draw(st.sampled_from((0, 100, 300))),
        level=draw(st.sampled_from((0, 200, 700))),
        member=draw(st.integers(min_value=0, max_value=1)),
        available=draw(st.integers(min_value=0, max_value=10**6)),
        debt=draw(st.sampled_from((0, 0, 5_000))),
        spend=draw(st.sampled_from((-1, 0, 12_345, 10**7))),
        printed=draw(st.sampled_from((-1, -1, 0))),
    )
    return basket, visit


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(program_texts(), st.data())
def test_a_receipt_settles_alike(text: str, data: st.DataObject) -> None:
    edition = compiled(text).editions[0]
    basket, visit = data.draw(baskets(edition))
    plain = settle_basket(edition, basket, visit)
    arrays: Any = as_arrays(Answer(*([0] * len(column) for column in plain)))
    COMPILED["settle"](as_arrays(edition.rules), as_arrays(basket), visit, arrays)
    for name, column, array in zip(Answer._fields, plain, arrays, strict=True):
        assert list(column) == array.tolist(), name


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(program_texts(), st.lists(st.tuples(st.integers(0, 900), st.integers(-(10**6), 10**6)), max_size=12))
def test_a_level_lives_alike(text: str, purchases: list[tuple[int, int]]) -> None:
    rules = compiled(text).editions[0].rules
    arrays = as_arrays(rules)
    account, compiled_account = [0] * ACCOUNT, np.zeros(ACCOUNT, np.int64)
    for day, amount in sorted(purchases):
        at = 1_600_000_000 + day * 86_400
        for functions, tables, counters in (
            (vars(levels), rules, account),
            (COMPILED, arrays, compiled_account),
        ):
            functions["catch_up"](tables, counters, at)
            functions["accumulate"](tables, counters, at, amount)
            counters[4] = at
        assert account == compiled_account.tolist()


three = st.integers(min_value=0, max_value=10**6)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(three, three, three), max_size=8), three, three, st.integers(0, 2))
def test_lots_are_spent_and_taken_back_alike(
    rows: list[tuple[int, int, int]], at: int, amount: int, policy: int
) -> None:
    columns = [[row[place] for row in rows] for place in range(3)]
    plain = Lots(*(list(column) for column in columns))
    arrays: Any = as_arrays(plain)
    own = [place % 2 for place in range(len(rows))]
    for functions, lot_columns, make in ((vars(lots), plain, list), (COMPILED, arrays, integers)):
        take_all(functions, lot_columns, make, own, at, amount, policy)
    assert [list(column) for column in plain] == [column.tolist() for column in arrays]


def integers(values: list[int]) -> Any:
    return np.array(values, np.int64)


def take_all(
    functions: dict[str, Any],
    columns: Lots,
    make: Callable[[list[int]], Any],
    own: list[int],
    at: int,
    amount: int,
    policy: int,
) -> None:
    """Spend, then take back, over lists or arrays."""
    count = len(own)
    functions["spend"](columns, count, at, amount, make([0] * count))
    functions["take_back"](columns, count, make(own), at, amount, policy, make([0] * count))
