"""A return by receipt: which lines and how much, what it would move, and the return itself.

The amounts of a preview come from the engine's own verb over the receipt as it stands, without writing anything.
"""

import re
from typing import Any

import msgspec
from django.http import QueryDict
from django.utils.translation import gettext

from kopilka.checkout.orders import return_order
from kopilka.checkout.reading import ReceiptFound
from kopilka.engine.answers import give_back_answer
from kopilka.engine.messages import Return, ReturnLine
from kopilka.engine.settlements import GiveBack
from kopilka.ledger.batch import read_batch
from kopilka.money import write_quantity
from kopilka.problems import Problem
from kopilka.web.access import Workplace
from kopilka.web.problems import Shown, of_sentence, shown
from kopilka.web.till.basket import read_count
from kopilka.web.till.numbers import as_printed, is_return_id, new_return_id
from kopilka.web.till.receipts import find_receipt, moved_shown, receipt_shown
from kopilka.web.typed import plain

Context = dict[str, Any]
AMOUNT = re.compile(r"[0-9]{1,12}")


class Returning(msgspec.Struct, kw_only=True):
    """What the return page carries."""

    number: str
    return_id: str
    chosen: dict[int, int] = {}
    """Thousandths by line."""
    entries: dict[int, str] = {}
    """What was typed, by line."""
    faults: dict[int, str] = {}
    settled_refund: int | None = None
    problem: Shown | None = None


def read_returning(data: QueryDict) -> Returning:
    """Read the page's form, or only the number with which it begins."""
    return_id = data.get("return", "")
    refund = data.get("settled-refund", "")
    returning = Returning(
        number=as_printed(plain(data.get("number", ""))),
        return_id=return_id if is_return_id(return_id) else new_return_id(),
        settled_refund=int(refund) if AMOUNT.fullmatch(refund) else None,
    )
    for line, text in zip(data.getlist("line"), data.getlist("back"), strict=False):
        if AMOUNT.fullmatch(line):
            read_line(returning, int(line), text)
    return returning


def read_line(returning: Returning, line: int, text: str) -> None:
    """Read how much of a line comes back."""
    quantity = read_count(text)
    if quantity is None:
        returning.faults[line] = gettext("Write a number, such as 1 or 0.5.")
        returning.entries[line] = text[:20]
    elif quantity:
        returning.chosen[line] = quantity


def find_to_return(place: Workplace, returning: Returning) -> ReceiptFound | None:
    """Return the receipt; None with the problem on the page."""
    found = find_receipt(place, returning.number)
    if found is None:
        returning.problem = shown(Problem("unknown_receipt", value=returning.number))
    return found


def choose_everything(returning: Returning, found: ReceiptFound) -> None:
    """Choose all that is left."""
    returning.faults.clear()
    returning.entries.clear()
    returning.chosen = {line: left for line, left in left_of(found).items() if left}


def left_of(found: ReceiptFound) -> dict[int, int]:
    """Return thousandths that can still come back, by line."""
    settlement = found.settlement
    if found.returned.voided:
        return dict.fromkeys(settlement.lines, 0)
    quantities = zip(settlement.quantities, found.returned.quantities, strict=True)
    return dict(zip(settlement.lines, (bought - back for bought, back in quantities), strict=True))


def preview(place: Workplace, returning: Returning, found: ReceiptFound) -> Context | None:
    """Return what the return would move; None with the problem on the page or beside the line."""
    check_quantities(returning, found)
    if returning.faults:
        return None
    if not returning.chosen:
        returning.problem = of_sentence(
            gettext("Nothing is chosen yet"), gettext("Write how much of which goods comes back.")
        )
        return None
    try:
        moved = place.checkout.wait_for(would_move(place, return_message(place, returning)))
    except Problem as problem:
        returning.problem = shown(problem)
        return None
    return give_back_answer("return", place.shop.code, returning.number, returning.return_id, moved)


def check_quantities(returning: Returning, found: ReceiptFound) -> None:
    """Say beside the line when more is chosen than is left."""
    left = left_of(found)
    for line, quantity in returning.chosen.items():
        if quantity > left.get(line, 0):
            rest = write_quantity(left.get(line, 0))
            returning.faults[line] = gettext("Only %(left)s is left to return.") % {"left": rest}


async def would_move(place: Workplace, message: Return) -> GiveBack:
    """Settle a return and write nothing. Raises Problem."""
    order = return_order(place.tenant, message)
    async with place.checkout.connection() as connection:
        [known] = await read_batch(connection, [order.question])
    settled = order.settle(known, 0, lambda: 0)
    assert isinstance(settled.answer, GiveBack)  # noqa: S101 - what a return's order gives
    return settled.answer


def confirm(place: Workplace, returning: Returning, found: ReceiptFound) -> Context | None:
    """Give back, once however often it is pressed; None when the amounts are not the ones that were shown."""
    done = moved_shown(place, returning.number, returning.return_id, found)
    if done is not None:
        return done
    foreseen = preview(place, returning, found)
    if foreseen is None:
        return None
    if foreseen["refund"] != returning.settled_refund:
        returning.problem = of_sentence(
            gettext("The amounts have changed meanwhile"),
            gettext("Tell the customer the new amounts and press the button again."),
        )
        return None
    try:
        message = return_message(place, returning)
        place.checkout.wait_for(place.checkout.give_back(place.tenant, message))
    except Problem as problem:
        if problem.code != "number_taken":
            returning.problem = shown(problem)
            return None
    written = find_receipt(place, returning.number)
    return moved_shown(place, returning.number, returning.return_id, written) if written else None


def return_message(place: Workplace, returning: Returning) -> Return:
    """Return the message as a till of any make would send it."""
    return Return(
        shop=place.shop.code,
        number=returning.number,
        return_=returning.return_id,
        at=place.moment(place.checkout.now()),
        program=place.shop.program,
        lines=tuple(
            ReturnLine(line=line, quantity=write_quantity(quantity))
            for line, quantity in returning.chosen.items()
        ),
    )


def returning_context(place: Workplace, returning: Returning, found: ReceiptFound | None) -> Context:
    """Return what every step of the return page shows."""
    return {
        "section": "return",
        "shop": place.shop,
        "number": returning.number,
        "return_id": returning.return_id,
        "problem": returning.problem,
        "receipt": receipt_to_return(place, returning, found) if found else None,
    }


def receipt_to_return(place: Workplace, returning: Returning, found: ReceiptFound) -> Context:
    """Return the receipt with what is left and chosen of each line."""
    receipt = receipt_shown(place, found, returning.number)
    left = left_of(found)
    lines = [
        {
            **line,
            "left": write_quantity(left[line["line"]]),
            "chosen": returning.entries.get(
                line["line"], write_quantity(returning.chosen.get(line["line"], 0))
            ),
            "problem": returning.faults.get(line["line"], ""),
        }
        for line in receipt["lines"]
    ]
    return {**receipt, "lines": lines, "left": any(left.values())}
