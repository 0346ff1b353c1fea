"""The till page sells: goods by code and by words, a member, points, payment, the same receipt on a repeat."""

from typing import Any

from django.test import Client
from django.urls import reverse

from kopilka.checkout.service import Checkout
from kopilka.engine.messages import Who
from kopilka.web.staff.models import Shop
from tests.web.forms import form_of, text_of
from tests.web.shop import Anna, Clock

PART = {"HX-Request": "true"}


def press(client: Client, before: Any, do: str, **fields: str) -> Any:
    """Press a button of the till page, with something typed."""
    posted: dict[str, Any] = {**form_of(before), "do": do}
    posted |= {name.replace("_", "-"): text for name, text in fields.items()}
    name = "till-pay" if do.startswith("pay:") else "till-quote"
    return client.post(reverse(name), posted, headers=PART)


def scan(client: Client, *codes: str, who: str = "") -> Any:
    """Open the till and scan."""
    answer = client.get(reverse("till"))
    for code in filter(None, (*codes, who)):
        answer = press(client, answer, "scan", q=code)
    return answer


def test_a_code_adds_goods_and_shows_what_they_cost(client: Client) -> None:
    answer = scan(client, "2900000000018")
    quote = answer.context["quote"]
    assert (quote["total"], quote["to_pay"]) == (8990, 8990)
    assert "Молоко 2,5 %" in text_of(answer)


def test_the_same_code_twice_is_one_line_of_two(client: Client) -> None:
    lines = scan(client, "2900000000018", "milk-1").context["lines"]
    assert [(line["article"], line["quantity"]) for line in lines] == [("milk-1", "2")]


def test_several_codes_come_in_order(client: Client) -> None:
    answer = scan(client, "2900000000018 nothing-1 2900000000032")
    assert [line["article"] for line in answer.context["lines"]] == ["milk-1", "bread-1"]
    assert "nothing-1" in answer.context["notices"][0]


def test_words_of_one_name_add_it_and_of_several_offer_them(client: Client) -> None:
    assert [line["article"] for line in scan(client, "ржаной").context["lines"]] == ["bread-1"]
    answer = scan(client, "молоко")
    assert answer.context["lines"] == []
    assert [goods["article"] for goods in answer.context["goods"]] == ["milk-1", "milk-2"]
    answer = press(client, answer, "add:milk-2")
    assert [line["article"] for line in answer.context["lines"]] == ["milk-2"]


def test_what_is_not_found_is_said(client: Client) -> None:
    answer = scan(client, "ананас")
    assert "ананас" in answer.context["notices"][0]


def test_quantities_take_a_comma_and_refuse_words(client: Client) -> None:
    answer = press(client, scan(client, "cheese-1"), "", quantity="0,350")
    assert answer.context["quote"]["to_pay"] == 45150
    answer = press(client, answer, "", quantity="много")
    assert answer.context["lines"][0]["quantity"] == "1"
    assert "много" in answer.context["notices"][0]


def test_lines_are_counted_up_and_down_and_removed(client: Client) -> None:
    answer = press(client, scan(client, "milk-1 bread-1"), "more:2")
    assert [line["quantity"] for line in answer.context["lines"]] == ["1", "2"]
    answer = press(client, press(client, answer, "less:1"), "remove:1")
    assert answer.context["lines"] == []


def test_a_member_by_card_or_phone_earns_and_sees_why(client: Client, anna: Anna) -> None:
    for entry in (anna.card, anna.phone, anna.phone.replace("+7", "8 (", 1).replace("900", "900) ", 1)):
        answer = scan(client, "cheese-1", who=entry)
        assert answer.context["member"]["available"] == 10_000
        assert answer.context["quote"]["earned"] == 1200
        reasons = answer.context["quote"]["lines"][0]["reasons"]
        assert [reason["code"] for reason in reasons] == ["earned-percent"]


def test_who_is_not_known_is_said_beside_the_field(client: Client, anna: Anna) -> None:
    answer = press(client, scan(client, "milk-1"), "member:find", member_entry="+7 900 999-99-99")
    assert answer.context["member"] is None
    assert answer.context["member_problem"]
    answer = press(client, scan(client, "milk-1"), "member:find", member_entry="2000000000016")
    assert "13" in answer.context["member_problem"]


