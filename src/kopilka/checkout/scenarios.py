"""Worked examples of a program, as a file beside it (X5): what is done, and what must come out.

A scenario is turned into the events of `kopilka replay` and its answers are held against what the file expects. Who answers
is a driver: the pure engine here, a server over HTTP in the tests, a till page in Chromium.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import yaml

from kopilka.clock import zone_named
from kopilka.money import read_scaled
from kopilka.programs.finding import find_program
from kopilka.programs.reading import ProgramFile

Event = dict[str, Any]
Driver = Callable[[Event], dict[str, Any]]

CARD = "2000000000015"
VERBS = ("buys", "returns", "voids", "grants", "registers", "balance")


class FaultyScenario(ValueError):
    """A scenario file that can't be read; says where and what to write."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One expectation that was not met."""

    step: str
    field: str
    expected: Any
    came: Any

    def __str__(self) -> str:
        """Return the difference as one line."""
        return f"{self.step}: {self.field}: expected {self.expected}, came {self.came}"


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One example: its name, the requirements that it proves, its shop and its steps."""

    name: str
    proves: tuple[str, ...]
    shop: str
    steps: tuple[dict[str, Any], ...]
    goods: dict[str, dict[str, Any]]
    program: str
    zone: str


class ScenarioFile(msgspec.Struct, frozen=True, kw_only=True):
    """All examples of a program."""

    path: str
    program: ProgramFile
    scenarios: tuple[Scenario, ...]


class Timeless(yaml.SafeLoader):
    """YAML in which every scalar stays the text that stands there."""


Timeless.yaml_implicit_resolvers = {}


def read_scenarios(path: Path) -> ScenarioFile:
    """Read a scenario file; its program lies beside it or is found by name."""
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=Timeless)  # noqa: S506 - a SafeLoader without resolvers
        beside = path.parent / f"{content['program']}.yaml"
        program = find_program(str(beside) if beside.is_file() else content["program"])
        scenarios = tuple(
            Scenario(
                name=entry["name"],
                proves=tuple(entry["proves"]),
                shop=entry["shop"],
                steps=tuple(entry["steps"]),
                goods=content.get("goods", {}),
                program=program.program.program,
                zone=program.program.time_zone,
            )
            for entry in content["scenarios"]
        )
    except yaml.YAMLError as error:
        raise FaultyScenario(f"{path}: {error}") from error
    except (KeyError, TypeError) as error:
        raise FaultyScenario(f"{path}: a scenario needs name, proves, shop and steps; missing: {error}") from error
    return ScenarioFile(path=str(path), program=program, scenarios=scenarios)


def play(scenario: Scenario, driver: Driver, member: dict[str, str] | None = None) -> list[Difference]:
    """Play a scenario through a driver; return every difference."""
    differences: list[Difference] = []
    for event, step in zip(events_of(scenario, member), scenario.steps, strict=True):
        answer = driver(event)
        differences += compare(scenario, step, answer)
    return differences


def events_of(scenario: Scenario, member: dict[str, str] | None = None) -> Iterator[Event]:
    """Yield the event of each step."""
    who = member or {"card": CARD}
    numbers = iter(f"r{place}" for place in range(1, 1_000))
    grants = iter(f"g{place}" for place in range(1, 1_000))
    for step in scenario.steps:
        verb = verb_of(scenario, step)
        at = moment(step["at"], scenario.zone)
        if verb == "buys":
            number = step.get("number") or next(numbers)
            yield receipt_event(scenario, step, at, who, number)
        elif verb == "returns":
            yield return_event(scenario, step, at)
        elif verb == "voids":
            yield {"kind": "void", "shop": step.get("shop", scenario.shop), "number": step["voids"], "at": at}
        elif verb == "grants":
            grant = step.get("id") or next(grants)
            amount = value_of(step["grants"])
            yield {
                "kind": "grant", "grant": grant, "at": at, "member": who, "amount": amount, "reason": step.get("reason", ""),
            }  # fmt: skip
        elif verb == "registers":
            changes = {name.replace(" ", "_"): value for name, value in (step["registers"] or {}).items()}
            yield {"kind": "member", "at": at, "member": who, **changes}
        else:
            yield {"kind": "balance", "at": at, "member": who}


def verb_of(scenario: Scenario, step: dict[str, Any]) -> str:
    """Return the one verb of a step."""
    verbs = [verb for verb in VERBS if verb in step]
    if len(verbs) != 1 or "at" not in step:
        raise FaultyScenario(f"{scenario.name}: a step needs `at` and one of {', '.join(VERBS)}; it has {', '.join(step)}")
    return verbs[0]


def receipt_event(scenario: Scenario, step: dict[str, Any], at: str, who: dict[str, str], number: str) -> Event:
    """Return a receipt from `buys`."""
    event: Event = {
        "kind": "receipt",
        "shop": step.get("shop", scenario.shop),
        "number": number,
        "at": at,
        "lines": [line_event(scenario, entry, place) for place, entry in enumerate(step["buys"], 1)],
    }
    if step.get("member") != "none":
        event["member"] = who
    if "channel" in step:
        event["channel"] = step["channel"]
    if "spends" in step:
        spends = step["spends"]
        event["spend"] = "max" if spends == "max" else 0 if spends == "none" else value_of(spends)
    return event


def line_event(scenario: Scenario, entry: list[Any], place: int) -> dict[str, Any]:
    """Return a line from `[goods, 2 × 100 ₽]`, with the marks of the goods and of the line."""
    name, amount, *marks = entry
    goods = scenario.goods.get(name)
    if goods is None:
        raise FaultyScenario(f"{scenario.name}: «{name}» is not among the goods of the file")
    quantity, separator, price = amount.partition("×")
    line: dict[str, Any] = {"line": place, "name": name, "article": goods.get("article", name)}
    line["categories"] = goods.get("categories", [])
    line["marks"] = [*goods.get("marks", []), *(marks[0] if marks else [])]
    if separator:
        line["quantity"] = quantity.strip()
        line["price"] = value_of(price)
        line["sum"] = (line["price"] * read_scaled(quantity, 1_000) + 500) // 1_000
    else:
        line["quantity"], line["sum"] = "1", value_of(amount)
    return line


def return_event(scenario: Scenario, step: dict[str, Any], at: str) -> Event:
    """Return a return from `returns`."""
    event: Event = {
        "kind": "return",
        "shop": step.get("shop", scenario.shop),
        "number": step["returns"],
        "return": step.get("id") or f"back-{at}",
        "at": at,
    }
    if "lines" in step:
        event["lines"] = [{"line": int(line), "quantity": quantity} for line, quantity in step["lines"].items()]
    return event


def moment(text: str, zone: str) -> str:
    """Return a local time of the program's zone with its offset."""
    return datetime.fromisoformat(text).replace(tzinfo=zone_named(zone)).isoformat()


