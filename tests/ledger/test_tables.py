"""What the database itself does not allow (design §2)."""

import psycopg
import pytest
from psycopg import errors

from tests.house import House

pytestmark = pytest.mark.server

POSTING = (
    "insert into posting (program, operation, leg, unit, kind, account, lot, amount, happened_at, recorded_at)"
    " values (1, 1, 1, 1, 1, 5, 0, 100, 0, 0)"
)


@pytest.fixture
def sold(house: House, anna: str) -> House:
    """A house with one receipt of Анна's."""
    house.wait(house.checkout.commit(house.tenant, house.receipt(anna, "1")))
    return house


@pytest.mark.parametrize(
    "change",
    [
        "update posting set amount = amount + 1",
        "delete from posting",
        "truncate posting",
        "update operation set answer = ''",
        "update operation set followed = 0",
        "delete from operation",
        "truncate operation",
        "update lot set amount = amount + 1",
        "update membership set points = points + 1",
    ],
)
def test_what_is_written_stays(sold: House, change: str) -> None:
    before = sold.written()
    with psycopg.connect(sold.dsn, autocommit=True) as connection, pytest.raises(errors.RestrictViolation):
        connection.execute(change)
    assert sold.written() == before


@pytest.mark.parametrize(
    "change",
    [
        POSTING,
        'update lot set "left" = -1',
        'update lot set lapsed = "left" + 1',
        "update membership set debt = -1, version = version + 1",
        "update card set state = 'lost'",
    ],
)
def test_what_does_not_add_up_is_refused(sold: House, change: str) -> None:
    before = sold.written()
    with psycopg.connect(sold.dsn, autocommit=True) as connection, pytest.raises(errors.CheckViolation):
        connection.execute(change)
    assert sold.written() == before


def test_a_number_stands_once(sold: House) -> None:
    again = (
        "insert into operation (program, id, kind, shop, number, part, digest, body, answer, happened_at, recorded_at)"
        " select program, id + 1, kind, shop, number, part, digest, body, answer, 0, 0 from operation"
        " where kind = 'receipt'"
    )
    with psycopg.connect(sold.dsn, autocommit=True) as connection, pytest.raises(errors.UniqueViolation):
        connection.execute(again)