def test_points_pay_half_and_the_rest_is_paid_by_card(
    client: Client, rich_anna: Anna, checkout: Checkout
) -> None:
    answer = press(client, scan(client, "cheese-1", who=rich_anna.card), "spend:max")
    assert answer.context["quote"]["points"] == {
        "asked": None,
        "allowed": 64_500,
        "taken": 64_500,
        "worth": 64_500,
    }
    paid = press(client, answer, "pay:card")
    assert paid["HX-Replace-Url"].endswith(answer.context["number"])
    assert paid.context["receipt"]["payments"] == [{"by": "card", "sum": 64_500, "label": "card"}]
    assert paid.context["member"]["available"] == 10_000 + 100_000 - 64_500
    state = checkout.wait_for(checkout.member(checkout.tenant("lavka"), Who(card=rich_anna.card)))
    assert sum(lot.left for lot in state.lots) == 10_000 + 100_000 - 64_500 + 600


def test_a_number_of_points_may_be_typed(client: Client, rich_anna: Anna) -> None:
    answer = press(client, scan(client, "cheese-1", who=rich_anna.card), "spend:some", spend_points="150")
    assert answer.context["quote"]["points"]["taken"] == 15_000
    answer = press(client, answer, "spend:some", spend_points="сто")
    assert answer.context["spend_problem"]
    assert press(client, answer, "spend:none").context["quote"]["points"]["taken"] == 0


def test_a_repeated_payment_is_the_same_receipt(
    client: Client, anna: Anna, clock: Clock, checkout: Checkout
) -> None:
    answer = scan(client, "cheese-1", who=anna.card)
    first = press(client, answer, "pay:cash")
    clock.moment += 5
    second = press(client, answer, "pay:cash")
    assert second.context["receipt"]["at"] == first.context["receipt"]["at"]
    happened = checkout.wait_for(checkout.history(checkout.tenant("lavka"), anna.id, 10))
    assert [one.kind for one in happened] == ["receipt", "change"]


def test_a_paid_number_takes_no_other_goods(client: Client) -> None:
    answer = scan(client, "cheese-1")
    press(client, answer, "pay:cash")
    other = press(client, press(client, answer, "add:milk-1"), "pay:cash")
    assert other.context["problem"]["title"]
    assert answer.context["number"] in other.context["problem"]["text"]
    assert press(client, other, "clear").context["number"] != answer.context["number"]


def test_amounts_that_changed_are_shown_before_they_are_paid(client: Client, rich_anna: Anna) -> None:
    answer = press(client, scan(client, "cheese-1", who=rich_anna.card), "spend:max")
    elsewhere = press(client, scan(client, "cheese-1", who=rich_anna.card), "spend:max")
    press(client, elsewhere, "pay:card")
    again = press(client, answer, "pay:card")
    assert again.context["problem"]["title"]
    assert again.context["quote"]["points"]["taken"] == 10_000 + 100_000 - 64_500
    paid = press(client, again, "pay:card")
    assert paid.context["receipt"]["points"]["taken"] == 45_500


def test_the_receipt_can_be_opened_again_in_its_shop_only(client: Client, shop: Shop) -> None:
    number = press(client, scan(client, "milk-1"), "pay:cash").context["receipt"]["number"]
    address = reverse("till-receipt", kwargs={"shop": shop.code, "number": number})
    assert "89,90" in text_of(client.get(address))
    assert client.get(address.replace(shop.code, "elsewhere")).status_code == 404


def test_without_htmx_the_whole_page_comes(client: Client) -> None:
    answer = client.post(reverse("till-quote"), {**form_of(client.get(reverse("till"))), "q": "milk-1"})
    assert "<!doctype html>" in answer.content.decode()
    paid = client.post(reverse("till-pay"), {**form_of(answer), "do": "pay:cash"}, follow=True)
    assert paid.context["just_paid"]


def test_an_empty_card_and_goods_that_earn_nothing_say_why(client: Client, anna: Anna, clock: Clock) -> None:
    clock.moment += 100 * 86_400
    answer = scan(client, "wine-1", who=anna.card)
    assert "На карте нет" in text_of(answer)
    assert [reason["code"] for reason in answer.context["quote"]["lines"][0]["reasons"]] == [
        "goods-do-not-earn"
    ]
    empty = scan(client, "milk-1")
    [line] = empty.context["quote"]["lines"]
    assert [reason["code"] for reason in line["reasons"]] == ["no-member"]
