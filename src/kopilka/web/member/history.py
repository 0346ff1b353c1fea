"""A member's history: what happened, what it moved on the points, and why, in the words of the time's own rules."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
from django.utils.translation import gettext

from kopilka.checkout.kept import KeptGrant, read_kept_receipt
from kopilka.checkout.orders import read_give_back, read_given, read_settlement
from kopilka.checkout.reading import LATEST_VERSION, Happened
from kopilka.engine.answers import receipt_answer
from kopilka.engine.core.shapes import NEVER
from kopilka.engine.settlements import GiveBack
from kopilka.engine.state import MemberState
from kopilka.ledger.queries import statement
from kopilka.programs.model import Words
from kopilka.web.access import Workplace
from kopilka.web.staff.models import Shop
from kopilka.wording import write_points, write_when

Context = dict[str, Any]
PAGE = 20
LAPSE_KINDS = frozenset({"lapsed", "unlapsed"})
FIRST_VERSION = 1

_read_grant = msgspec.json.Decoder(KeptGrant).decode


class Moved(NamedTuple):
    """Hundredths of a point that an operation moved, of one kind; a lapse has the moment of its lot."""

    operation: int
    kind: str
    amount: int
    lapses_at: int | None


class Page(NamedTuple):
    """A part of the history, newest first; ``older`` is where the next one begins."""

    entries: list[Context]
    older: int | None


def history_page(place: Workplace, state: MemberState, before: int | None) -> Page:
    """Return a page of the history before a version of the account, the newest without one."""
    asked = place.checkout.history(place.tenant, state.id, PAGE + 1, before or LATEST_VERSION)
    happened = place.checkout.wait_for(asked)
    shown, older = happened[:PAGE], happened[PAGE - 1].version if len(happened) > PAGE else None
    moved = place.checkout.wait_for(movements(place, state.id, [one.operation for one in shown]))
    shops = dict(Shop.objects.filter(program=place.shop.program).values_list("code", "name"))
    entries = [] if before else list(lapsed_since(place, state))
    for one in shown:
        own = [move for move in moved if move.operation == one.operation]
        entries += entries_of(place, one, own, shops)
    return Page(entries, older)


async def movements(place: Workplace, member: int, operations: list[int]) -> list[Moved]:
    """Return what operations moved on a member's points."""
    async with place.checkout.connection() as connection:
        cursor = await connection.execute(
            statement("movements", "kopilka.web.member"),
            {"program": place.tenant.id, "member": member, "operations": operations},
        )
        return [Moved(*row) for row in await cursor.fetchall()]


def entries_of(place: Workplace, one: Happened, moved: list[Moved], shops: dict[str, str]) -> list[Context]:
    """Return an operation as an entry, and before it what had lapsed when it was written."""
    amount = sum(move.amount for move in moved if move.kind not in LAPSE_KINDS)
    entries = [lapse_entry(place, move.amount, move.lapses_at) for move in moved if move.kind in LAPSE_KINDS]
    match one.kind:
        case "receipt":
            own = receipt_entry(place, one, shops)
        case "return" | "void":
            own = give_back_entry(place, one, shops)
        case "grant":
            own = grant_entry(place, one)
        case _:
            own = change_entry(place, one, amount)
    return [{"at": place.moment(one.at), "amount": amount, "money": None, **own}, *reversed(entries)]


def receipt_entry(place: Workplace, one: Happened, shops: dict[str, str]) -> Context:
    """Return a purchase: the whole receipt's reasons first, then those of its lines by their names."""
    settlement = read_settlement(one.answer)
    answer = receipt_answer(place.tenant.program, one.shop, one.number, settlement, place.language)
    names = {line.line: line.name or line.article for line in read_kept_receipt(one.body).lines}
    reasons = [text(gettext("Receipt %(number)s.") % {"number": one.number})]
    if settlement.earned:
        reasons.append(text(gettext("Earned: %(amount)s.") % {"amount": worded(place, settlement.earned)}))
    if settlement.taken:
        reasons.append(
            text(gettext("Paid with points: %(amount)s.") % {"amount": worded(place, settlement.taken)})
        )
    reasons += answer["reasons"]
    for line in answer["lines"]:
        reasons += [
            {**reason, "text": f"{names[line['line']]}: {reason['text']}"} for reason in line["reasons"]
        ]
    title = gettext("Purchase, %(shop)s") % {"shop": shops.get(one.shop, one.shop)}
    return {"title": title, "money": settlement.to_pay, "reasons": reasons}


