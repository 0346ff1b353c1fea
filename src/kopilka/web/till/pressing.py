"""What a button of the till page does to the basket: goods, the member, the points to spend.

A press changes the basket and says in it what could not be done; the amounts are asked for afterwards.
"""

from django.utils.translation import gettext

from kopilka.catalogue.models import Goods
from kopilka.catalogue.queries import goods_by_code, search_goods
from kopilka.money import MOST, QUANTITY_UNIT, read_scaled
from kopilka.problems import Problem
from kopilka.web.access import Workplace
from kopilka.web.member.finding import find_member, is_like_member
from kopilka.web.problems import about_member
from kopilka.web.till.basket import Basket, Press, add, remove, step
from kopilka.web.till.numbers import new_receipt_number

MOST_CODES = 50
MOST_FOUND = 50
SHOWN = 8


def press_button(place: Workplace, basket: Basket, press: Press) -> None:
    """Do what the button says; Enter in a field does what the button beside the field says."""
    verb, _, argument = press.do.partition(":")
    match verb:
        case "add":
            add_article(place, basket, argument)
        case "less":
            step(basket, argument, -QUANTITY_UNIT)
        case "more":
            step(basket, argument, QUANTITY_UNIT)
        case "remove":
            remove(basket, argument)
        case "clear":
            clear(place, basket)
        case "member":
            change_member(place, basket, argument, press.member_entry)
        case "spend":
            change_spending(basket, argument, press.spend_points)
        case _:
            enter(place, basket, press)


def enter(place: Workplace, basket: Basket, press: Press) -> None:
    """Take what was scanned or typed, in whichever field."""
    if press.q:
        scan(place, basket, press.q)
        basket.member_entry = press.member_entry
    elif press.member_entry:
        change_member(place, basket, "find", press.member_entry)
    elif press.spend_points and not basket.spend:
        change_spending(basket, "some", press.spend_points)


def add_article(place: Workplace, basket: Basket, article: str) -> None:
    """Add goods that a search had shown."""
    goods = goods_by_code(place.shop.program, article)
    if goods is None:
        basket.notices.append(not_found(article))
    else:
        add(basket, goods.article)


def clear(place: Workplace, basket: Basket) -> None:
    """Begin another receipt."""
    basket.number = new_receipt_number(place.cashier.pk, place.checkout.now())
    basket.entries.clear()
    basket.member = basket.spend = basket.settled = None
    basket.member_problem = ""


def scan(place: Workplace, basket: Basket, text: str) -> None:
    """Take one or several codes of goods, a card, a telephone, or words of a name."""
    codes = text.split()[:MOST_CODES]
    found = {code: goods_by_code(place.shop.program, code) for code in codes}
    if all(found.values()) or (any(found.values()) and any(code.isdigit() for code in codes)):
        scan_codes(place, basket, codes, found)
    elif is_like_member(text):
        change_member(place, basket, "find", text)
    elif all(is_like_member(code) for code in codes):
        scan_codes(place, basket, codes, found)
    else:
        search(place, basket, text)


def scan_codes(place: Workplace, basket: Basket, codes: list[str], found: dict[str, Goods | None]) -> None:
    """Take codes one by one, and say which of them are unknown."""
    for code in codes:
        goods = found[code]
        if goods is not None:
            add(basket, goods.article)
        elif is_like_member(code):
            change_member(place, basket, "find", code)
        else:
            basket.notices.append(not_found(code))


def search(place: Workplace, basket: Basket, text: str) -> None:
    """Look for goods by words; one alone is what was meant."""
    goods = search_goods(place.shop.program, text, MOST_FOUND)
    if len(goods) == 1:
        add(basket, goods[0].article)
    elif goods:
        basket.query, basket.goods, basket.more = text, goods[:SHOWN], max(len(goods) - SHOWN, 0)
    else:
        basket.notices.append(not_found(text))


def not_found(text: str) -> str:
    """Say that there are no such goods."""
    return gettext("Nothing is found by “%(text)s”. Check the code, or type a part of the name.") % {
        "text": text[:40]
    }


def change_member(place: Workplace, basket: Basket, verb: str, entry: str) -> None:
    """Show a card, or put it away."""
    basket.spend = None
    basket.member_problem = ""
    if verb == "forget":
        basket.member = None
        return
    try:
        basket.member = find_member(place, entry)
    except Problem as problem:
        basket.member = None
        basket.member_entry = entry
        basket.member_problem = about_member(problem)


def change_spending(basket: Basket, verb: str, entry: str) -> None:
    """Spend all that is allowed, so many points, or none."""
    if verb == "max":
        basket.spend = "max"
    elif verb == "none":
        basket.spend = 0
    elif verb == "some":
        read_points(basket, entry)


def read_points(basket: Basket, entry: str) -> None:
    """Read how many points were typed."""
    try:
        points = read_scaled(entry, 100)
    except ValueError:
        points = -1
    if 0 <= points <= MOST:
        basket.spend = points
    else:
        basket.spend_entry = entry
        basket.spend_problem = gettext("Write a number of points, such as 150.")
