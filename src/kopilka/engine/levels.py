"""A member's level and accumulated spend at a moment, and what purchases and idle time do to them (P4–P6)."""

from typing import NamedTuple

from kopilka.clock import write_moment
from kopilka.engine.compiling import CompiledEdition, CompiledProgram
from kopilka.engine.core import levels as level_rules
from kopilka.engine.core.shapes import ACCUMULATED, IDLE_SINCE, LEVEL_BEFORE, LEVEL_SINCE, LEVEL_STEP
from kopilka.engine.state import Fall, LevelSince, MemberState, Movement
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


def standing_at(edition: CompiledEdition, state: MemberState, at: int) -> Standing:
    """Return where a member stands at a moment; a late one by what worked then, with today's spend (design §2)."""
    rules = edition.rules
    if not edition.has_levels:
        return Standing(0, 0, state.account[ACCUMULATED])
    account = list(state.account)
    level_rules.enter_edition(rules, account)
    before = rules.level_rate[level_rules.step_at(account, at)]
    level_rules.catch_up(rules, account, max(at, state.latest))
    if at < state.latest:
        level = remembered_level(edition, state, at)
        return Standing(level, level, account[ACCUMULATED])
    return Standing(rules.level_rate[level_rules.step_at(account, at)], before, account[ACCUMULATED])


def remembered_level(edition: CompiledEdition, state: MemberState, at: int) -> int:
    """Return the percentage that worked at a past moment, for a late message (design §2)."""
    for level in reversed(state.levels):
        if level.since <= at:
            return level.rate
    return edition.rules.level_rate[0]


def age(program: CompiledProgram, state: MemberState, at: int, *, bought: bool = False) -> list[Movement]:
    """Let time pass for a member until a moment; a late purchase takes back the falls that it disproves (P6)."""
    before = state.account[ACCUMULATED]
    if bought:
        undo_falls(state, at)
    state.latest = max(state.latest, at)
    edition = edition_for(program, state.latest)
    if edition.has_levels:
        level_rules.enter_edition(edition.rules, state.account)
        fall_until(edition, state, at if bought else state.latest)
        if bought:
            state.account[IDLE_SINCE] = max(state.account[IDLE_SINCE], at)
            fall_until(edition, state, state.latest)
        remember_level(edition, state)
    moved = state.account[ACCUMULATED] - before
    return [Movement("spend", "fall", 0, moved)] if moved else []


def fall_until(edition: CompiledEdition, state: MemberState, at: int) -> None:
    """Write down every fall of the level until a moment."""
    moment = level_rules.falls_by(edition.rules, state.account, at)
    while moment:
        account = state.account
        state.falls.append(
            Fall(
                at=moment,
                since=account[IDLE_SINCE],
                accumulated=account[ACCUMULATED],
                step=account[LEVEL_STEP],
            )
        )
        remember_level(edition, state)
        level_rules.fall(edition.rules, account, moment)
        remember_level(edition, state)
        moment = level_rules.falls_by(edition.rules, account, at)


def undo_falls(state: MemberState, at: int) -> None:
    """Take back the falls after a late purchase, when nobody bought after them."""
    while state.falls and state.falls[-1].at > at and state.account[IDLE_SINCE] == state.falls[-1].at:
        fall = state.falls.pop()
        state.account[ACCUMULATED] = fall.accumulated
        state.account[LEVEL_STEP] = fall.step
        state.account[LEVEL_BEFORE] = fall.step
        state.account[LEVEL_SINCE] = fall.since
        state.account[IDLE_SINCE] = fall.since
        state.levels = [level for level in state.levels if level.since < fall.at]


def remember_level(edition: CompiledEdition, state: MemberState) -> None:
    """Keep since when which percentage works, so that late messages are judged by their own time."""
    if not edition.has_levels:
        return
    since, rate = state.account[LEVEL_SINCE], edition.rules.level_rate[state.account[LEVEL_STEP]]
    while state.levels and state.levels[-1].since >= since:
        state.levels.pop()
    if not state.levels or state.levels[-1].rate != rate:
        state.levels.append(LevelSince(since=since, rate=rate))


def accumulate_spend(
    program: CompiledProgram, state: MemberState, at: int, amount: int, kind: str
) -> list[Movement]:
    """Move the accumulated spend and with it the level, from the next day on (P4, P5, R4)."""
    edition = edition_for(program, state.latest)
    before = state.account[ACCUMULATED]
    level_rules.accumulate(edition.rules, state.account, at, amount)
    remember_level(edition, state)
    moved = state.account[ACCUMULATED] - before
    return [Movement("spend", kind, 0, moved)] if moved else []
