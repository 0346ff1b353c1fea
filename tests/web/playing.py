"""Playing the worked examples of a program at the till page: the goods, the cards and the clock of an example.

Whoever presses the buttons, a test client or a person's browser, is a ``Hands``; this module prepares the shop and says
what to press. A card of an example has no welcome points until it is registered, so it is issued here as from the shelf.
"""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

import msgspec

from kopilka.catalogue.keeping import NewGoods, keep_goods, own_bar_code
from kopilka.checkout.orders import Tenant, read_given
from kopilka.checkout.scenarios import Scenario, read_scenarios
from kopilka.checkout.service import Checkout
from kopilka.clock import read_moment
from kopilka.engine.answers import balance_answer, lot_answer, member_answer
from kopilka.engine.core.shapes import ACCOUNT
from kopilka.engine.messages import Grant, Registration, Who
from kopilka.ledger.numbering import Numbering
from kopilka.ledger.queries import statement
from kopilka.members.cards import issue_card
from tests.web.shop import Clock

Event = dict[str, Any]
Answer = dict[str, Any]
PROGRAMS = Path(__file__).parents[2] / "programs"


class Hands(Protocol):
    """Somebody at the till page."""

    def sell(self, event: Event) -> Answer:
        """Scan the lines, show the card, ask for the points, take the money; return the receipt."""
        ...

    def take_back(self, event: Event, number: str) -> Answer:
        """Return goods of a receipt."""
        ...

    def look(self, card: str) -> Answer:
        """Open the member's page; return what it shows of the balance."""
        ...


def playable() -> Iterator[Scenario]:
    """Yield the examples that can happen at one till, in order, with each article once on a receipt."""
    for path in sorted(PROGRAMS.glob("*.scenarios.yaml")):
        yield from filter(can_be_played, read_scenarios(path).scenarios)


def can_be_played(scenario: Scenario) -> bool:
    """Tell whether a till page can do all of an example: voids, web shops and late messages it can't."""
    moments = [step["at"] for step in scenario.steps]
    if moments != sorted(moments):
        return False
    for step in scenario.steps:
        goods = [entry[0] for entry in step.get("buys", ())]
        if "voids" in step or "channel" in step or "shop" in step or len(set(goods)) < len(goods):
            return False
    return True


class Player:
    """Does what the events of an example say."""

    def __init__(self, checkout: Checkout, clock: Clock, program: str, hands: Hands) -> None:
        self.checkout = checkout
        self.clock = clock
        self.tenant = checkout.tenant(program)
        self.hands = hands
        self.numbers: dict[str, str] = {}
        self.card = checkout.wait_for(card_from_shelf(checkout, self.tenant))

    def do(self, event: Event) -> Answer:
        """Do one step and return its answer in the words of the interface."""
        self.clock.moment = read_moment(event["at"])
        match event["kind"]:
            case "receipt":
                return self.sell(event)
            case "return":
                return self.hands.take_back(event, self.numbers[event["number"]])
            case "grant":
                grant = msgspec.convert({**event, "grant": f"{event['grant']}-{self.card}"}, Grant)
                outcome = self.checkout.wait_for(self.checkout.grant(self.tenant, grant))
                given = read_given(outcome.answer)
                lot = lot_answer(self.tenant.program, given.amount, given.available_from, given.lapses_at)
                return {"kind": "grant", **lot}
            case "member":
                change = msgspec.convert(event, Registration)
                state = self.checkout.wait_for(self.checkout.change(self.tenant, change))
                return member_answer(self.tenant.program, event["member"], state, self.clock())
            case _:
                return self.balance()

    def sell(self, event: Event) -> Answer:
        """Put the goods on the shelves at the prices of the step, and sell them."""
        keep_goods(self.tenant.program.name, [on_shelf(line) for line in event["lines"]])
        answer = self.hands.sell(event)
        self.numbers[event["number"]] = answer.get("number", "")
        return answer

    def balance(self) -> Answer:
        """Return what the member has; the page must show the same."""
        state = self.checkout.wait_for(self.checkout.member(self.tenant, Who(card=self.card)))
        answer = balance_answer(self.tenant.program, state, self.clock())
        shown = self.hands.look(self.card)
        assert shown == {name: answer[name] for name in shown}
        return answer


def on_shelf(line: dict[str, Any]) -> NewGoods:
    """Return the goods of a line at its price."""
    serial = int.from_bytes(blake2b(line["article"].encode(), digest_size=4).digest())
    return NewGoods(
        article=line["article"],
        bar_code=own_bar_code("29", serial),
        name_ru=line["name"],
        name_en=line["name"],
        price=line.get("price", line["sum"]),
        categories=tuple(line["categories"]),
        marks=tuple(line["marks"]),
    )


async def card_from_shelf(checkout: Checkout, tenant: Tenant) -> str:
    """Issue a card to a membership that nobody has registered yet."""
    numbering = Numbering()
    async with checkout.connection() as connection:
        await numbering.reserve(connection, 1)
        member = numbering.take()
        fields = {"program": tenant.id, "id": member, "person": None, "account": [0] * ACCOUNT}
        await connection.execute(
            statement("add_membership", "kopilka.members"), {**fields, "recorded_at": checkout.now()}
        )
        return await issue_card(connection, tenant.id, member, None, checkout.now())
