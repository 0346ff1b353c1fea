"""Whatever comes in, a named problem goes out and nothing has changed."""

from typing import Any

import pytest

from tests.house import House

pytestmark = pytest.mark.server

LINE = {"line": 1, "categories": ["paint"], "quantity": "2", "sum": 20_000}
BAD = [
    ({"at": "2024-03-04T12:00:00"}, "invalid_time", "at"),
    ({"at": "yesterday"}, "invalid_time", "at"),
    ({"at": "1812-09-07T05:30:00+02:30"}, "time_out_of_range", "at"),
    ({"at": "2024-03-06T12:00:00+03:00"}, "time_out_of_range", "at"),
    ({"at": "2001-01-01T00:00:00+03:00"}, "no_edition", "at"),
    ({"lines": []}, "no_lines", "lines"),
    ({"lines": [LINE] * 1_001}, "too_many_lines", "lines"),
    ({"lines": [LINE, LINE]}, "line_twice", "lines[1].line"),
    ({"lines": [{**LINE, "sum": -1}]}, "amount_out_of_range", "lines[0].sum"),
    ({"lines": [{**LINE, "sum": 10**18}]}, "amount_out_of_range", "lines[0].sum"),
    ({"lines": [{**LINE, "sum": 1.5}]}, "invalid_value", "lines[0].sum"),
    ({"lines": [{**LINE, "sum": "20000"}]}, "invalid_value", "lines[0].sum"),
    ({"lines": [{**LINE, "price": 9_000}]}, "sum_above_price", "lines[0].sum"),
    ({"lines": [{**LINE, "quantity": "-1"}]}, "invalid_quantity", "lines[0].quantity"),
    ({"lines": [{**LINE, "quantity": "0"}]}, "invalid_quantity", "lines[0].quantity"),
    ({"lines": [{**LINE, "quantity": "1.0005"}]}, "invalid_quantity", "lines[0].quantity"),
    ({"lines": [{**LINE, "quantity": 1}]}, "invalid_value", "lines[0].quantity"),
    ({"lines": [{**LINE, "colour": "red"}]}, "unknown_field", "lines[0].colour"),
    ({"bonus": 5}, "unknown_field", "bonus"),
    ({"member": {"card": "2000000000022"}}, "unknown_member", "member.card"),
    ({"member": {"card": "12"}}, "invalid_card", "member.card"),
    ({"member": {"phone": "12"}}, "invalid_phone", "member.phone"),
    ({"member": {"id": "x"}}, "unknown_member", "member.id"),
    ({"member": {}}, "invalid_value", "member"),
    ({"spend": -5}, "amount_out_of_range", "spend"),
    ({"spend": "all"}, "invalid_value", "spend"),
    ({"program": "kari"}, "wrong_program", "program"),
    ({"payments": [{"by": "cash", "sum": 1}]}, "payments_differ", "payments"),
    ({"payments": [{"by": "barter", "sum": 1}]}, "invalid_value", "payments[0].by"),
    ({"settled": {"discount": 1, "points": 1, "to_pay": 1}}, "settled_does_not_add_up", "settled"),
    ({"settled": {"discount": 1_000, "points": 0, "to_pay": 29_000}}, "settlement_changed", "settled"),
    ({"offline": True, "spend": "max"}, "offline_spending", "spend"),
    ({"fiscal": {"fn": "", "i": "1", "fp": "1"}}, "invalid_value", "fiscal.fn"),
    ({"shop": "spb-2"}, "path_differs", "shop"),
    ({"number": "2"}, "path_differs", "number"),
    ({"shop": None}, "invalid_value", "shop"),
    ({"fiscal": {"fn": "1", "i": "2/3", "fp": "4"}}, "invalid_value", "fiscal.i"),
    ({"till": "1\0"}, "invalid_value", "till"),
    ({"cashier": "x" * 65}, "invalid_value", "cashier"),
    ({"coupons": ["x"] * 51}, "invalid_value", "coupons"),
    ({"confirmed": ["ok", "\n"]}, "invalid_value", "confirmed[1]"),
    ({"lines": [{**LINE, "article": "x" * 201}]}, "invalid_value", "lines[0].article"),
    ({"lines": [{**LINE, "name": "a\tb"}]}, "invalid_value", "lines[0].name"),
    ({"lines": [{**LINE, "categories": [""] * 51}]}, "invalid_value", "lines[0].categories"),
    ({"lines": [{**LINE, "marks": ["a", "\0"]}]}, "invalid_value", "lines[0].marks[1]"),
    ({"payments": [{"by": "cash", "sum": 30_000, "brand": "\0"}]}, "invalid_value", "payments[0].brand"),
]


