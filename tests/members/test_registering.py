"""Registering members: one person, one membership in a program, cards that are theirs alone (C1, C3, M1)."""

import pytest

from tests.house import House, together

pytestmark = pytest.mark.server


def test_a_member_has_a_card_at_once(house: House) -> None:
    answer = house.call("POST", "/v1/members", {"phone": "+79161234567", "region": "spb", "mode": "combined"})
    assert answer.status_code == 201
    anna = answer.json()
    assert (anna["mode"], anna["region"], anna["level"]) == ("combined", "spb", 500)
    assert [card["state"] for card in anna["cards"]] == ["active"]
    by_phone = house.call("GET", "/v1/members/phone:89161234567").json()
    by_id = house.call("GET", f"/v1/members/id:{anna['id']}").json()
    assert by_phone == by_id == anna
    assert house.is_sound()


@pytest.mark.parametrize("taken", [{"phone": "+79161234567"}, {"card": "2000000000015"}])
def test_what_belongs_to_another_is_refused(house: House, taken: dict[str, str]) -> None:
    first = {"phone": "+79161234567", "card": "2000000000015"}
    assert house.call("POST", "/v1/members", first).status_code == 201
    before = house.written()
    answer = house.call("POST", "/v1/members", taken)
    assert (answer.status_code, answer.json()["code"]) == (409, "member_exists")
    assert house.written() == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"phone": "12"}, "invalid_phone"),
        ({"card": "2000000000016"}, "invalid_card"),
        ({"mode": "free"}, "unknown_mode"),
        ({"region": "moon"}, "unknown_region"),
        ({"birth_date": "31.12.1990"}, "invalid_value"),
        ({"age": 20}, "unknown_field"),
        ({"at": "2024-03-04"}, "invalid_time"),
        ({"at": "2077-01-01T00:00:00+03:00"}, "time_out_of_range"),
    ],
)
def test_a_bad_registration_changes_nothing(house: House, body: dict[str, object], code: str) -> None:
    before = house.written()
    answer = house.call("POST", "/v1/members", body)
    assert answer.json()["code"] == code
    assert house.written() == before


def test_a_telephone_is_registered_once_however_often_it_is_sent(house: House) -> None:
    async def register() -> int:
        headers = {"authorization": f"Bearer {house.key}"}
        answer = await house.client.post("/v1/members", json={"phone": "+79161234567"}, headers=headers)
        return answer.status_code

    answers = together(house, [register() for _ in range(8)])
    assert sorted(answers) == [201] + [409] * 7  # type: ignore[type-var]
    assert house.rows("select count(*) from membership") == [(1,)]
    assert house.is_sound()


def test_a_change_keeps_what_it_does_not_name(house: House, anna: str) -> None:
    answer = house.call("PATCH", f"/v1/members/card:{anna}", {"region": "moscow"})
    assert answer.status_code == 200
    assert (answer.json()["region"], answer.json()["mode"]) == ("moscow", "bonus-back")
