"""The machine interface: what a till sends and gets, keys, the document, health."""

from typing import Any

import msgspec
import pytest

from kopilka.api import shapes
from kopilka.api.keys import BELIEVED_SECONDS, revoke_key
from kopilka.api.routes import ROUTES
from kopilka.problems import CATALOGUE
from tests.house import House

pytestmark = pytest.mark.server


def conforms(answer: Any, shape: type) -> bool:
    """Tell whether an answer is what the document says, with no field more."""
    read: object = msgspec.convert(answer, shape)
    return bool(msgspec.to_builtins(read).keys() >= answer.keys())


def test_a_purchase_from_quote_to_return(house: House, anna: str) -> None:
    house.grant(anna, 10_000)
    basket = house.basket(anna, "1", spend="max")
    quote = house.call("POST", "/v1/quotes", basket).json()
    assert (quote["total"], quote["points"]["taken"], quote["to_pay"]) == (30_000, 10_000, 20_000)
    assert quote["lines"][0]["reasons"]
    basket["settled"] = {"discount": 0, "points": 10_000, "to_pay": 20_000}
    basket["payments"] = [{"by": "cash", "sum": 20_000}]
    first = house.call("PUT", "/v1/receipts/spb-1/1", basket)
    again = house.call("PUT", "/v1/receipts/spb-1/1", basket)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content == again.content
    kept = house.call("GET", "/v1/receipts/spb-1/1").json()
    assert [line["reasons"] for line in kept["lines"]] == [line["reasons"] for line in quote["lines"]]
    asked = {"return": "a", "at": house.at()}
    returned = house.call("POST", "/v1/receipts/spb-1/1/returns", asked)
    assert returned.status_code == 201
    assert (returned.json()["refund"], returned.json()["points_back"]) == (20_000, 10_000)
    assert house.call("POST", "/v1/receipts/spb-1/1/returns", asked).status_code == 200
    assert house.call("GET", "/v1/receipts/spb-1/1").json()["returns"] == [returned.json()]
    assert house.balance(anna)["available"] == 10_000
    assert house.is_sound()


def test_answers_are_what_the_document_says(house: House, anna: str) -> None:
    basket = house.basket(anna, "1")
    grant = {"grant": "g1", "amount": 500}
    back = {"return": "a", "at": house.at()}
    for answer, shape in (
        (house.call("POST", "/v1/quotes", basket), shapes.ReceiptAnswer),
        (house.call("PUT", "/v1/receipts/spb-1/1", basket), shapes.ReceiptAnswer),
        (house.call("PUT", "/v1/receipts/spb-1/1?reasons=words", basket), shapes.ReceiptAnswer),
        (house.call("GET", "/v1/receipts/spb-1/1"), shapes.ReceiptAnswer),
        (house.call("POST", "/v1/receipts/spb-1/1/returns", back), shapes.ReturnAnswer),
        (house.call("POST", f"/v1/members/card:{anna}/grants", grant), shapes.GrantAnswer),
        (house.call("GET", f"/v1/members/card:{anna}"), shapes.MemberAnswer),
        (house.call("GET", "/v1/receipts/spb-1/2"), shapes.ProblemAnswer),
        (house.call("GET", "/health"), shapes.Health),
    ):
        assert conforms(answer.json(), shape), answer.text


def test_a_changed_settlement_comes_with_the_problem(house: House, anna: str) -> None:
    settled = {"discount": 300, "points": 0, "to_pay": 29_700}
    answer = house.call("PUT", "/v1/receipts/spb-1/1", house.basket(anna, "1", settled=settled))
    assert (answer.status_code, answer.json()["code"]) == (409, "settlement_changed")
    assert answer.json()["settlement"]["to_pay"] == 30_000


def test_a_grant_without_a_date_is_the_same_grant_later(house: House, anna: str) -> None:
    asked = {"grant": "g1", "amount": 500, "reason": "sorry"}
    address = f"/v1/members/card:{anna}/grants"
    first = house.call("POST", address, asked)
    house.clock.moment += 3_600
    again = house.call("POST", address, asked)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert house.call("POST", address, {**asked, "amount": 501}).json()["code"] == "number_taken"


def test_the_past_of_a_member_can_be_asked(house: House, anna: str) -> None:
    house.grant(anna, 500)
    then = house.at(house.clock() - 60)
    answer = house.call("GET", f"/v1/members/card:{anna}", params={"at": then})
    assert (answer.json()["available"], answer.json()["waiting"]) == (0, 500)


def test_a_number_may_have_a_slash(house: House) -> None:
    basket = house.basket(None, "7/8")
    assert house.call("PUT", "/v1/receipts/spb-1/7%2F8", basket).status_code == 201
    assert house.call("GET", "/v1/receipts/spb-1/7%2F8").json()["number"] == "7/8"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer wrong", "Basic a2V5", "bearer kopilka_x"])
def test_without_a_key_nothing_is_said(house: House, header: str | None) -> None:
    headers = {} if header is None else {"authorization": header}
    for method, address in (("GET", "/v1/receipts/spb-1/1"), ("POST", "/v1/members"), ("POST", "/v1/quotes")):
        answer = house.wait(house.client.request(method, address, headers=headers))
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_revoked_key_works_no_longer_than_a_moment(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    key = house.new_key("spb-1")
    assert house.call("GET", "/v1/receipts/spb-1/1", key=key).status_code == 404

    async def revoke() -> bool:
        async with house.checkout.connection() as connection:
            return await revoke_key(connection, 2, house.clock())

    assert house.wait(revoke())
    later = house.application._keys
    assert later is not None
    for digest, (caller, until) in list(later._believed.items()):
        later._believed[digest] = (caller, until - BELIEVED_SECONDS)
    assert house.call("GET", "/v1/receipts/spb-1/1", key=key).status_code == 401


def test_only_the_hash_of_a_key_is_kept(house: House) -> None:
    assert house.key not in str(house.rows("select * from api_key"))


def test_an_address_or_a_method_that_is_not_there(house: House) -> None:
    assert house.call("GET", "/v1/nothing").json()["code"] == "not_found"
    answer = house.call("POST", "/v1/receipts/spb-1/1")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert set(answer.headers["allow"].split(", ")) == {"PUT", "GET", "DELETE"}


def test_the_document_names_every_call_and_only_known_problems(house: House) -> None:
    document = house.call("GET", "/openapi.json").json()
    for route in ROUTES:
        assert document["paths"][route.address][route.method.lower()]["operationId"] == route.name
        assert set(route.problems) <= set(CATALOGUE)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_of_the_interface_needs_no_other_host(house: House, language: str) -> None:
    answer = house.call("GET", "/docs", headers={"accept-language": language})
    page = answer.text
    assert f'lang="{language}"' in page
    assert "src=" not in page
    assert all(link.startswith(("/", "#")) for link in page.split('href="')[1:])
    assert all(f'id="{code}"' in page for code in CATALOGUE)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_health_and_metrics_are_open(house: House) -> None:
    assert house.wait(house.client.get("/health")).json() == {"status": "ok", "database": "ok"}
    house.call("GET", "/v1/receipts/spb-1/1")
    house.call("POST", "/v1/quotes", house.basket(None, "1"))
    assert "kopilka_orders 1.0" in house.wait(house.client.get("/metrics")).text
    assert (
        'kopilka_calls_total{call="get_receipt",status="404"} 1.0'
        in house.wait(house.client.get("/metrics")).text
    )