def give_back_entry(place: Workplace, one: Happened, shops: dict[str, str]) -> Context:
    """Return a return or a cancelled receipt."""
    moved = read_give_back(one.answer)
    shop = shops.get(one.shop, one.shop)
    titles = {"return": gettext("Return, %(shop)s"), "void": gettext("Cancelled receipt, %(shop)s")}
    reasons = [text(gettext("Receipt %(number)s.") % {"number": one.number})]
    return {
        "title": titles[one.kind] % {"shop": shop},
        "money": -moved.refund,
        "reasons": [*reasons, *consequences(place, moved)],
    }


def consequences(place: Workplace, moved: GiveBack) -> Iterator[Context]:
    """Say what a return moved besides money."""
    if moved.points_back:
        amount = worded(place, moved.points_back)
        yield text(gettext("Back on the card, with their own dates: %(amount)s.") % {"amount": amount})
    if moved.earned_back:
        amount = worded(place, moved.earned_back)
        yield text(
            gettext("Taken back, because this purchase had earned them: %(amount)s.") % {"amount": amount}
        )
    if moved.debt:
        amount = worded(place, moved.debt)
        yield text(
            gettext("Already spent, so the next purchases will repay them: %(amount)s.") % {"amount": amount}
        )


def grant_entry(place: Workplace, one: Happened) -> Context:
    """Return points that were given, by the name of their reason."""
    given, asked = read_given(one.answer), _read_grant(one.body)
    edition = place.tenant.program.edition_at(one.at)
    grant = edition.edition.grants.get(asked.reason) if edition else None
    return {
        "title": named(place, grant.name if grant else None, gettext("Points as a gift")),
        "reasons": [lots_until(place, given.available_from, given.lapses_at)],
    }


def change_entry(place: Workplace, one: Happened, amount: int) -> Context:
    """Return a registration, with its welcome points, or a change of what is known of a member."""
    if one.version > FIRST_VERSION:
        return {"title": gettext("Details of the card were changed"), "reasons": []}
    edition = place.tenant.program.edition_at(one.at)
    welcome = edition.edition.grants.get("welcome") if edition and amount else None
    reasons = [] if welcome is None else [text(named(place, welcome.name, gettext("Points as a gift")))]
    return {"title": gettext("The card was issued"), "reasons": reasons}


def lapsed_since(place: Workplace, state: MemberState) -> Iterator[Context]:
    """Yield what has lapsed and is not written down yet, the latest first."""
    now = place.checkout.now()
    for lot in sorted(state.lots, key=lambda lot: -lot.lapses_at):
        if lot.lapses_at <= now and lot.left > lot.lapsed:
            yield lapse_entry(place, lot.lapsed - lot.left, lot.lapses_at)


def lapse_entry(place: Workplace, amount: int, at: int | None) -> Context:
    """Return points that nobody had spent in time, or that a late receipt brought back."""
    is_back = amount > 0
    title = gettext("A late receipt brought points back") if is_back else gettext("Points have lapsed")
    reason = gettext("They were not spent by their last day.")
    reasons = [] if is_back else [text(reason)]
    return {"title": title, "at": place.moment(at or 0), "amount": amount, "money": None, "reasons": reasons}


def lots_until(place: Workplace, available_from: int, lapses_at: int) -> Context:
    """Say from when and until when points can be spent."""
    zone = place.tenant.program.zone
    first = write_when(available_from, zone, place.language)
    if lapses_at >= NEVER:
        return text(gettext("Can be spent from %(first)s.") % {"first": first})
    last = write_when(lapses_at, zone, place.language)
    return text(gettext("Can be spent from %(first)s until %(last)s.") % {"first": first, "last": last})


def named(place: Workplace, words: Words | None, otherwise: str) -> str:
    """Return what the program calls something, with a capital."""
    name = otherwise if words is None else words.ru if place.language == "ru" else words.en
    return name[:1].upper() + name[1:]


def worded(place: Workplace, amount: int) -> str:
    """Write an amount of points."""
    return write_points(amount, place.language, place.point_forms())


def text(sentence: str) -> Context:
    """Return a sentence of the page's own as a reason."""
    return {"code": "", "text": sentence}
