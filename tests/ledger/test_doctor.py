"""The doctor finds what was broken on purpose, and nothing in a sound ledger."""

import psycopg
import pytest

from kopilka.engine.messages import Return, Void
from kopilka.ledger.doctor import checks, examined
from tests.house import House

pytestmark = pytest.mark.server


@pytest.fixture
def lived_in(house: House, anna: str) -> House:
    """A house with receipts, a return, a void and a grant."""
    house.grant(anna, 10_000)
    for number in "123":
        house.wait(house.checkout.commit(house.tenant, house.receipt(anna, number, spend="max")))
    message = Return(shop="spb-1", number="1", return_="a", at=house.at())
    house.wait(house.checkout.give_back(house.tenant, message))
    house.wait(house.checkout.void(house.tenant, Void(shop="spb-1", number="2", at=house.at())))
    return house


def test_a_sound_ledger_has_no_findings(lived_in: House) -> None:
    assert list(examined(lived_in.dsn)) == []


BROKEN = {
    "balance_differs": "update membership set points = points + 1, version = version + 1",
    "operation_unbalanced": "update posting set amount = amount + 1 where leg = 1",
    "lot_negative": 'alter table lot drop constraint lot_left_check, drop constraint lot_check; update lot set "left" = -5',
    "settled_twice": (
        "drop index operation_key, operation_version;"
        " insert into operation select program, id + 1000000, kind, shop, number, part, null, null, null, digest, body,"
        " answer, lots, followed, follow_up, happened_at, recorded_at from operation where kind = 'receipt'"
    ),
    "fiscal_twice": "drop index operation_fiscal; update operation set fiscal = 'one' where kind = 'receipt'",
    "posting_without_operation": "delete from operation where kind = 'grant'",
    "posting_without_account": "update posting set account = 77 where account > 0",
    "lot_without_origin": "update lot set origin = 77",
    "operation_without_member": "update membership set version = 0",
    "return_without_receipt": "delete from operation where kind = 'return'",
    "lot_out_of_sight": "update membership set live = '{}', version = version + 1",
    "card_without_member": "update card set membership = 77",
    "member_without_person": "update membership set person = 77, version = version + 1",
}


@pytest.mark.parametrize("check", sorted(BROKEN))
def test_what_was_broken_is_found(lived_in: House, check: str) -> None:
    with psycopg.connect(lived_in.dsn, autocommit=True) as connection:
        for table in ("posting", "operation", "lot", "membership"):
            connection.execute(f"alter table {table} disable trigger user")
        connection.execute(BROKEN[check])
    found = [finding for finding in examined(lived_in.dsn) if finding.check == check]
    assert found
    assert any(character.isdigit() for character in found[0].text)


def test_every_check_is_tested() -> None:
    assert set(BROKEN) == {*checks(), "balance_differs"}
