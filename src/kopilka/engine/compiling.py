"""Compiling an edition: the tables of the core, and the selection of clauses for a line.

A clause is said once, in the program file. Here its numbers go into the columns of ``Rules`` and its conditions into a
``Selection``; names become places in those columns, and come back in reasons.
"""

from bisect import bisect_right
from datetime import date
from typing import Any

from kopilka.clock import start_of, zone_table
from kopilka.engine.core import shapes
from kopilka.engine.core.shapes import Rules
from kopilka.engine.selection import Selection
from kopilka.programs.model import Case, Earning, Edition, Grant, Program
from kopilka.programs.reading import ProgramFile
from kopilka.programs.scalars import Period

SOURCES = {
    "mode": shapes.BY_MODE,
    "level": shapes.BY_LEVEL,
    "share": shapes.BY_SHARE,
    "level - share": shapes.BY_LEVEL_LESS_SHARE,
}
BASES = {
    "money paid": shapes.MONEY_PAID,
    "sum after discounts": shapes.AFTER_DISCOUNTS,
    "sum before discounts": shapes.BEFORE_DISCOUNTS,
}
MEETINGS = {"largest": shapes.LARGEST, "sum": shapes.SUM, "the first named": shapes.EXCLUSIVE}
POLICIES = {
    "taken back, from waiting points": shapes.WAITING_ONLY,
    "taken back, within balance": shapes.WITHIN_BALANCE,
    "taken back, the rest a debt": shapes.DEBT,
}
FLOORS = {"receipt": shapes.ON_RECEIPT, "position": shapes.ON_POSITION, "unit": shapes.ON_UNIT}
NO_POINTS_WORTH = 100


class CompiledEdition:
    """One edition, ready to settle receipts: its tables, its selection, and the names of their places."""

    def __init__(self, program: Program, edition: Edition) -> None:
        self.edition = edition
        self.since = start_of(edition.from_, program.time_zone)
        self.discounts = tuple(edition.discounts)
        self.earnings = tuple(edition.earning)
        self.modes = tuple(edition.modes.choose_from) if edition.modes else ("",)
        self.channels = channels_of(edition)
        self.has_points = program.point is not None
        self.has_levels = edition.levels is not None
        self.selection = Selection(program, edition)
        self.codes: dict[tuple[int, int], dict[str, str | None]] = {}
        """The names of reasons by code and place of the clause, filled as they come up."""
        self.rules = tables_of(program, edition, self.channels)

    def channel_code(self, channel: str) -> int:
        """Return the place of a channel, -2 for one that no clause names."""
        return self.channels.index(channel) if channel in self.channels else -2

    def starting_mode(self, region: str | None) -> str:
        """Return the mode in which a member of a region begins (P7, P25)."""
        modes = self.edition.modes
        if modes is None:
            return ""
        return modes.start_with.get(region or "default", modes.start_with["default"])

    def grant_lapse(self, grant: Grant) -> Period | None:
        """Return how long granted points live; where it is not said, as long as earned ones (P22)."""
        if not isinstance(grant.lapses, str):
            return grant.lapses
        for earning in self.edition.earning.values():
            return earning.lapses
        return None


class CompiledProgram:
    """A program with all its editions compiled."""

    def __init__(self, file: ProgramFile) -> None:
        self.file = file
        self.program = file.program
        self.name = file.program.program
        self.zone = file.program.time_zone
        self.editions = [CompiledEdition(file.program, edition) for edition in file.program.editions]
        self.starts = [edition.since for edition in self.editions]
        self.regions = {
            shop: region
            for region, shops in file.program.regions.items()
            if shops != "default"
            for shop in shops
        }
        self.default_region = next(
            (region for region, shops in file.program.regions.items() if shops == "default"), None
        )
        self.by_number = {edition.rules.edition: edition for edition in self.editions}

    def edition_at(self, at: int) -> CompiledEdition | None:
        """Return the edition in force at a moment, None before the first (P27)."""
        place = bisect_right(self.starts, at)
        return self.editions[place - 1] if place else None

    def region_of(self, shop: str) -> str | None:
        """Return the region of a shop (P25)."""
        return self.regions.get(shop, self.default_region)


def channels_of(edition: Edition) -> tuple[str, ...]:
    """Return every channel that a clause of the edition names."""
    names: dict[str, None] = {"store": None, "online": None}
    for earning in edition.earning.values():
        names.update(dict.fromkeys(earning.channel))
        names.update({case.channel: None for case in (*earning.credited, *earning.usable) if case.channel})
    for discount in edition.discounts.values():
        names.update(dict.fromkeys(discount.channel))
    return tuple(names)


def tables_of(program: Program, edition: Edition, channels: tuple[str, ...]) -> Rules:
    """Lay an edition out in the columns of the core."""
    starts, offsets = zone_table(program.time_zone)
    return Rules(
        edition=edition.from_.toordinal(),
        zone_starts=starts,
        zone_offsets=offsets,
        worth=program.point.worth if program.point else NO_POINTS_WORTH,
        unit=program.point.spent_in if program.point else 100,
        **discount_columns(edition),
        **earning_columns(edition),
        **delay_columns(edition, channels),
        **paying_columns(edition),
        **level_columns(edition),
        **mode_columns(edition),
        returned=POLICIES[edition.returns.earned],
    )


