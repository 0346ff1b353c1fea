"""The counter: a basket with its amounts, settled by the same checkout as any till's, for the templates to show."""

from typing import Any

from django.utils.translation import gettext

from kopilka.catalogue.models import Goods
from kopilka.checkout.reading import identified
from kopilka.engine.answers import receipt_answer
from kopilka.engine.messages import Line, Payment, PaymentMeans, Receipt
from kopilka.money import QUANTITY_UNIT
from kopilka.problems import Problem
from kopilka.web.access import Workplace
from kopilka.web.member.standing import member_at_till
from kopilka.web.problems import about_member, shown
from kopilka.web.till.basket import Basket, Entry, written
from kopilka.web.till.reasons import explained

Context = dict[str, Any]


def counter_context(place: Workplace, basket: Basket) -> Context:
    """Settle the basket and return all that the counter's template asks for."""
    stocked = goods_of(place, basket)
    quote = quote_basket(place, basket, stocked)
    member = member_shown(place, basket)
    if quote and member:
        say_why_nothing_is_spent(quote, member)
    return {
        "section": "till",
        "shop": place.shop,
        "number": basket.number,
        "lines": lines_shown(place, basket, stocked, quote),
        "quote": quote,
        "member": member,
        "spend": basket.spend,
        "problem": basket.problem,
        "notices": basket.notices,
        "member_entry": basket.member_entry,
        "member_problem": basket.member_problem,
        "spend_entry": basket.spend_entry,
        "spend_problem": basket.spend_problem,
        "goods": goods_shown(place, basket.goods),
        "query": basket.query,
        "more": basket.more,
    }


def goods_of(place: Workplace, basket: Basket) -> dict[str, Goods]:
    """Return the goods of the basket by article; what is not sold any more leaves the basket."""
    articles = {entry.article for entry in basket.entries}
    found = Goods.objects.filter(program=place.shop.program, article__in=articles)
    stocked = {goods.article: goods for goods in found}
    basket.entries = [entry for entry in basket.entries if entry.article in stocked]
    return stocked


def quote_basket(place: Workplace, basket: Basket, stocked: dict[str, Goods]) -> Context | None:
    """Return what the basket comes to, with every reason; None for an empty one, or with the problem in the basket."""
    if not basket.entries:
        return None
    message = receipt_message(place, basket, stocked)
    try:
        settlement = place.checkout.wait_for(place.checkout.quote(place.tenant, message))
    except Problem as problem:
        if basket.member is None or not problem.field.startswith("member"):
            basket.problem = shown(problem)
            return None
        basket.member_problem = about_member(problem)
        basket.member = basket.spend = None
        return quote_basket(place, basket, stocked)
    program = place.tenant.program
    answer = receipt_answer(program, place.shop.code, basket.number, settlement, place.language)
    names = {line.line: line.name for line in message.lines}
    return explained(answer, names)


def say_why_nothing_is_spent(quote: Context, member: Context) -> None:
    """Say that the card is empty, which is no rule of the program and so no reason of the engine's."""
    if not quote["points"]["allowed"] and not member["available"]:
        text = gettext("There is nothing on the card that can be spent now.")
        quote["reasons"].append({"code": "", "about": "points", "text": text})


def receipt_message(
    place: Workplace, basket: Basket, stocked: dict[str, Goods], means: PaymentMeans | None = None
) -> Receipt:
    """Return the basket as a till of any make would send it; with ``means``, paid by the amounts that were shown."""
    settled = basket.settled if means else None
    return Receipt(
        shop=place.shop.code,
        number=basket.number,
        at=place.moment(place.checkout.now()),
        program=place.shop.program,
        till=f"page-{place.cashier.pk}",
        cashier=place.cashier.user.get_username(),
        member=identified(basket.member) if basket.member else None,
        spend=basket.spend,
        lines=tuple(
            receipt_line(number, entry, stocked[entry.article], place.language)
            for number, entry in enumerate(basket.entries, 1)
        ),
        payments=(Payment(by=means, sum=settled.to_pay),) if means and settled else None,
        settled=settled,
    )


def receipt_line(number: int, entry: Entry, goods: Goods, language: str) -> Line:
    """Return one line of the message."""
    return Line(
        line=number,
        article=goods.article,
        name=goods.name(language),
        categories=tuple(goods.categories),
        marks=tuple(goods.marks),
        quantity=written(entry),
        price=goods.price,
        sum=sum_of(entry, goods),
    )


def sum_of(entry: Entry, goods: Goods) -> int:
    """Return price × quantity in kopecks, half up."""
    return (goods.price * entry.quantity + QUANTITY_UNIT // 2) // QUANTITY_UNIT


def lines_shown(
    place: Workplace, basket: Basket, stocked: dict[str, Goods], quote: Context | None
) -> list[Context]:
    """Return the basket's lines, each with what the quote says about it."""
    settled = {line["line"]: line for line in quote["lines"]} if quote else {}
    return [
        {
            **settled.get(number, {}),
            "line": number,
            "article": entry.article,
            "name": stocked[entry.article].name(place.language),
            "quantity": written(entry),
            "price": stocked[entry.article].price,
            "sum": sum_of(entry, stocked[entry.article]),
            "fresh": entry.article == basket.fresh,
        }
        for number, entry in enumerate(basket.entries, 1)
    ]


def member_shown(place: Workplace, basket: Basket) -> Context | None:
    """Return who is buying; nobody when the card can't be read any more."""
    if basket.member is None:
        return None
    try:
        return member_at_till(place, basket.member)
    except Problem as problem:
        basket.member = None
        basket.member_problem = about_member(problem)
        return None


def goods_shown(place: Workplace, goods: list[Goods]) -> list[Context]:
    """Return what a search has found."""
    return [
        {
            "article": found.article,
            "name": found.name(place.language),
            "price": found.price,
        }
        for found in goods
    ]
