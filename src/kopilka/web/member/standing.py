"""How a member stands at a moment: what can be spent, what waits, what lapses, the level and the way to the next.

Everything is computed from the engine's state by its own rules; nothing here is stored.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from kopilka.checkout.reading import identified
from kopilka.clock import local_date, write_moment
from kopilka.engine.compiling import CompiledEdition, CompiledProgram
from kopilka.engine.core import levels as level_rules
from kopilka.engine.core import lots as lot_rules
from kopilka.engine.core.shapes import ACCUMULATED, LEVEL_SINCE, LEVEL_STEP, NEVER
from kopilka.engine.membership import mode_at
from kopilka.engine.points import columns
from kopilka.engine.state import Lot, MemberState
from kopilka.web.access import Workplace
from kopilka.wording import write_money, write_percent

if TYPE_CHECKING:
    from datetime import date

Context = dict[str, Any]
SOON_SECONDS = 31 * 86_400
"""What lapses later than this is not worth a line at the till."""


DATES_SHOWN = 4
"""Days on which points lapse; the rest is one sum."""


class Dated(NamedTuple):
    """Hundredths of a point with the moment from which, or until which, they can be spent."""

    amount: int
    at: int


def available(state: MemberState, at: int) -> int:
    """Return hundredths of a point that can be spent."""
    lots, count = columns(state.lots)
    return lot_rules.available(lots, count, at)


def waiting(program: CompiledProgram, state: MemberState, at: int) -> list[Dated]:
    """Return what can be spent later, by the day from which, the nearest first."""
    lots = (lot for lot in state.lots if lot.left and at < lot.available_from < lot.lapses_at)
    return by_day(program, ((lot.available_from, lot) for lot in lots), max)


def lapsing(program: CompiledProgram, state: MemberState, at: int) -> list[Dated]:
    """Return what can be spent now and lapses, by its day, the nearest first."""
    lots = (lot for lot in state.lots if lot.left and lot.available_from <= at < lot.lapses_at < NEVER)
    return by_day(program, ((lot.lapses_at, lot) for lot in lots), min)


def by_day(
    program: CompiledProgram, lots: Iterable[tuple[int, Lot]], moment_of: Callable[[int, int], int]
) -> list[Dated]:
    """Add up lots by the program's calendar day; the day's moment is the one that holds for all of them."""
    days: dict[date, Dated] = {}
    for moment, lot in lots:
        day = local_date(moment, program.zone)
        before = days.get(day, Dated(0, moment))
        days[day] = Dated(before.amount + lot.left, moment_of(before.at, moment))
    return [days[day] for day in sorted(days)]


def member_at_till(place: Workplace, identifier: str) -> Context:
    """Return who stands at the till: no name, only the end of the card. Raises Problem."""
    who = identified(identifier)
    state = place.checkout.wait_for(place.checkout.member(place.tenant, who))
    return state_at_till(place, state, identifier, who.card)


def state_at_till(place: Workplace, state: MemberState, identifier: str, card: str | None = None) -> Context:
    """Return a member's state as the till shows it."""
    program, at = place.tenant.program, place.checkout.now()
    waits, lapses = waiting(program, state, at), lapsing(program, state, at)
    soon = lapses[0] if lapses and lapses[0].at < at + SOON_SECONDS else None
    level = level_of(program, state, at, place.language)
    number = card or card_of(place, state.id)
    return {
        "identifier": identifier,
        "short": f"…{number[-4:]}",
        "url": f"{reverse('member')}?{urlencode({'who': number})}" if number else None,
        "level": level["percent"] if level else None,
        "available": available(state, at),
        "waiting": sum(dated.amount for dated in waits),
        "waiting_from": place.moment(waits[0].at) if len(waits) == 1 else None,
        "lapsing": soon.amount if soon else 0,
        "lapses_at": place.moment(soon.at) if soon else None,
        "debt": state.debt,
        "notes": notes_on(level, place.language),
    }


def notes_on(level: Context | None, language: str) -> list[str]:
    """Return what is worth saying to the customer."""
    if level is None or level["next"] is None:
        return []
    following = level["next"]
    return [
        gettext("%(missing)s more in purchases, and it will be %(percent)s.")
        % {
            "missing": write_money(following["missing"], language),
            "percent": write_percent(following["percent"], language),
        }
    ]


def card_of(place: Workplace, member: int) -> str:
    """Return the member's card: an active one if there is any."""
    cards = place.checkout.wait_for(place.checkout.cards(place.tenant, member))
    active = [number for number, state in cards if state == "active"]
    return next(iter(active or [number for number, _ in cards]), "")


def balance_of(place: Workplace, state: MemberState) -> Context:
    """Return the balance as the member's page shows it."""
    program, at = place.tenant.program, place.checkout.now()
    lapses = lapsing(program, state, at)
    return {
        "available": available(state, at),
        "debt": state.debt,
        "waiting": dated_rows(place, waiting(program, state, at)),
        "lapsing": dated_rows(place, lapses[:DATES_SHOWN]),
        "lapsing_later": sum(dated.amount for dated in lapses[DATES_SHOWN:]),
    }


def dated_rows(place: Workplace, dated: list[Dated]) -> list[Context]:
    """Return dated amounts for a template."""
    return [{"amount": one.amount, "at": place.moment(one.at)} for one in dated]


def level_of(program: CompiledProgram, state: MemberState, at: int, language: str) -> Context | None:
    """Return the level that works now, the one that begins later, and what is missing to the next (P4–P7)."""
    edition = program.edition_at(at)
    if edition is None or not edition.has_levels:
        return None
    rules, account = edition.rules, list(state.account)
    level_rules.catch_up(rules, account, at)
    falls_at = level_rules.falls_by(rules, account, NEVER)
    starts = account[LEVEL_SINCE] if account[LEVEL_SINCE] > at else 0
    return {
        "percent": rules.level_rate[level_rules.step_at(account, at)],
        "accumulated": account[ACCUMULATED],
        "mode_text": mode_text(program, edition, state, at, language),
        "starts": starting(program, rules.level_rate[account[LEVEL_STEP]], starts),
        "next": next_level(edition, account[ACCUMULATED]),
        "falls_at": write_moment(falls_at, program.zone) if falls_at else None,
    }


def starting(program: CompiledProgram, percent: int, at: int) -> Context | None:
    """Return a level that has been reached and begins to work later."""
    return {"percent": percent, "at": write_moment(at, program.zone)} if at else None


def next_level(edition: CompiledEdition, accumulated: int) -> Context | None:
    """Return the next step's threshold, its percentage, and how much must still be spent; None on the highest."""
    rules = edition.rules
    step = level_rules.step_for(rules, accumulated) + 1
    if step >= len(rules.level_from):
        return None
    threshold = rules.level_from[step]
    return {"threshold": threshold, "missing": threshold - accumulated, "percent": rules.level_rate[step]}


def mode_text(
    program: CompiledProgram, edition: CompiledEdition, state: MemberState, at: int, language: str
) -> str:
    """Return what the member's mode is called, and how much of the percentage is given as points where that is set."""
    modes = edition.edition.modes
    if modes is None:
        return ""
    mode = mode_at(program, edition, state, None, at)
    words = modes.choose_from[mode.mode].name if mode.mode in modes.choose_from else None
    name = mode.mode if words is None else words.ru if language == "ru" else words.en
    return f"{name}, {write_percent(mode.share, language)}" if mode.share else name