def edition_day(number: int) -> date:
    """Return the first day of an edition from its number in ``Rules``."""
    return date.fromordinal(number)


def source_of(rate: int | str | None) -> int:
    """Return a percentage, or the core's number for where it comes from."""
    if rate is None:
        return 0
    return SOURCES[rate] if isinstance(rate, str) else rate


def discount_columns(edition: Edition) -> dict[str, Any]:
    """Return the columns of the discount clauses."""
    clauses = edition.discounts.values()
    return {
        "discount_rate": tuple(source_of(clause.percent) for clause in clauses),
        "discount_rounding": tuple(
            100 if clause.rounded == "whole roubles down" else 1 for clause in clauses
        ),
        "conflict": MEETINGS[edition.when_discounts_meet],
    }


def earning_columns(edition: Edition) -> dict[str, Any]:
    """Return the columns of the earning clauses, percentages by sum laid end to end."""
    clauses = tuple(edition.earning.values())
    rows: list[tuple[int, int]] = []
    first, last = [], []
    for clause in clauses:
        first.append(len(rows))
        if isinstance(clause.percent, dict):
            rows.extend(clause.percent.items())
        last.append(len(rows))
    return {
        "earn_kind": tuple(shapes.STEPS if clause.points else shapes.PERCENT for clause in clauses),
        "earn_rate": tuple(
            shapes.BY_SUM if isinstance(clause.percent, dict) else source_of(clause.percent)
            for clause in clauses
        ),
        "earn_points": tuple(clause.points.points if clause.points else 0 for clause in clauses),
        "earn_step": tuple(clause.points.every if clause.points else 1 for clause in clauses),
        "earn_base": tuple(BASES[clause.of] for clause in clauses),
        "earn_rounding": tuple(100 if clause.rounded == "whole points down" else 1 for clause in clauses),
        "sum_first": tuple(first),
        "sum_last": tuple(last),
        "sum_from": tuple(row[0] for row in rows),
        "sum_rate": tuple(row[1] for row in rows),
        "lapse_seconds": tuple(clause.lapses.seconds if clause.lapses else 0 for clause in clauses),
        "lapse_months": tuple(clause.lapses.months if clause.lapses else 0 for clause in clauses),
    }


def delay_columns(edition: Edition, channels: tuple[str, ...]) -> dict[str, Any]:
    """Return the delays of every clause, each pair of crediting and use that can meet in one row (P21)."""
    rows: list[tuple[int, int, int, int]] = []
    first, last = [], []
    for clause in edition.earning.values():
        first.append(len(rows))
        rows.extend(delay_rows(clause, channels))
        last.append(len(rows))
    return {
        "delay_first": tuple(first),
        "delay_last": tuple(last),
        "delay_channel": tuple(row[0] for row in rows),
        "delay_above": tuple(row[1] for row in rows),
        "delay_credited": tuple(row[2] for row in rows),
        "delay_usable": tuple(row[3] for row in rows),
    }


def delay_rows(clause: Earning, channels: tuple[str, ...]) -> list[tuple[int, int, int, int]]:
    """Return a clause's delays as (channel, above, credited, usable); the first that fits is meant."""
    at_once = (Case(after=Period()),)
    rows = []
    for credited in clause.credited or at_once:
        for usable in clause.usable or at_once:
            if credited.channel and usable.channel and credited.channel != usable.channel:
                continue
            channel = credited.channel or usable.channel
            above = max(-1 if case.above is None else case.above for case in (credited, usable))
            code = channels.index(channel) if channel else -1
            rows.append((code, above, credited.after.seconds, usable.after.seconds))
    return rows


def paying_columns(edition: Edition) -> dict[str, Any]:
    """Return what points can pay; nothing where the edition does not say (P16, P17)."""
    paying = edition.paying
    of = paying.of if paying else ""
    floor = paying.leaving if paying else None
    return {
        "share": paying.up_to if paying else 0,
        "share_of_payable": int(of.startswith("payable")),
        "share_of_initial": int(of.endswith("before discounts")),
        "share_with_discounts": int(paying is not None and paying.counting_discounts == "yes"),
        "floor_kind": FLOORS[floor.kind] if floor else shapes.NO_FLOOR,
        "floor": floor.kopecks if floor else 0,
    }


def level_columns(edition: Edition) -> dict[str, Any]:
    """Return the steps of the level; a first step at nothing is added where the edition has none (P4–P6)."""
    levels = edition.levels
    steps = list(levels.steps.items()) if levels else []
    if steps and steps[0][0] > 0:
        steps.insert(0, (0, 0))
    fall = levels.fall if levels else None
    rates = [rate for _, rate in steps]
    return {
        "level_from": tuple(threshold for threshold, _ in steps),
        "level_rate": tuple(rates),
        "level_start_at_once": int(levels is not None and levels.start == "from the next receipt"),
        "fall_months": fall.after.months if fall else 0,
        "fall_floor": rates.index(fall.not_below) if fall and fall.not_below else 0,
    }


def mode_columns(edition: Edition) -> dict[str, Any]:
    """Return where each mode's percentages come from (P7)."""
    modes = edition.modes.choose_from.values() if edition.modes else ()
    return {
        "mode_discount": tuple(source_of(mode.discount) for mode in modes) or (0,),
        "mode_earn": tuple(source_of(mode.earn) for mode in modes) or (0,),
    }
