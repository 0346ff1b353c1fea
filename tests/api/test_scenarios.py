"""Every worked example of every shipped program, over the machine interface and PostgreSQL (X5)."""

from typing import Any

import psycopg
import pytest

from kopilka.checkout.scenarios import Scenario, play, read_scenarios
from kopilka.clock import read_moment
from kopilka.environment import programs_folder
from tests.house import House

pytestmark = pytest.mark.server

EXAMPLES = [
    pytest.param(example, id=f"{example.program}: {example.name}")
    for path in sorted(programs_folder().glob("*.scenarios.yaml"))
    for example in read_scenarios(path).scenarios
]
ADD_MEMBER = """
with made as (
    insert into membership (program, id, account, recorded_at) values (%(program)s, nextval('ledger_number'), %(account)s, 0)
    returning id
)
insert into card (program, number, membership, state, recorded_at)
select %(program)s, %(card)s, id, 'active', 0 from made
"""


class Till:
    """Plays the events of `kopilka replay` over the interface; members are made on first sight, as there."""

    def __init__(self, house: House, program: str) -> None:
        self.house = house
        self.program = program
        self.keys: dict[str, str] = {}
        self.shop_of: dict[str, str] = {}
        self.seen: set[str] = set()

    def __call__(self, event: dict[str, Any]) -> dict[str, Any]:
        """Answer one event as `kopilka replay` does."""
        kind = event.get("kind", "receipt")
        self.house.clock.moment = max(self.house.clock.moment, read_moment(event["at"]))
        if "member" in event:
            self.meet(event["member"]["card"])
        answer = getattr(self, kind)({name: value for name, value in event.items() if name != "kind"})
        if "code" in answer:
            return {
                "kind": "problem",
                "code": answer["code"],
                "field": answer["field"],
                "text": answer["detail"],
            }
        return {"kind": kind, **answer}

    def meet(self, card: str) -> None:
        """Give somebody a membership and a card, without registration."""
        if card in self.seen:
            return
        self.seen.add(card)
        number = self.house.checkout.tenants[self.program].id
        with psycopg.connect(self.house.dsn, autocommit=True) as connection:
            connection.execute(ADD_MEMBER, {"program": number, "card": card, "account": [0] * 6})

    def call(
        self, method: str, address: str, body: Any = None, shop: str = "", **query: str
    ) -> dict[str, Any]:
        """Call with the key of a shop."""
        key = self.keys.get(shop) or self.keys.setdefault(shop, self.house.new_key(shop, self.program))
        answer = self.house.call(method, address, body, key=key, params=query)
        return dict(answer.json())

    def receipt(self, event: dict[str, Any]) -> dict[str, Any]:
        """Commit a receipt."""
        address = f"/v1/receipts/{event['shop']}/{event['number']}"
        return self.call("PUT", address, event, event["shop"], reasons="words")

    def return_(self, event: dict[str, Any]) -> dict[str, Any]:
        """Return goods."""
        shop, number = event.pop("shop"), event.pop("number")
        return self.call("POST", f"/v1/receipts/{shop}/{number}/returns", event, shop)

    def void(self, event: dict[str, Any]) -> dict[str, Any]:
        """Void a receipt."""
        return self.call(
            "DELETE", f"/v1/receipts/{event['shop']}/{event['number']}", None, event["shop"], at=event["at"]
        )

    def grant(self, event: dict[str, Any]) -> dict[str, Any]:
        """Give points."""
        return self.call("POST", f"/v1/members/card:{event.pop('member')['card']}/grants", event)

    def member(self, event: dict[str, Any]) -> dict[str, Any]:
        """Register or change a member."""
        return self.call("PATCH", f"/v1/members/card:{event.pop('member')['card']}", event)

    def balance(self, event: dict[str, Any]) -> dict[str, Any]:
        """Ask for a balance."""
        return self.call("GET", f"/v1/members/card:{event['member']['card']}", at=event["at"])


setattr(Till, "return", Till.return_)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_interface_gives_what_was_computed_by_hand(house: House, example: Scenario) -> None:
    house.clock.moment = 0
    assert play(example, Till(house, example.program)) == []
    assert house.is_sound()
