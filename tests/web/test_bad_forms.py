"""Forms that no page of ours makes are answered like any others: never with a fault of ours."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kopilka.web.staff.models import Shop
from tests.web.test_till import PART, press, scan

NOBODY = (
    "garbage",
    "card:",
    "card:12",
    "phone:\0",
    "phone:1",
    "id:",
    "id:²",
    "id:\0",
    f"id:{10**30}",
    ":",
    "x:1",
)
NUL = "milk\0-1"


@pytest.mark.parametrize("who", NOBODY)
@pytest.mark.parametrize("do", ["", "pay:card"])
def test_who_cannot_be_is_nobody_and_is_said(client: Client, do: str, who: str) -> None:
    answer = press(client, scan(client, "milk-1"), do, member=who)
    assert answer.status_code == 200
    assert answer.context["member"] is None
    assert answer.context["member_problem"]
    assert answer.context["quote"]["to_pay"] == 8990


def test_a_member_found_afterwards_takes_the_blame_away(client: Client, anna: Any) -> None:
    answer = press(client, scan(client, "milk-1"), "member:find", member="garbage", member_entry=anna.card)
    assert answer.context["member_problem"] == ""
    assert answer.context["member"]["identifier"] == f"card:{anna.card}"


@pytest.mark.parametrize("fields", [{"q": NUL}, {"member_entry": "\0"}, {"spend_points": "\0"}])
def test_what_cannot_be_printed_is_not_there(client: Client, fields: dict[str, str]) -> None:
    assert press(client, scan(client, "milk-1"), "", **fields).status_code == 200


def test_an_article_is_read_without_it(client: Client) -> None:
    before = client.get(reverse("till"))
    for answer in (press(client, before, f"add:{NUL}"), press(client, before, "", article=NUL, quantity="1")):
        assert [line["article"] for line in answer.context["lines"]] == ["milk-1"]
    assert press(client, before, "add:\0").context["lines"] == []


@pytest.mark.parametrize("address", ["/till/goods?q=%00", "/till/return?number=%00", "/member?who=%00"])
def test_addresses_of_pages_are_read_without_it(client: Client, address: str) -> None:
    assert client.get(address, headers=PART).status_code == 200


@pytest.mark.parametrize("number", ["%00", "1%00", "%ED%A0%80", "%C2%85"])
def test_no_receipt_has_such_a_number(client: Client, shop: Shop, number: str) -> None:
    assert client.get(f"/till/receipts/{shop.code}/{number}").status_code == 404


@pytest.mark.parametrize("name", ["\0", "kassa\0", "\ud800"])
def test_nobody_signs_in_under_such_a_name(shop: Shop, name: str) -> None:
    fields = f"username={name}&password=1".encode("utf-8", "surrogatepass")
    answer = Client().post(reverse("login"), fields, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["/", "/till/", "/till/goods?q=milk", "/member?who=1"])
def test_a_page_that_is_read_answers_a_question_for_its_head(client: Client, address: str) -> None:
    assert client.head(address).status_code == client.get(address).status_code < 400
