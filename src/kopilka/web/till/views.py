"""The pages of the till: a quote at every press, payment, the receipt, the return.

Each answers with the whole page, or with its part when htmx asks; a problem is shown in the same part.
"""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kopilka.catalogue.queries import search_goods
from kopilka.checkout.reading import ReceiptFound
from kopilka.engine.messages import PaymentMeans
from kopilka.web import errors
from kopilka.web.access import Workplace, at_work, is_partial
from kopilka.web.problems import of_sentence
from kopilka.web.till import returning as steps
from kopilka.web.till.basket import MOST_LETTERS, Basket, read_basket, read_press
from kopilka.web.till.counter import counter_context, goods_shown
from kopilka.web.till.numbers import new_receipt_number
from kopilka.web.till.pressing import MOST_FOUND, SHOWN, press_button
from kopilka.web.till.receipts import find_receipt, paid_context, take_payment
from kopilka.web.typed import plain

MEANS: dict[str, PaymentMeans] = {"pay:card": "card", "pay:cash": "cash"}


@require_safe
@at_work
def till(request: HttpRequest, place: Workplace) -> HttpResponse:
    """Show an empty counter with a number of its own."""
    return counter(request, place, Basket(number=draw_number(place)))


@at_work
def quote(request: HttpRequest, place: Workplace) -> HttpResponse:
    """Do what was pressed and show what the basket comes to."""
    if request.method != "POST":
        return redirect("till")
    basket = read_basket(request.POST, partial(draw_number, place))
    press_button(place, basket, read_press(request.POST))
    return counter(request, place, basket)


@at_work
def pay(request: HttpRequest, place: Workplace) -> HttpResponse:
    """Take the payment for what was shown; a repeated press shows the same receipt."""
    if request.method != "POST":
        return redirect("till")
    basket = read_basket(request.POST, partial(draw_number, place))
    means = MEANS.get(request.POST.get("do", ""))
    found = take_payment(place, basket, means) if means else None
    if found is None:
        return counter(request, place, basket)
    address = reverse("till-receipt", kwargs={"shop": place.shop.code, "number": basket.number})
    if not is_partial(request):
        return redirect(f"{address}?paid")
    answer = render(request, "till/_paid.html", paid_context(place, found, basket.number, just_paid=True))
    answer["HX-Replace-Url"] = address
    return answer


@require_safe
@at_work
def goods(request: HttpRequest, place: Workplace) -> HttpResponse:
    """Show what is found while somebody types."""
    text = plain(request.GET.get("q", "")).strip()[:MOST_LETTERS]
    found = search_goods(place.shop.program, text, MOST_FOUND) if text else []
    more = max(len(found) - SHOWN, 0)
    shown = goods_shown(place, found[:SHOWN])
    return render(request, "till/_goods.html", {"goods": shown, "query": text, "more": more})


@require_safe
@at_work
def receipt(request: HttpRequest, place: Workplace, shop: str, number: str) -> HttpResponse:
    """Show a receipt of this shop."""
    found = find_receipt(place, number) if shop == place.shop.code else None
    if found is None:
        title = gettext("There is no such receipt in this shop")
        return errors.error(
            request, of_sentence(title, gettext("Compare the number with the printed one.")), 404
        )
    just_paid = "paid" in request.GET
    return render(request, "till/receipt.html", paid_context(place, found, number, just_paid=just_paid))


@at_work
def give_back(request: HttpRequest, place: Workplace) -> HttpResponse:
    """Find a receipt, choose what comes back, see what that moves, and confirm."""
    returning = steps.read_returning(request.POST if request.method == "POST" else request.GET)
    found = steps.find_to_return(place, returning) if returning.number else None
    extra: dict[str, Any] = {}
    if found is not None and request.method == "POST":
        extra = take_step(place, returning, found, request.POST.get("do", ""))
    context = {**steps.returning_context(place, returning, found), **extra}
    return render(request, "till/_return.html" if is_partial(request) else "till/return.html", context)


def take_step(place: Workplace, returning: steps.Returning, found: ReceiptFound, do: str) -> dict[str, Any]:
    """Do what was pressed on the return page; what could not be confirmed is shown anew."""
    if do == "confirm":
        done = steps.confirm(place, returning, found)
        if done is not None:
            return {"done": done}
    if do == "all":
        steps.choose_everything(returning, found)
    return {"preview": steps.preview(place, returning, found)}


def counter(request: HttpRequest, place: Workplace, basket: Basket) -> HttpResponse:
    """Answer with the counter."""
    template = "till/_counter.html" if is_partial(request) else "till/till.html"
    return render(request, template, counter_context(place, basket))


def draw_number(place: Workplace) -> str:
    """Return a number for a new receipt."""
    return new_receipt_number(place.cashier.pk, place.checkout.now())
