"""A member's level and accumulated spend at a moment, and what purchases and idle time do to them (P4–P6).

The account holds them as of the latest moment written. A late message is judged, and afterwards the account is made
anew, by folding the member's purchases and returns in the order in which they happened: so what a member has does not
depend on the order in which messages came (R11, design §2).
"""

from typing import NamedTuple

from kopilka.clock import write_moment
from kopilka.engine.compiling import CompiledEdition, CompiledProgram
from kopilka.engine.core import levels as level_rules
from kopilka.engine.core.shapes import ACCOUNT, ACCUMULATED, IDLE_SINCE, LEVEL_SINCE
from kopilka.engine.state import MemberState, Movement, Spend, SpendKind
from kopilka.problems import Problem


class Standing(NamedTuple):
    """Where a member stands: rates in hundredths of a percent, spend in kopecks."""

    level: int
    before_fall: int
    """The percentage that would work if time had not brought a fall since the last write."""
    accumulated: int


def edition_for(program: CompiledProgram, at: int) -> CompiledEdition:
    """Return the edition in force at a moment; a problem before the first (P27)."""
    edition = program.edition_at(at)
    if edition is None:
        first = program.editions[0].edition.from_.isoformat()
        raise Problem("no_edition", "at", value=write_moment(at, program.zone), first=first)
    return edition


def standing_at(program: CompiledProgram, state: MemberState, at: int) -> Standing:
    """Return where a member stands at a moment, as it follows from what has happened until then."""
    edition = edition_for(program, at)
    account = list(state.account) if at >= state.latest else folded(program, state.spends, at)
    if not edition.has_levels:
        return Standing(0, 0, account[ACCUMULATED])
    rules = edition.rules
    level_rules.enter_edition(rules, account)
    before = rules.level_rate[level_rules.step_at(account, at)]
    level_rules.catch_up(rules, account, at)
    return Standing(rules.level_rate[level_rules.step_at(account, at)], before, account[ACCUMULATED])


def folded(program: CompiledProgram, spends: list[Spend], until: int) -> list[int]:
    """Return the account that the purchases and returns until a moment make, in the order in which they happened."""
    account = [0] * ACCOUNT
    for spend in sorted(spends, key=Spend.order):
        if spend.at > until:
            break
        enter(program, account, spend)
    return account


def enter(program: CompiledProgram, account: list[int], spend: Spend) -> None:
    """Enter one purchase or return into an account."""
    rules = edition_for(program, spend.at).rules
    level_rules.enter_edition(rules, account)
    level_rules.catch_up(rules, account, spend.at)
    if spend.kind == SpendKind.LEVEL_NOW:
        account[LEVEL_SINCE] = min(account[LEVEL_SINCE], spend.at)
        return
    if spend.kind == SpendKind.PURCHASE:
        account[IDLE_SINCE] = spend.at
    level_rules.accumulate(rules, account, spend.at, spend.amount)


def age(program: CompiledProgram, state: MemberState, at: int) -> list[Movement]:
    """Let time pass for a member until a moment, and write down the falls that it brings (P6)."""
    state.latest = max(state.latest, at)
    before = state.account[ACCUMULATED]
    edition = edition_for(program, state.latest)
    if edition.has_levels:
        level_rules.catch_up(edition.rules, state.account, state.latest)
    moved = state.account[ACCUMULATED] - before
    return [Movement("spend", "fall", 0, moved)] if moved else []


def enter_spend(program: CompiledProgram, state: MemberState, spend: Spend, kind: str) -> list[Movement]:
    """Enter a purchase or a return into a member's state; what falls bring or take back is a movement of its own."""
    before = state.account[ACCUMULATED]
    is_late = spend.at < state.latest
    state.spends.append(spend)
    if is_late:
        state.account = folded(program, state.spends, state.latest)
    else:
        enter(program, state.account, spend)
    movements = [Movement("spend", kind, 0, spend.amount)] if spend.amount else []
    falls = state.account[ACCUMULATED] - before - spend.amount
    if falls:
        movements.append(Movement("spend", "fall", 0, falls))
    return movements + age(program, state, spend.at)
