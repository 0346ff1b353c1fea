"""Worked examples of a program, as a file beside it (X5): what is done, and what must come out.

A scenario is turned into the events of `kopilka replay` and its answers are held against what the file expects. Who answers
is a driver: the pure engine here, a server over HTTP in the tests, a till page in Chromium.
"""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import yaml

from kopilka.checkout.expectations import Difference, differences, moment, refusal, value_of
from kopilka.money import read_scaled
from kopilka.programs.finding import find_program
from kopilka.programs.reading import ProgramFile

Event = dict[str, Any]
Driver = Callable[[Event], dict[str, Any]]

CARD = "2000000000015"
VERBS = ("buys", "returns", "voids", "grants", "registers", "balance")
ALLOWED = {
    "buys": {"number", "channel", "shop", "member", "spends", "expect"},
    "returns": {"shop", "lines", "id", "expect"},
    "voids": {"shop", "expect"},
    "grants": {"reason", "id", "expect"},
    "registers": {"expect"},
    "balance": set[str](),
}


class FaultyScenario(ValueError):
    """A scenario file that can't be read; says where and what to write."""


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
        raise FaultyScenario(
            f"{path}: a scenario needs name, proves, shop and steps; missing: {error}"
        ) from error
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
    receipts, grants, returns = count(1), count(1), count(1)
    for step in scenario.steps:
        verb = verb_of(scenario, step)
        at = moment(step["at"], scenario.zone)
        if verb == "buys":
            place = next(receipts)
            yield receipt_event(scenario, step, at, who, step.get("number", f"r{place}"))
        elif verb == "returns":
            place = next(returns)
            yield return_event(scenario, step, at, step.get("id", f"b{place}"))
        elif verb == "voids":
            yield {"kind": "void", "shop": step.get("shop", scenario.shop), "number": step["voids"], "at": at}
        elif verb == "grants":
            place = next(grants)
            yield grant_event(step, at, who, step.get("id", f"g{place}"))
        elif verb == "registers":
            changes = {name.replace(" ", "_"): value for name, value in (step["registers"] or {}).items()}
            yield {"kind": "member", "at": at, "member": who, **changes}
        else:
            yield {"kind": "balance", "at": at, "member": who}


def verb_of(scenario: Scenario, step: dict[str, Any]) -> str:
    """Return the one verb of a step; a word that the verb does not know is refused."""
    verbs = [verb for verb in VERBS if verb in step]
    if len(verbs) != 1 or "at" not in step:
        found = ", ".join(step)
        raise FaultyScenario(
            f"{scenario.name}: a step needs `at` and one of {', '.join(VERBS)}; it has {found}"
        )
    verb = verbs[0]
    unknown = [name for name in step if name not in {"at", "refused", verb, *ALLOWED[verb]}]
    if unknown:
        known = ", ".join(sorted(ALLOWED[verb] | {"at", "refused"}))
        raise FaultyScenario(
            f"{scenario.name}, {step['at']}: `{verb}` does not know {', '.join(unknown)}; it knows {known}"
        )
    return verb


def receipt_event(
    scenario: Scenario, step: dict[str, Any], at: str, who: dict[str, str], number: str
) -> Event:
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


def grant_event(step: dict[str, Any], at: str, who: dict[str, str], grant: str) -> Event:
    """Return a grant from `grants`."""
    event: Event = {"kind": "grant", "grant": grant, "at": at, "member": who}
    return event | {"amount": value_of(step["grants"]), "reason": step.get("reason", "")}


def return_event(scenario: Scenario, step: dict[str, Any], at: str, number: str) -> Event:
    """Return a return from `returns`."""
    event: Event = {
        "kind": "return",
        "shop": step.get("shop", scenario.shop),
        "number": step["returns"],
        "return": number,
        "at": at,
    }
    if "lines" in step:
        event["lines"] = [
            {"line": int(line), "quantity": quantity} for line, quantity in step["lines"].items()
        ]
    return event


def compare(scenario: Scenario, step: dict[str, Any], answer: dict[str, Any]) -> list[Difference]:
    """Hold an answer against what a step expects."""
    label = f"{step['at']} {verb_of(scenario, step)}"
    refused = step.get("refused")
    if answer["kind"] == "problem" or refused:
        return refusal(label, refused, answer)
    return list(differences(label, step.get("balance") or step.get("expect") or {}, answer, scenario.zone))
