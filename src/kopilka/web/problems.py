"""Problems as a person at a page reads them: what happened, and what to do.

The catalogue of ``kopilka.problems`` speaks to whoever programs a till; amounts there are hundredths and fields have
English names. Here are the same codes for a cashier with a customer in front of them.
"""

from typing import NotRequired, TypedDict

from django.utils.translation import gettext, gettext_lazy

from kopilka.problems import Problem
from kopilka.web.language import spoken


class Shown(TypedDict):
    """A problem as the templates show it."""

    text: str
    code: NotRequired[str]
    title: NotRequired[str]
    advice: NotRequired[str]
    reference: NotRequired[str]


CHANGED = gettext_lazy("The amounts have changed meanwhile")
BUSY = gettext_lazy("The server is busy")

SENTENCES = {
    "settlement_changed": (
        CHANGED,
        gettext_lazy("Tell the customer the new amounts and press the button again."),
    ),
    "overloaded": (BUSY, gettext_lazy("Nothing is lost: press the button again in a moment.")),
    "unavailable": (
        gettext_lazy("The database does not answer"),
        gettext_lazy("Press the button again in a moment; a repeated payment is never counted twice."),
    ),
    "amount_out_of_range": (
        gettext_lazy("The amount is too large"),
        gettext_lazy("Check the quantities on the receipt."),
    ),
    "unknown_receipt": (
        gettext_lazy("There is no such receipt in this shop"),
        gettext_lazy("Compare the number with the one at the top of the receipt."),
    ),
    "nothing_left": (gettext_lazy("Everything on this receipt has already been returned."), ""),
    "already_voided": (gettext_lazy("This receipt was cancelled."), ""),
}

MEMBER_SENTENCES = {
    "unknown_member": gettext_lazy("Nobody has this card or phone. Check the number."),
    "invalid_card": gettext_lazy("A card number has 13 digits; one of these is wrong."),
    "invalid_phone": gettext_lazy("This is neither a card nor a mobile phone. Check the number."),
    "card_not_active": gettext_lazy("This card is blocked or closed. Ask for another one."),
}


def shown(problem: Problem) -> Shown:
    """Return a problem in the language of the request."""
    known = SENTENCES.get(problem.code)
    if known is None:
        return {"code": problem.code, "text": problem.text(spoken())}
    title, text = known
    return {"code": problem.code, "title": str(title), "text": str(text)}


def about_member(problem: Problem) -> str:
    """Return what is wrong with a card or a phone."""
    known = MEMBER_SENTENCES.get(problem.code)
    return problem.text(spoken()) if known is None else str(known)


def of_sentence(title: str, text: str = "") -> Shown:
    """Return a problem of the page's own."""
    return {"title": title, "text": text}


def internal(reference: str) -> Shown:
    """Return what is said when we are at fault."""
    return {
        "title": gettext("Something went wrong on our side"),
        "text": gettext(
            "The fault has been written down. Try once more; if it comes again, tell us the number."
        ),
        "reference": reference,
    }