@pytest.mark.parametrize(
    ("fields", "code", "field"), BAD, ids=[f"{code}-{place}" for place, (_, code, _) in enumerate(BAD)]
)
def test_a_bad_receipt_is_a_named_problem(
    house: House, anna: str, fields: dict[str, Any], code: str, field: str
) -> None:
    before = house.written()
    answer = house.call("PUT", "/v1/receipts/spb-1/1", {**house.basket(anna, "1"), **fields})
    problem = answer.json()
    assert (problem["code"], problem["field"]) == (code, field)
    assert problem["status"] == answer.status_code >= 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert house.written() == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "malformed"),
        (b"{", "malformed"),
        (b"[]", "invalid_value"),
        (b"\xff\xfe", "malformed"),
        (b"null", "invalid_value"),
        (b'{"shop": "spb-1"', "malformed"),
        (b"[" * 100_000, "invalid_value"),
        (b'{"shop": "spb-1", "number": "1"}', "missing_field"),
        (b" " * (1 << 20) + b"{}", "body_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_receipt_at_all(house: House, body: bytes, code: str) -> None:
    headers = {"authorization": f"Bearer {house.key}"}
    answer = house.wait(house.client.put("/v1/receipts/spb-1/1", content=body, headers=headers))
    assert answer.json()["code"] == code
    assert house.written()["operation"] == []


@pytest.mark.parametrize("state", ["blocked", "closed"])
def test_a_card_that_may_not_be_used(house: House, anna: str, state: Any) -> None:
    house.wait(house.checkout.change_card(house.tenant, anna, state))
    before = house.written()
    for method, address in (("POST", "/v1/quotes"), ("PUT", "/v1/receipts/spb-1/1")):
        answer = house.call(method, address, house.basket(anna, "1"))
        assert (answer.status_code, answer.json()["code"]) == (422, "card_not_active")
    assert house.written() == before


def test_another_shop_s_key(house: House, anna: str) -> None:
    other = house.new_key("spb-2")
    house.call("PUT", "/v1/receipts/spb-1/1", house.basket(anna, "1"))
    before = house.written()
    calls = [
        ("PUT", "/v1/receipts/spb-1/2", house.basket(anna, "2")),
        ("POST", "/v1/quotes", house.basket(anna, "2")),
        ("GET", "/v1/receipts/spb-1/1", None),
        ("DELETE", "/v1/receipts/spb-1/1", None),
        ("POST", "/v1/receipts/spb-1/1/returns", {"return": "a", "at": house.at()}),
    ]
    for method, address, body in calls:
        answer = house.call(method, address, body, key=other)
        assert (answer.status_code, answer.json()["code"]) == (403, "wrong_shop"), address
    assert house.written() == before


def test_another_program_s_key_sees_nothing_of_this_one(house: House, anna: str) -> None:
    other = house.new_key("spb-1", "alenka")
    house.call("PUT", "/v1/receipts/spb-1/1", house.basket(anna, "1"))
    assert house.call("GET", "/v1/receipts/spb-1/1", key=other).json()["code"] == "unknown_receipt"
    assert house.call("GET", f"/v1/members/card:{anna}", key=other).json()["code"] == "unknown_member"


def test_bad_returns(house: House, anna: str) -> None:
    house.call("PUT", "/v1/receipts/spb-1/1", house.basket(anna, "1"))
    before = house.written()
    address = "/v1/receipts/spb-1/1/returns"
    cases: list[tuple[dict[str, Any], str]] = [
        ({"lines": [{"line": 1, "quantity": "3"}]}, "more_than_left"),
        ({"lines": [{"line": 9, "quantity": "1"}]}, "unknown_line"),
        ({"lines": [{"line": 1, "quantity": "1"}] * 2}, "line_twice"),
        ({"lines": []}, "no_lines"),
        ({"at": house.at(house.clock() - 3_600)}, "return_before_purchase"),
        ({"return": ""}, "invalid_value"),
        ({"why": "broken"}, "unknown_field"),
    ]
    for fields, code in cases:
        answer = house.call("POST", address, {"return": "a", "at": house.at(), **fields})
        assert answer.json()["code"] == code
    assert house.written() == before


def test_a_receipt_is_not_voided_after_a_return_nor_returned_after_a_void(house: House, anna: str) -> None:
    for number in "12":
        house.call("PUT", f"/v1/receipts/spb-1/{number}", house.basket(anna, number))
    line = {"return": "a", "at": house.at(), "lines": [{"line": 1, "quantity": "1"}]}
    assert house.call("POST", "/v1/receipts/spb-1/1/returns", line).status_code == 201
    assert house.call("DELETE", "/v1/receipts/spb-1/1").json()["code"] == "already_returned"
    assert house.call("DELETE", "/v1/receipts/spb-1/2").status_code == 200
    assert house.call("DELETE", "/v1/receipts/spb-1/2").status_code == 200
    assert house.call("POST", "/v1/receipts/spb-1/2/returns", line).json()["code"] == "already_voided"
    assert house.is_sound()


def test_a_problem_speaks_the_language_that_was_asked_for(house: House) -> None:
    for wanted, word in (
        ("ru-RU,ru;q=0.9,en;q=0.8", "чека"),
        ("en", "receipt"),
        ("de, ru;q=0.1", "чека"),
        ("*", "receipt"),
    ):
        answer = house.call("GET", "/v1/receipts/spb-1/1", headers={"accept-language": wanted})
        assert word in answer.json()["detail"].lower()


@pytest.mark.parametrize("number", ["1%00", "%F0%9F%00", "x" * 65, "a%0Ab"])
def test_a_number_that_cannot_be_one_is_a_named_problem(house: House, anna: str, number: str) -> None:
    at = {"at": house.at()}
    answers = [
        house.call("GET", f"/v1/receipts/spb-1/{number}"),
        house.call("DELETE", f"/v1/receipts/spb-1/{number}"),
        house.call("POST", f"/v1/receipts/spb-1/{number}/returns", {"return": "a", **at}),
        house.call("POST", "/v1/quotes", house.basket(anna, "1\0")),
    ]
    problems = [answer.json() for answer in answers]
    assert {(problem["code"], problem["field"]) for problem in problems} == {("invalid_value", "number")}


@pytest.mark.parametrize(
    ("call", "fields", "field"),
    [
        ("", {"segments": ["\0"]}, "segments[0]"),
        ("", {"segments": ["x"] * 51}, "segments"),
        ("/grants", {"grant": "g", "amount": 1, "reason": "\0"}, "reason"),
    ],
)
def test_texts_about_a_member_are_printable_and_short(
    house: House, anna: str, call: str, fields: dict[str, Any], field: str
) -> None:
    method = "POST" if call else "PATCH"
    problem = house.call(method, f"/v1/members/card:{anna}{call}", fields).json()
    assert (problem["code"], problem["field"]) == ("invalid_value", field)


def test_a_name_may_have_a_space_that_does_not_break(house: House, anna: str) -> None:
    message = house.basket(anna, "1")
    message["lines"][0]["name"] = "Краска 5\N{NO-BREAK SPACE}л"
    assert house.call("PUT", "/v1/receipts/spb-1/1", message).status_code == 201


def test_a_wrong_program_is_refused_on_a_repeat_too(house: House, anna: str) -> None:
    message = house.basket(anna, "1")
    assert house.call("PUT", "/v1/receipts/spb-1/1", message).status_code == 201
    answer = house.call("PUT", "/v1/receipts/spb-1/1", {**message, "program": "kari"})
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_program")


def test_a_changed_settlement_says_of_which_receipt(house: House, anna: str) -> None:
    settled = {"discount": 1_000, "points": 0, "to_pay": 29_000}
    answer = house.call("PUT", "/v1/receipts/spb-1/1", house.basket(anna, "1", settled=settled)).json()
    assert (answer["settlement"]["shop"], answer["settlement"]["number"]) == ("spb-1", "1")


def test_a_receipt_from_a_clock_ahead_is_voided_now(house: House, anna: str) -> None:
    ahead = house.clock() + 3_600
    house.call("PUT", "/v1/receipts/spb-1/1", house.basket(anna, "1", at=house.at(ahead)))
    assert house.call("DELETE", "/v1/receipts/spb-1/1").status_code == 200
    assert house.rows("select happened_at from operation where kind = 'void'") == [(ahead,)]
    assert house.is_sound()


@pytest.mark.parametrize("day", ["19901231", "1990-W01-1", "2101-01-01", "1990-02-30", "1899-12-31"])
def test_a_birth_date_is_a_plain_day(house: House, anna: str, day: str) -> None:
    for method, address in (("PATCH", f"/v1/members/card:{anna}"), ("POST", "/v1/members")):
        problem = house.call(method, address, {"birth_date": day}).json()
        assert (problem["code"], problem["field"]) == ("invalid_value", "birth_date")
