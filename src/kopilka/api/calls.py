"""The calls of the machine interface, one function each: a request in, an answer out. Raise ``Problem``."""

from typing import TypeVar

import msgspec

from kopilka.api.answering import Response, answered, whole_member
from kopilka.api.keys import Caller
from kopilka.api.shapes import MemberChange, NewGrant, NewMember, ReturnGoods
from kopilka.checkout.orders import Tenant, read_give_back, read_given, read_settlement
from kopilka.checkout.reading import identified
from kopilka.checkout.service import Checkout
from kopilka.clock import write_moment
from kopilka.engine.answers import give_back_answer, lapse_words, receipt_answer, settled_answer
from kopilka.engine.explaining import codes_by_line
from kopilka.engine.messages import Grant, Receipt, Registration, Return, Void, Who, problem_of, read_at
from kopilka.problems import Problem


class Request(msgspec.Struct, kw_only=True):
    """One call: where, by whom, with what."""

    checkout: Checkout
    tenant: Tenant
    caller: Caller
    path: dict[str, str]
    query: dict[str, str]
    body: bytes
    language: str

    def of_shop(self, shop: str) -> str:
        """Return the shop, if it is the key's own. Raises Problem."""
        if shop != self.caller.shop:
            raise Problem("wrong_shop", "shop", value=self.caller.shop)
        return shop

    def moment(self, at: str | None) -> str:
        """Return the moment named, or now."""
        return at if at is not None else write_moment(self.checkout.now(), self.tenant.program.zone)


Shape = TypeVar("Shape")

_receipt = msgspec.json.Decoder(Receipt)
_return = msgspec.json.Decoder(ReturnGoods)
_member = msgspec.json.Decoder(NewMember)
_change = msgspec.json.Decoder(MemberChange)
_grant = msgspec.json.Decoder(NewGrant)


async def quote(request: Request) -> Response:
    """Settle a receipt without writing it."""
    receipt = _read(_receipt, request.body)
    request.of_shop(receipt.shop)
    settlement = await request.checkout.quote(request.tenant, receipt)
    program = request.tenant.program
    return answered(200, receipt_answer(program, receipt.shop, receipt.number, settlement, request.language))


async def commit(request: Request) -> Response:
    """Write a receipt: 201 the first time, 200 with the first answer for a repeat."""
    receipt = _read(_receipt, request.body)
    shop, number = request.path["shop"], request.path["number"]
    request.of_shop(shop)
    if receipt.shop != shop:
        raise Problem("path_differs", "shop", path=shop, value=receipt.shop)
    if receipt.number != number:
        raise Problem("path_differs", "number", path=number, value=receipt.number)
    outcome = await request.checkout.commit(request.tenant, receipt)
    settlement, program = read_settlement(outcome.answer), request.tenant.program
    if request.query.get("reasons") == "words":
        answer = receipt_answer(program, shop, number, settlement, request.language)
    else:
        answer = settled_answer(program, shop, number, settlement, codes_by_line(program, settlement))
    return answered(201 if outcome.is_new else 200, answer)


async def receipt(request: Request) -> Response:
    """Return a receipt with every reason and what followed it."""
    shop, number = request.of_shop(request.path["shop"]), request.path["number"]
    found = await request.checkout.receipt(request.tenant, shop, number)
    answer = receipt_answer(request.tenant.program, shop, number, found.settlement, request.language)
    answer["returns"] = [
        give_back_answer(followed.kind, shop, number, followed.part or None, followed.moved)
        for followed in found.followed
    ]
    return answered(200, answer)


async def give_back(request: Request) -> Response:
    """Give goods back: 201 the first time, 200 for a repeat."""
    asked = _read(_return, request.body)
    shop, number = request.of_shop(request.path["shop"]), request.path["number"]
    message = Return(shop=shop, number=number, return_=asked.return_, at=asked.at, lines=asked.lines)
    outcome = await request.checkout.give_back(request.tenant, message)
    moved = read_give_back(outcome.answer)
    return answered(
        201 if outcome.is_new else 200, give_back_answer("return", shop, number, asked.return_, moved)
    )


async def void(request: Request) -> Response:
    """Take a whole receipt back."""
    shop, number = request.of_shop(request.path["shop"]), request.path["number"]
    message = Void(shop=shop, number=number, at=request.moment(request.query.get("at")))
    outcome = await request.checkout.void(request.tenant, message, is_dated="at" in request.query)
    return answered(200, give_back_answer("void", shop, number, None, read_give_back(outcome.answer)))


async def register(request: Request) -> Response:
    """Register a member with a card."""
    asked = _read(_member, request.body)
    at = request.moment(asked.at)
    message = Registration(
        at=at,
        member=Who(card=asked.card, phone=asked.phone),
        birth_date=asked.birth_date,
        region=asked.region,
        mode=asked.mode,
        segments=asked.segments,
    )
    made = await request.checkout.register(request.tenant, message)
    return await _answer_member(request, 201, Who(id=str(made.id)), read_at(at))


async def change(request: Request) -> Response:
    """Change the fields of a member that are given."""
    asked = _read(_change, request.body)
    who = identified(request.path["identifier"])
    at = request.moment(asked.at)
    message = Registration(
        at=at,
        member=who,
        birth_date=asked.birth_date,
        region=asked.region,
        mode=asked.mode,
        segments=asked.segments,
    )
    await request.checkout.change(request.tenant, message)
    return await _answer_member(request, 200, who, read_at(at))


async def member(request: Request) -> Response:
    """Return a member's balance, now or at a moment."""
    at = read_at(request.moment(request.query.get("at")))
    return await _answer_member(request, 200, identified(request.path["identifier"]), at)


async def grant(request: Request) -> Response:
    """Give points: 201 the first time, 200 for a repeat."""
    asked = _read(_grant, request.body)
    at = request.moment(asked.at)
    message = Grant(
        grant=asked.grant,
        at=at,
        member=identified(request.path["identifier"]),
        amount=asked.amount,
        reason=asked.reason,
    )
    outcome = await request.checkout.grant(request.tenant, message, is_dated=asked.at is not None)
    given, program = read_given(outcome.answer), request.tenant.program
    answer = {
        "kind": "grant",
        "grant": asked.grant,
        "amount": given.amount,
        "available_from": write_moment(given.available_from, program.zone),
        "lapses_at": lapse_words(program, given.lapses_at),
    }
    return answered(201 if outcome.is_new else 200, answer)


async def _answer_member(request: Request, status: int, who: Who, at: int) -> Response:
    state = await request.checkout.member(request.tenant, who, at)
    cards = await request.checkout.cards(request.tenant, state.id)
    return answered(status, whole_member(request.tenant.program, state, cards, at))


def _read(decoder: msgspec.json.Decoder[Shape], body: bytes) -> Shape:
    try:
        return decoder.decode(body)
    except msgspec.MsgspecError as error:
        raise problem_of(error) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise Problem("malformed", detail=str(error)) from error
