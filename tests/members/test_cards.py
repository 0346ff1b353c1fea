"""Cards change their state: blocked and active again, closed for ever."""

import pytest

from kopilka.members.cards import CardState
from kopilka.problems import Problem
from tests.house import House

pytestmark = pytest.mark.server


def change(house: House, card: str, state: CardState) -> int:
    return house.wait(house.checkout.change_card(house.tenant, card, state))


def test_a_blocked_card_is_made_active_again_and_every_change_counts(house: House, anna: str) -> None:
    before = house.rows("select version from membership")
    assert change(house, anna, "blocked") == change(house, anna, "active")
    assert house.rows("select version from membership") == [(before[0][0] + 2,)]
    assert house.rows("select state from card") == [("active",)]


@pytest.mark.parametrize("state", ["active", "blocked", "closed"])
def test_a_closed_card_is_closed_for_ever_and_known_all_the_same(
    house: House, anna: str, state: CardState
) -> None:
    change(house, anna, "closed")
    before = house.written()
    with pytest.raises(Problem) as refused:
        change(house, anna, state)
    assert (refused.value.code, refused.value.field) == ("card_not_active", "card")
    assert "is closed" in refused.value.text("en")
    assert house.written() == before


def test_a_card_that_was_never_issued_is_unknown(house: House) -> None:
    with pytest.raises(Problem) as refused:
        change(house, "2000000000015", "active")
    assert refused.value.code == "unknown_member"
