"""Refusing what can't be explained to a customer: names that point nowhere, clauses that contradict each other.

Each check returns faults; a program that has one is not loaded.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from kopilka.programs.model import Discount, Earning, Edition, Modes, Paying, Program
from kopilka.programs.reading import Fault, FaultyProgram, ProgramFile, read_program

Note = Callable[[str, str], Fault]


def check_program(file: ProgramFile) -> ProgramFile:
    """Return the file when it holds together, else raise FaultyProgram with every fault."""

    def note(field: str, text: str) -> Fault:
        return Fault(file=file.file, line=nearest_line(file.lines, field), field=field, text=text)

    faults = list(faults_of(file.program, note))
    if faults:
        raise FaultyProgram(faults)
    return file


def nearest_line(lines: dict[str, int], field: str) -> int:
    """Return the line of a field, or of what it stands in."""
    while field and field not in lines:
        field = field.rpartition(".")[0]
    return lines.get(field, 1)


def faults_of(program: Program, note: Note) -> Iterator[Fault]:
    """Yield what is wrong with a program as a whole, then with each edition."""
    if not program.editions:
        yield note("editions", "must have at least one edition")
    for place, (earlier, later) in enumerate(pairwise(program.editions)):
        if later.from_ <= earlier.from_:
            yield note(f"editions[{place + 1}].from", "must be later than the edition before")
    if sum(1 for shops in program.regions.values() if shops == "default") > 1:
        yield note("regions", "only one region can be the default for shops that are not listed")
    yield from shops_twice(program, note)
    if program.point is not None:
        yield from point_faults(program, note)
    for place, edition in enumerate(program.editions):
        field = f"editions[{place}]"
        yield from edition_faults(program, edition, field, note)


def shops_twice(program: Program, note: Note) -> Iterator[Fault]:
    """A shop stands in one region."""
    seen: dict[str, str] = {}
    for region, shops in program.regions.items():
        for shop in () if shops == "default" else shops:
            if shop in seen:
                yield note(f"regions.{region}", f"«{shop}» stands in «{seen[shop]}» already")
            seen[shop] = region


def point_faults(program: Program, note: Note) -> Iterator[Fault]:
    """A point is worth something, what is spent at once is whole kopecks, and it can be counted in both languages."""
    point = program.point
    if point is None:
        return
    if point.worth == 0:
        yield note("point.worth", "must be more than nothing")
    if point.spent_in == 0 or point.spent_in * point.worth % 100:
        yield note("point.spent in", "must be worth whole kopecks")
    if len(point.name.ru) != 3:
        yield note("point.name.ru", "needs three forms: балл, балла, баллов")
    if len(point.name.en) != 2:
        yield note("point.name.en", "needs two forms: point, points")


def edition_faults(program: Program, edition: Edition, field: str, note: Note) -> Iterator[Fault]:
    """Yield what is wrong in one edition."""
    points_used = bool(edition.earning or edition.grants or edition.paying)
    if program.point is None and points_used:
        yield note(
            field, "has points, but the program does not say what a point is; add `point: {worth: 1 ₽}`"
        )
    if edition.levels is not None:
        yield from level_faults(edition, field, note)
    if edition.modes is not None:
        yield from mode_faults(program, edition.modes, f"{field}.modes", note)
    for name, discount in edition.discounts.items():
        yield from discount_faults(program, edition, discount, f"{field}.discounts.{name}", note)
    for name, earning in edition.earning.items():
        yield from earning_faults(program, edition, earning, f"{field}.earning.{name}", note)
    if edition.paying is not None:
        yield from paying_faults(program, edition.paying, f"{field}.paying", note)
    if len(edition.discounts) > 30 or len(edition.earning) > 30:
        yield note(field, "has more than 30 clauses of one kind; a customer can't follow that")


def level_faults(edition: Edition, field: str, note: Note) -> Iterator[Fault]:
    """Steps rise in both columns, and a fall goes down to one of them."""
    levels = edition.levels
    if levels is None:
        return
    if not levels.steps:
        yield note(f"{field}.levels.steps", "needs at least one step, as `0 ₽: 5%`")
    for (low, small), (high, large) in pairwise(levels.steps.items()):
        if high <= low or large <= small:
            yield note(f"{field}.levels.steps", "must rise from step to step, in spend and in percent")
    fall = levels.fall
    if fall is not None and not fall.after.months:
        yield note(f"{field}.levels.fall.after", "must be in months or years")
    if fall is not None and fall.not_below and fall.not_below not in levels.steps.values():
        yield note(f"{field}.levels.fall.not below", "must be the percentage of a step")


def mode_faults(program: Program, modes: Modes, field: str, note: Note) -> Iterator[Fault]:
    """Every region can begin with a mode that exists."""
    if "default" not in modes.start_with:
        yield note(f"{field}.start with", "needs `default`, the mode for every other region")
    for region, mode in modes.start_with.items():
        if region != "default" and region not in program.regions:
            yield note(f"{field}.start with.{region}", f"is no region; known: {', '.join(program.regions)}")
        if mode not in modes.choose_from:
            yield note(
                f"{field}.start with.{region}", f"«{mode}» is no mode; known: {', '.join(modes.choose_from)}"
            )
    for name, mode_clause in modes.choose_from.items():
        if "mode" in (mode_clause.discount, mode_clause.earn):
            yield note(
                f"{field}.choose from.{name}", "can't take its percentage from the mode; write level or share"
            )


def goods_faults(program: Program, names: tuple[str, ...], field: str, note: Note) -> Iterator[Fault]:
    """Groups of goods exist."""
    for name in names:
        if name not in program.goods:
            yield note(
                field, f"«{name}» is no group of goods; known: {', '.join(program.goods) or 'none yet'}"
            )


def place_faults(program: Program, clause: Discount | Earning, field: str, note: Note) -> Iterator[Fault]:
    """Goods and regions of a clause exist, and a clause does not both include and exclude."""
    yield from goods_faults(program, clause.on, f"{field}.on", note)
    yield from goods_faults(program, clause.not_on, f"{field}.not on", note)
    for region in clause.regions:
        if region not in program.regions:
            yield note(f"{field}.regions", f"«{region}» is no region; known: {', '.join(program.regions)}")


def rate_faults(edition: Edition, rate: object, field: str, note: Note) -> Iterator[Fault]:
    """A percentage that comes from a level or a mode needs one."""
    if rate in ("level", "share", "level - share") and edition.levels is None:
        yield note(field, f"«{rate}» needs `levels` in this edition")
    if rate == "mode" and edition.modes is None:
        yield note(field, "«mode» needs `modes` in this edition")


def discount_faults(
    program: Program, edition: Edition, discount: Discount, field: str, note: Note
) -> Iterator[Fault]:
    """A discount has its percentage, and rounds only what can be told apart."""
    yield from place_faults(program, discount, field, note)
    yield from rate_faults(edition, discount.percent, f"{field}.percent", note)
    if edition.when_discounts_meet == "sum" and discount.rounded != "kopecks":
        yield note(
            f"{field}.rounded",
            "can't be explained where discounts are summed; keep kopecks or let the largest win",
        )


def earning_faults(
    program: Program, edition: Edition, earning: Earning, field: str, note: Note
) -> Iterator[Fault]:
    """A clause earns by percent or by steps, dearer purchases never less, and every delay can be reached."""
    yield from place_faults(program, earning, field, note)
    if (earning.percent is None) == (earning.points is None):
        yield note(field, "needs either `percent` or `points`, and not both")
    if isinstance(earning.percent, dict):
        for (low, small), (high, large) in pairwise(earning.percent.items()):
            if high <= low or large < small:
                yield note(f"{field}.percent", "must rise from sum to sum")
    else:
        yield from rate_faults(edition, earning.percent, f"{field}.percent", note)
    for name in ("credited", "usable"):
        cases = getattr(earning, name)
        for place, case in enumerate(cases):
            if case.channel is None and case.above is None and place + 1 < len(cases):
                yield note(
                    f"{field}.{name}[{place + 1}]", "can never be reached; the case before it fits always"
                )


def paying_faults(program: Program, paying: Paying, field: str, note: Note) -> Iterator[Fault]:
    """What points may pay is given as an inclusion or as an exclusion (P30)."""
    yield from goods_faults(program, paying.on, f"{field}.on", note)
    yield from goods_faults(program, paying.not_on, f"{field}.not on", note)
    if paying.counting_discounts == "yes" and paying.of.endswith("goods"):
        yield note(
            f"{field}.counting discounts", "counts discounts twice unless the part is `before discounts`"
        )


def load_program(path: Path) -> ProgramFile:
    """Read a program file and check it; FaultyProgram says all that is wrong."""
    return check_program(read_program(path))
