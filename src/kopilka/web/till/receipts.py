"""Receipts that are written: looked up, taken, and laid out for the templates with what followed them."""

from typing import Any

from django.utils.translation import gettext

from kopilka.checkout.reading import ReceiptFound
from kopilka.engine.answers import give_back_answer, receipt_answer
from kopilka.engine.messages import PaymentMeans, Who
from kopilka.money import write_quantity
from kopilka.problems import Problem
from kopilka.web.access import Workplace
from kopilka.web.member.standing import state_at_till
from kopilka.web.problems import of_sentence, shown
from kopilka.web.till.basket import Basket, written
from kopilka.web.till.counter import goods_of, receipt_message
from kopilka.web.till.reasons import explained

Context = dict[str, Any]


def find_receipt(place: Workplace, number: str) -> ReceiptFound | None:
    """Return a receipt of this shop, None when there is none."""
    if not number.isprintable():
        return None
    try:
        return place.checkout.wait_for(place.checkout.receipt(place.tenant, place.shop.code, number))
    except Problem as problem:
        if problem.code == "unknown_receipt":
            return None
        raise


def take_payment(place: Workplace, basket: Basket, means: PaymentMeans) -> ReceiptFound | None:
    """Commit the basket as it was shown, once however often it is pressed; None with the problem in the basket."""
    stocked = goods_of(place, basket)
    if not basket.entries or basket.settled is None or basket.member_problem:
        return None
    paid = find_receipt(place, basket.number)
    if paid is None:
        try:
            message = receipt_message(place, basket, stocked, means)
            place.checkout.wait_for(place.checkout.commit(place.tenant, message))
        except Problem as problem:
            if problem.code != "number_taken":
                basket.problem = shown(problem)
                return None
        paid = find_receipt(place, basket.number)
    if paid is None or not is_same(basket, paid):
        basket.problem = of_sentence(
            gettext("This receipt has been paid already, with other goods"),
            gettext("It stands under the number %(number)s. Clear the receipt to begin another one.")
            % {"number": basket.number},
        )
        return None
    return paid


def is_same(basket: Basket, paid: ReceiptFound) -> bool:
    """Tell whether what is pressed again is what was paid."""
    bought = [(line.article, line.quantity) for line in paid.body.lines]
    pressed = [(entry.article, written(entry)) for entry in basket.entries]
    return (
        bought == pressed and basket.settled is not None and basket.settled.to_pay == paid.settlement.to_pay
    )


def paid_context(place: Workplace, found: ReceiptFound, number: str, *, just_paid: bool) -> Context:
    """Return all that the template of a paid receipt asks for."""
    return {
        "section": "till",
        "shop": place.shop,
        "receipt": receipt_shown(place, found, number),
        "member": buyer(place, found),
        "just_paid": just_paid,
        "paid": True,
    }


def buyer(place: Workplace, found: ReceiptFound) -> Context | None:
    """Return the member of a receipt as he stands now."""
    if found.member is None:
        return None
    who = Who(id=str(found.member))
    state = place.checkout.wait_for(place.checkout.member(place.tenant, who))
    return state_at_till(place, state, who.key())


def receipt_shown(place: Workplace, found: ReceiptFound, number: str) -> Context:
    """Return a receipt with its goods, its payments and what came back of it."""
    names = {line.line: line.name or line.article for line in found.body.lines}
    program = place.tenant.program
    settled = receipt_answer(program, place.shop.code, number, found.settlement, place.language)
    answer = explained(settled, names)
    lines = [
        {
            **line,
            "article": bought.article,
            "name": bought.name,
            "quantity": bought.quantity,
            "price": bought.price,
            "returned": write_quantity(back) if back else None,
        }
        for line, bought, back in zip(
            answer["lines"], found.body.lines, found.returned.quantities, strict=True
        )
    ]
    return {
        **answer,
        "at": place.moment(found.settlement.at),
        "lines": lines,
        "payments": [
            {"by": payment.by, "sum": payment.sum, "label": payment_label(payment.by)}
            for payment in found.body.payments or ()
        ],
        "returns": [
            {"at": place.moment(followed.moved.at), "refund": followed.moved.refund}
            for followed in found.followed
        ],
    }


def payment_label(means: PaymentMeans) -> str:
    """Return what a means of payment is called on a receipt."""
    labels = {
        "bank": gettext("By bank transfer"),
        "certificate": gettext("By certificate"),
        "payment_card": gettext("By payment card"),
        "partner_points": gettext("By a partner’s points"),
    }
    return labels.get(means, means)


def moved_shown(place: Workplace, number: str, return_id: str, found: ReceiptFound) -> Context | None:
    """Return what a return moved, by its id; None when it is not written."""
    for followed in found.followed:
        if followed.part == return_id:
            return give_back_answer(followed.kind, place.shop.code, number, return_id, followed.moved)
    return None
