"""What the machine interface takes and answers beside the receipt itself, as typed structures.

The structures of answers describe what ``engine.answers`` builds; a test holds the two together. Money and points in
hundredths, times in ISO 8601 with an offset.
"""

from typing import Annotated

import msgspec

from kopilka.engine.messages import Chosen, Message, ReturnLine

About = msgspec.Meta
Moment = Annotated[str, About(description="ISO 8601 with an offset, as 2021-08-01T12:00:00+03:00")]
Hundredths = Annotated[int, About(description="an integer in hundredths")]


class ReturnGoods(Message):
    """Goods that come back; without `lines` everything that is left."""

    return_: Annotated[
        str, About(description="the till's own id of the return, unique within the receipt")
    ] = msgspec.field(name="return")
    at: Moment
    lines: tuple[ReturnLine, ...] | None = None


class NewMember(Message):
    """A member to register. Without `card` a new card is issued."""

    card: Annotated[str | None, About(description="13 digits with a check digit")] = None
    phone: Annotated[str | None, About(description="with the country code, as +79001234567")] = None
    birth_date: Annotated[str | None, About(description="YYYY-MM-DD")] = None
    region: str | None = None
    mode: str | Chosen | None = None
    segments: tuple[str, ...] | None = None
    at: Moment | None = None


class MemberChange(Message):
    """The fields of a member to change; the others stay."""

    birth_date: Annotated[str | None, About(description="YYYY-MM-DD")] = None
    region: str | None = None
    mode: str | Chosen | None = None
    segments: tuple[str, ...] | None = None
    at: Moment | None = None


class NewGrant(Message):
    """Points to give by a named reason."""

    grant: Annotated[str, About(description="the caller's own id of the grant, unique within the program")]
    amount: Annotated[int, About(description="hundredths of a point", gt=0)]
    reason: Annotated[str, About(description="a clause of the program, or any word")] = ""
    at: Moment | None = None


class Reason(msgspec.Struct):
    """Why an amount is what it is."""

    code: str
    about: str
    clause: str | None
    text: Annotated[str, About(description="the sentence, where words were asked for")] = ""


class SettledLine(msgspec.Struct):
    """One line: sum − discount − points = to_pay."""

    line: int
    sum: int
    discount: int
    points: int
    to_pay: int
    earned: int
    reasons: list[Reason] = []


class Points(msgspec.Struct):
    """Points in the receipt, in hundredths of a point; `worth` in hundredths of money."""

    asked: Annotated[int | None, About(description="null for as many as possible")]
    allowed: int
    taken: int
    worth: int


class LotAnswer(msgspec.Struct):
    """Points that are usable and lapse together."""

    amount: int
    available_from: str
    lapses_at: Annotated[str | None, About(description="null for what never lapses")]


class ReceiptAnswer(msgspec.Struct):
    """A settled receipt."""

    kind: str
    shop: str
    number: str
    edition: Annotated[str, About(description="first day of the edition that settled it")]
    total: int
    discount: int
    points: Points
    to_pay: int
    earned: int
    counters: dict[str, int]
    level: Annotated[int | None, About(description="hundredths of a percent, null without levels")]
    lines: list[SettledLine]
    lots: list[LotAnswer]
    reasons: list[Reason] = []
    returns: list["ReturnAnswer"] = []


class ReturnedLine(msgspec.Struct):
    """What came back of a line."""

    line: int
    quantity: str
    refund: int
    points: int


class ReturnAnswer(msgspec.Struct):
    """What a return or a void really moved; `earned_back` includes what became debt."""

    kind: str
    shop: str
    number: str
    return_: str | None = msgspec.field(name="return")
    refund: int
    points_back: int
    earned_back: int
    debt: int
    lines: list[ReturnedLine]


class GrantAnswer(msgspec.Struct):
    """A grant as it came out."""

    kind: str
    grant: str
    amount: int
    available_from: str
    lapses_at: str | None


class CardAnswer(msgspec.Struct):
    """A card and its state: `active`, `blocked` or `closed`."""

    number: str
    state: str


class MemberAnswer(msgspec.Struct):
    """A member: who, and what there is. Points in hundredths of a point, `accumulated` in hundredths of money."""

    id: str
    cards: list[CardAnswer]
    region: str | None
    mode: str | None
    level: Annotated[int | None, About(description="hundredths of a percent, null without levels")]
    available: int
    waiting: int
    lapsing: Annotated[int, About(description="what lapses within 31 days")]
    debt: int
    accumulated: int
    counters: dict[str, int]
    lots: list[LotAnswer]


class ProblemAnswer(msgspec.Struct):
    """What went wrong and what to do (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: Annotated[str, About(description="a sentence that says what to do, in the language asked for")]
    code: Annotated[str, About(description="stable; see the list of problems")]
    field: Annotated[str, About(description="where in the message, empty for the whole")]
    settlement: ReceiptAnswer | None = None


class Health(msgspec.Struct):
    """Whether receipts can be taken."""

    status: str
    database: str
