"""A member's mode and region, and what a registration does to them (P5, P7, P10, P25)."""

import re
from bisect import insort
from collections.abc import Callable
from datetime import date
from operator import attrgetter

from kopilka.engine.compiling import CompiledEdition, CompiledProgram
from kopilka.engine.core.calendar import next_midnight
from kopilka.engine.grants import GivenPoints, give_points
from kopilka.engine.levels import age, edition_for, enter_spend
from kopilka.engine.messages import Chosen, Registration, check_listed, read_at
from kopilka.engine.points import write_lapses
from kopilka.engine.state import MemberState, ModeSince, Movement, Spend, SpendKind
from kopilka.money import HUNDRED_PERCENT
from kopilka.problems import Problem

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
PART = re.compile(r"\d{1,4}%", re.ASCII)


def mode_at(
    program: CompiledProgram, edition: CompiledEdition, state: MemberState, shop: str | None, at: int
) -> ModeSince:
    """Return the mode that works at a moment; before any was chosen, the one of the region of issue (P7, P25)."""
    for mode in reversed(state.modes):
        if mode.since <= at:
            return mode
    region = state.region or (program.region_of(shop) if shop else None)
    return first_mode(edition, edition.starting_mode(region))


def first_mode(edition: CompiledEdition, name: str) -> ModeSince:
    """Return a mode with the part that it has until the member sets another."""
    modes = edition.edition.modes
    share = modes.choose_from[name].share if modes and name in modes.choose_from else 0
    return ModeSince(since=0, mode=name, share=share)


def settle_region(program: CompiledProgram, state: MemberState, shop: str, at: int) -> None:
    """Fix the region of issue and the first mode at a member's first purchase (P25)."""
    if state.region is None:
        state.region = program.region_of(shop)
    if not state.modes:
        edition = edition_for(program, at)
        if edition.edition.modes is not None:
            state.modes.append(first_mode(edition, edition.starting_mode(state.region)))


def register(
    program: CompiledProgram,
    state: MemberState,
    message: Registration,
    operation: int,
    next_lot: Callable[[], int],
) -> list[Movement]:
    """Register a member, with welcome points and a mode at once, or change the fields that the message has (P7, P10)."""
    at = read_at(message.at)
    edition = edition_for(program, max(at, state.latest))
    chosen = chosen_mode(edition, message.mode)
    check_region(program, message.region)
    read_birth_date(message.birth_date)
    check_listed(message.segments or (), "segments")
    movements = age(program, state, at)
    if message.region is not None:
        state.region = message.region
    if message.birth_date is not None:
        state.birth_date = message.birth_date
    if message.segments is not None:
        state.segments = message.segments
    change_mode(edition, state, chosen, at)
    if message.level == "now":
        movements += enter_spend(program, state, Spend(at, operation, 0, SpendKind.LEVEL_NOW), "purchase")
    welcome = edition.edition.grants.get("welcome")
    if not state.registered and welcome is not None and welcome.points:
        given: GivenPoints = give_points(edition, state, "welcome", welcome.points, at, operation, next_lot)
        movements += given.movements
    state.registered = True
    return movements + write_lapses(state)


def change_mode(edition: CompiledEdition, state: MemberState, chosen: ModeSince | None, at: int) -> None:
    """Let a mode begin: at once at the registration, later on the next day (P7)."""
    modes = edition.edition.modes
    if modes is None:
        return
    if chosen is None:
        if not state.modes and state.region is not None:
            state.modes.append(first_mode(edition, edition.starting_mode(state.region)))
        return
    chosen.since = at
    if state.registered and modes.change == "next day":
        chosen.since = next_midnight(edition.rules.zone_starts, edition.rules.zone_offsets, at)
        if not state.modes:
            state.modes.append(first_mode(edition, edition.starting_mode(state.region)))
    state.modes = [mode for mode in state.modes if mode.since != chosen.since]
    insort(state.modes, chosen, key=attrgetter("since"))


def chosen_mode(edition: CompiledEdition, mode: str | Chosen | None) -> ModeSince | None:
    """Read a mode: its name, its name and part as ``combined 3%``, or both apart."""
    if mode is None:
        return None
    name, share = (mode.name, mode.share) if isinstance(mode, Chosen) else parted(mode)
    modes = edition.edition.modes
    if modes is None or name not in modes.choose_from:
        known = ", ".join(modes.choose_from) if modes else "—"
        raise Problem("unknown_mode", "mode", value=name, known=known)
    chosen = first_mode(edition, name)
    if share is not None:
        if not 0 <= share <= HUNDRED_PERCENT:
            raise Problem(
                "invalid_value", "mode", detail="the part is from 0 to 10000 hundredths of a percent"
            )
        chosen.share = share
    return chosen


def parted(mode: str) -> tuple[str, int | None]:
    """Split ``combined 3%`` into the name and hundredths of a percent."""
    name, _, part = mode.strip().rpartition(" ")
    if name and re.fullmatch(r"[0-9]{1,3}%", part):
        return name, int(part[:-1]) * 100
    return mode.strip(), None


def check_region(program: CompiledProgram, region: str | None) -> None:
    """Refuse a region that the program does not have (P25)."""
    regions = program.program.regions
    if region is not None and region not in regions:
        raise Problem("unknown_region", "region", value=region, known=", ".join(regions))


def read_birth_date(text: str | None) -> date | None:
    """Read a birth date as YYYY-MM-DD; Problem when it is no day of the calendar between 1900 and 2100."""
    if text is None:
        return None
    if DAY.fullmatch(text) is None:
        raise Problem("invalid_value", "birth_date", detail="a day as 1990-12-31")
    try:
        born = date.fromisoformat(text)
    except ValueError as error:
        raise Problem("invalid_value", "birth_date", detail="a day as 1990-12-31") from error
    if not 1900 <= born.year <= 2100:
        raise Problem("invalid_value", "birth_date", detail="a day between 1900 and 2100")
    return born
