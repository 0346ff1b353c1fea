"""Programs, baskets and histories for the laws: what Hypothesis draws from."""

from functools import cache
from typing import Any

import msgspec
from hypothesis import strategies as st

from kopilka.checkout.replay import Replay
from kopilka.engine.compiling import CompiledProgram
from kopilka.programs.checking import check_program
from kopilka.programs.reading import read_program_text

ANNA = {"card": "2000000000015"}
GROUPS = ("paint", "services", "bread")

Event = dict[str, Any]


@st.composite
def program_texts(draw: st.DrawFn) -> str:
    """Draw a program: levels or not, modes or not, rounding, delays, what points may pay, what a return does."""
    levels = draw(st.booleans())
    rate = draw(st.sampled_from(("5%", "3.1%", "0.5%", *(("level", "mode") if levels else ()))))
    lines = [
        "program: drawn", "name: {ru: Проба, en: Drawn}",
        "point: {worth: " + draw(st.sampled_from(("1 ₽", "0.10 ₽"))) + ", spent in: 10}",
        "regions: {here: default}",
        "goods: {services: {categories: [services]}, bread: {categories: [bread]}}",
        "editions:", "- from: 2020-01-01",
    ]  # fmt: skip
    if levels:
        fall = "fall: {after: 12 months}, " if draw(st.booleans()) else ""
        start = draw(st.sampled_from(("next day", "from the next receipt")))
        lines.append(f"  levels: {{steps: {{0 ₽: 2%, 1000 ₽: 4%, 5000 ₽: 7%}}, {fall}start: {start}}}")
        lines.append("  modes: {choose from: {discount: {discount: level}, points: {earn: level},")
        lines.append(
            "    both: {discount: level - share, earn: share, share: 1%}}, start with: {default: points}}"
        )
    base = draw(st.sampled_from(("money paid", "sum after discounts")))
    lines.append(
        f"  discounts: {{card: {{percent: {draw(st.sampled_from(('0%', '7%', *(('mode',) if levels else ()))))},"
    )
    lines.append(
        f"    rounded: {draw(st.sampled_from(('kopecks', 'whole roubles down')))}}}, bread: {{percent: 10%, on: bread}}}}"
    )
    lines.append("  when discounts meet: " + draw(st.sampled_from(("largest", "the first named"))))
    lines.append(f"  earning: {{base: {{percent: {rate}, not on: services, of: {base},")
    lines.append(
        f"    rounded: {draw(st.sampled_from(('whole points down', 'hundredths of a point down')))},"
    )
    lines.append("    usable: [{above 50 points: after 14 days}, after 1 day], lapses: 3 months after},")
    lines.append(
        "    bread: {points: 1 point for every 50 ₽, on: bread, credited: after 3 days, lapses: never}}"
    )
    lines.append(f"  paying: {{up to: {draw(st.sampled_from(('100%', '50%')))}, not on: services,")
    lines.append(
        f"    leaving: {draw(st.sampled_from(('1 ₽ on each position', '1 ₽ on the receipt', '1 ₽ on each unit')))}}}"
    )
    policy = draw(st.sampled_from(("from waiting points", "within balance", "the rest a debt")))
    lines.append(f'  returns: {{earned: "taken back, {policy}"}}')
    return "\n".join(lines)


@cache
def compiled(text: str) -> CompiledProgram:
    return CompiledProgram(check_program(read_program_text(text, "drawn.yaml")))


@st.composite
def receipts(draw: st.DrawFn, number: str, at: str) -> Event:
    """Draw a receipt of one to six lines, kopecks and weights included."""
    lines = [
        {
            "line": place,
            "categories": [draw(st.sampled_from(GROUPS))],
            "quantity": draw(st.sampled_from(("1", "2", "3", "0.755", "12.5"))),
            "sum": draw(st.integers(min_value=0, max_value=500_000)),
        }
        for place in range(1, draw(st.integers(min_value=1, max_value=6)) + 1)
    ]
    spend = draw(st.sampled_from(("max", "max", 0, 1_000, 12_340)))
    return {"shop": "s", "number": number, "at": at, "member": ANNA, "spend": spend, "lines": lines}


def day(number: int) -> str:
    """Return noon of a day, counted from the beginning of 2021."""
    return f"20{21 + number // 336:02}-{number % 336 // 28 + 1:02}-{number % 28 + 1:02}T12:00:00+03:00"


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Draw a history: purchases, returns, voids and grants in any order, some of them late."""
    events: list[Event] = []
    numbers: list[str] = []
    today = 0
    for place in range(draw(st.integers(min_value=1, max_value=12))):
        today += draw(st.sampled_from((0, 1, 2, 5, 20, 20, 100, 400)))
        late = draw(st.sampled_from((0, 0, 0, 0, 3, 30)))
        at = day(max(today - late, 0))
        kind = draw(st.sampled_from(("receipt", "receipt", "receipt", "return", "return", "void", "grant")))
        if kind == "receipt" or not numbers:
            numbers.append(f"r{place}")
            events.append(draw(receipts(numbers[-1], at)))
        elif kind == "grant":
            amount = draw(st.integers(min_value=1, max_value=100_000))
            events.append({"kind": "grant", "grant": f"g{place}", "at": at, "member": ANNA, "amount": amount})
        elif kind == "void":
            events.append({"kind": "void", "shop": "s", "number": draw(st.sampled_from(numbers)), "at": at})
        else:
            number = draw(st.sampled_from((*numbers, numbers[-1], numbers[-1])))
            event: Event = {"kind": "return", "shop": "s", "number": number, "return": f"b{place}", "at": at}
            if draw(st.booleans()):
                event["lines"] = [{"line": 1, "quantity": draw(st.sampled_from(("0.5", "1")))}]
            events.append(event)
    return events


def take(replay: Replay, event: Event) -> Event:
    """Put an event to a replay as it would come from a file."""
    return replay.take(msgspec.json.encode(event))
