"""A member's mode, level and region at a moment, and what registration and time do to them (P5–P7, P10, P25)."""

from collections.abc import Callable

from kopilka.clock import write_moment
from kopilka.engine.compiling import CompiledEdition, CompiledProgram
from kopilka.engine.core import levels as level_rules
from kopilka.engine.core.calendar import next_midnight
from kopilka.engine.core.shapes import ACCUMULATED, IDLE_SINCE, LEVEL_BEFORE, LEVEL_SINCE, LEVEL_STEP
from kopilka.engine.grants import GivenPoints, give_points
from kopilka.engine.messages import Chosen, Registration, read_at
from kopilka.engine.points import write_lapses
from kopilka.engine.state import Fall, LevelSince, MemberState, ModeSince, Movement
from kopilka.money import HUNDRED_PERCENT
from kopilka.problems import Problem


def edition_for(program: CompiledProgram, at: int) -> CompiledEdition:
    """Return the edition in force at a moment; a problem before the first (P27)."""
    edition = program.edition_at(at)
    if edition is None:
        first = program.editions[0].edition.from_.isoformat()
        raise Problem("no_edition", "at", value=write_moment(at, program.zone), first=first)
    return edition


def mode_at(
    program: CompiledProgram, edition: CompiledEdition, state: MemberState, shop: str | None, at: int
) -> ModeSince:
    """Return the mode that works at a moment; before any was chosen, the one of the region of issue (P7, P25)."""
    for mode in reversed(state.modes):
        if mode.since <= at:
            return mode
    if state.modes:
        return state.modes[0]
    region = state.region or (program.region_of(shop) if shop else None)
    return first_mode(edition, edition.starting_mode(region))


def first_mode(edition: CompiledEdition, name: str) -> ModeSince:
    """Return a mode with the part that it has until the member sets another."""
    modes = edition.edition.modes
    share = modes.choose_from[name].share if modes and name in modes.choose_from else 0
    return ModeSince(since=0, mode=name, share=share)


def level_at(edition: CompiledEdition, state: MemberState, at: int) -> int:
    """Return the percentage that works at a moment, in hundredths; 0 without levels (P4–P6)."""
    if not edition.has_levels:
        return 0
    if at < state.latest:
        return remembered_level(edition, state, at)
    account = list(state.account)
    level_rules.catch_up(edition.rules, account, at)
    return edition.rules.level_rate[level_rules.step_at(account, at)]


def remembered_level(edition: CompiledEdition, state: MemberState, at: int) -> int:
    """Return the percentage that worked at a past moment, for a late message (design §2)."""
    for level in reversed(state.levels):
        if level.since <= at:
            return level.rate
    return edition.rules.level_rate[0]


def level_before_fall(edition: CompiledEdition, state: MemberState, at: int) -> int:
    """Return the percentage that would work at a moment if the level had not fallen since the last write (P6)."""
    account = list(state.account)
    level_rules.enter_edition(edition.rules, account)
    return edition.rules.level_rate[level_rules.step_at(account, at)]


def accumulated_at(program: CompiledProgram, state: MemberState, at: int) -> int:
    """Return the accumulated spend in kopecks at a moment, after the falls that time has brought."""
    edition = program.edition_at(max(at, state.latest))
    account = list(state.account)
    if edition is not None and edition.has_levels:
        level_rules.catch_up(edition.rules, account, max(at, state.latest))
    return account[ACCUMULATED]


def settle_region(program: CompiledProgram, state: MemberState, shop: str, at: int) -> None:
    """Fix the region of issue and the first mode at a member's first purchase (P25)."""
    if state.region is None:
        state.region = program.region_of(shop)
    if not state.modes:
        edition = edition_for(program, at)
        if edition.edition.modes is not None:
            state.modes.append(first_mode(edition, edition.starting_mode(state.region)))


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
    moment = level_rules.falls_at(edition.rules, state.account)
    while moment and moment <= at:
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
        moment = level_rules.falls_at(edition.rules, account)


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
    movements = age(program, state, at)
    if message.region is not None:
        state.region = message.region
    if message.birth_date is not None:
        state.birth_date = message.birth_date
    if message.segments is not None:
        state.segments = message.segments
    change_mode(edition, state, chosen, at)
    if message.level == "now":
        state.account[LEVEL_SINCE] = min(state.account[LEVEL_SINCE], at)
        remember_level(edition, state)
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
    state.modes = [mode for mode in state.modes if mode.since < chosen.since]
    state.modes.append(chosen)


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
    if name and part.endswith("%") and part[:-1].isdigit():
        return name, int(part[:-1]) * 100
    return mode.strip(), None


def check_region(program: CompiledProgram, region: str | None) -> None:
    """Refuse a region that the program does not have (P25)."""
    regions = program.program.regions
    if region is not None and region not in regions:
        raise Problem("unknown_region", "region", value=region, known=", ".join(regions))