def value_of(text: str) -> Any:  # noqa: ANN401 - an amount, or a word
    """Read `10000 ₽`, `150 points` or `5%` in hundredths, `never` as None, anything else as it stands."""
    plain = text.strip()
    if plain == "never":
        return None
    for unit in ("₽", "points", "point", "%"):
        if plain.endswith(unit):
            return read_scaled(plain.removesuffix(unit), 100)
    return plain


def compare(scenario: Scenario, step: dict[str, Any], answer: dict[str, Any]) -> list[Difference]:
    """Hold an answer against what a step expects."""
    label = f"{step['at']} {verb_of(scenario, step)}"
    refused = step.get("refused")
    if answer["kind"] == "problem" or refused:
        came = answer.get("code") or "an answer"
        text = f"{came} ({answer['text']})" if "text" in answer else came
        return [] if came == refused else [Difference(step=label, field="refused", expected=refused, came=text)]
    expected = step.get("balance") or step.get("expect") or {}
    flat = flatten(answer)
    return list(differences(label, expected, flat, scenario.zone))


def flatten(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer by the words of the scenario file: `to pay`, `taken`, `lines` by number."""
    flat = {name.replace("_", " "): value for name, value in answer.items()}
    for name, value in (answer.get("points") or {}).items() if isinstance(answer.get("points"), dict) else ():
        flat[name] = value
    if "lines" in answer:
        flat["lines"] = {str(line["line"]): flatten(line) for line in answer["lines"]}
    return flat


def differences(label: str, expected: dict[str, Any], came: dict[str, Any], zone: str) -> Iterator[Difference]:
    """Yield what is not as expected, field by field."""
    for name, wanted in expected.items():
        if name not in came:
            yield Difference(step=label, field=name, expected=wanted, came="no such field")
        elif name == "reasons":
            codes = [reason["code"] for reason in came[name]]
            for code in [wanted] if isinstance(wanted, str) else wanted:
                if code not in codes:
                    yield Difference(step=label, field=name, expected=code, came=", ".join(codes) or "none")
        elif isinstance(wanted, dict):
            for key, inner in wanted.items():
                yield from differences(f"{label}: {name} {key}", inner, came[name].get(str(key), {}), zone)
        elif isinstance(wanted, list):
            if len(wanted) != len(came[name]):
                yield Difference(step=label, field=name, expected=f"{len(wanted)} of them", came=len(came[name]))
            for place, (inner, value) in enumerate(zip(wanted, came[name], strict=False)):
                yield from differences(f"{label}: {name} {place + 1}", inner, flatten(value), zone)
        elif not same(wanted, came[name], zone):
            yield Difference(step=label, field=name, expected=wanted, came=shown(came[name]))


def same(wanted: str, came: Any, zone: str) -> bool:  # noqa: ANN401
    """Tell whether a value is what was written: an amount, a time, a word or a number."""
    if isinstance(came, str) and came[:4].isdigit() and "T" in came:
        return came == moment(wanted, zone)
    value = value_of(wanted)
    return bool(value == came or str(value) == str(came))


def shown(value: Any) -> str:  # noqa: ANN401
    """Write what came so that it can be compared with an amount."""
    return f"{value} hundredths" if isinstance(value, int) else str(value)
