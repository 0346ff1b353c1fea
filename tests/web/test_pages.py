"""Who may open what, in which language, and what every page says of itself to a browser."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from kopilka.web.staff.models import Cashier, Shop
from kopilka.web.staff.verbs import employ_cashier, offer_sample, open_shop
from tests.web.forms import text_of
from tests.web.shop import Anna
from tests.web.test_till import PART, scan

ROOMS = ("home", "till", "till-return", "member")


@pytest.mark.parametrize("name", ROOMS)
def test_nobody_comes_in_without_signing_in(cashier: Cashier, name: str) -> None:
    stranger = Client()
    answer = stranger.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("login"))
    part = stranger.get(reverse(name), headers=PART)
    assert (part.status_code, part["HX-Redirect"]) == (401, reverse("login"))


def test_signing_in_leads_back_to_the_page(cashier: Cashier) -> None:
    stranger = Client()
    address = f"{reverse('login')}?next={reverse('till')}"
    posted = {"username": "kassa", "password": "Lenina-5-kassa", "next": reverse("till")}
    assert stranger.post(address, posted)["Location"] == reverse("till")
    wrong = Client(HTTP_ACCEPT_LANGUAGE="ru").post(address, {**posted, "password": "no"})
    assert "Имя и пароль не подходят друг к другу" in text_of(wrong)


def test_a_demonstration_says_how_to_sign_in_and_whom_to_look_at(
    client: Client, shop: Shop, anna: Anna
) -> None:
    employ_cashier(shop, "demo", "demo", is_demonstration=True)
    offer_sample(shop, anna.card, ru="баллы скоро сгорят", en="points lapse soon")
    assert Client().get(reverse("login")).context["demo"] == {
        "demo": [{"username": "demo", "shop": shop.name}]
    }
    [sample] = client.get(reverse("home")).context["samples"]
    assert client.get(sample["url"]).context["card"]["number"] == anna.card


def test_somebody_of_no_shop_is_told_so(cashier: Cashier, django_user_model: type) -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="ru")
    client.force_login(django_user_model.objects.create_user("nobody"))  # type: ignore[attr-defined]
    answer = client.get(reverse("till"))
    assert answer.status_code == 403
    assert "сотрудников" in text_of(answer)


def test_the_language_is_switched_and_kept(client: Client) -> None:
    client.post(reverse("set_language"), {"language": "en", "next": reverse("till")})
    answer = scan(client, "milk-1")
    assert "Milk 2.5%" in text_of(answer)
    assert "89.90" in text_of(answer)
    assert answer.context["quote"]["reasons"][0]["text"].startswith("No card")


def test_the_programs_name_and_colour_are_on_the_page(client: Client) -> None:
    answer = client.get(reverse("home"))
    assert answer.context["program"]["name"] == "Карта «Лавка»"
    sheet = client.get(answer.context["program"]["brand_url"])
    assert sheet["Content-Type"].startswith("text/css")
    assert b"--brand: #2f6b3c" in sheet.content
    assert client.get(reverse("brand", args=["nocolour"])).status_code == 404


def test_the_policy_allows_nothing_inline(client: Client) -> None:
    policy = client.get(reverse("till"))["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert b"style=" not in scan(client, "milk-1").content


def test_two_programs_leave_the_sign_in_page_to_nobody(cashier: Cashier) -> None:
    assert "program" in Client().get(reverse("login")).context
    open_shop("maxidom", "spb-1", "Максидом")
    assert "program" not in Client().get(reverse("login")).context


def test_a_part_that_fails_is_a_part_with_a_number_for_support(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kopilka.web.till.views.press_button", fail)
    client.raise_request_exception = False
    answer = client.post(reverse("till-quote"), {"do": "scan"}, headers=PART)
    assert (answer.status_code, answer["HX-Retarget"]) == (500, "#problem")
    assert b"<!doctype" not in answer.content
    assert "Номер для поддержки" in text_of(answer)


def test_an_address_without_a_page_says_so(client: Client) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "нет страницы" in text_of(answer)


def test_a_form_from_before_is_refused_kindly(cashier: Cashier) -> None:
    client = Client(enforce_csrf_checks=True, HTTP_ACCEPT_LANGUAGE="ru")
    client.force_login(cashier.user)
    answer = client.post(reverse("till-quote"), {"do": "scan"}, headers=PART)
    assert answer.status_code == 403
    assert "Откройте её снова" in text_of(answer)


def test_the_page_of_a_fault_needs_nothing_that_may_be_broken(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr("kopilka.web.access.workplace_of", fail)
    monkeypatch.setattr("kopilka.web.context.program_of", fail)
    client.raise_request_exception = False
    answer = client.get(reverse("till"))
    assert answer.status_code == 500
    assert "Номер для поддержки" in text_of(answer)


def test_nothing_of_a_customer_stays_in_the_browser(client: Client) -> None:
    assert client.get(reverse("till"))["Cache-Control"] == "private, no-store"
