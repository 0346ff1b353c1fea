"""The pure engine over a ledger in memory: one answer for each event, in order (`kopilka replay`).

The same verbs as the till's, without a database. An event that can't be taken is answered by a problem and changes
nothing; receipts, returns, voids and grants repeat harmlessly by their ids.
"""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

import msgspec

from kopilka.clock import write_moment
from kopilka.engine.answers import (
    balance_answer,
    give_back_answer,
    lapse_words,
    member_answer,
    receipt_answer,
)
from kopilka.engine.compiling import CompiledProgram
from kopilka.engine.grants import give_points
from kopilka.engine.levels import age, edition_for
from kopilka.engine.membership import register
from kopilka.engine.messages import (
    BalanceQuestion,
    Grant,
    Message,
    Receipt,
    Registration,
    Return,
    Void,
    Who,
    canonical,
    check_amount,
    check_name,
    problem_of,
    quantity_of,
    read_at,
)
from kopilka.engine.points import write_lapses
from kopilka.engine.purchases import book_purchase, check_printed, compare_printed, settle_receipt
from kopilka.engine.returns import give_back, quantities_back, returned_nothing
from kopilka.engine.settlements import Returned, Settlement
from kopilka.engine.state import MemberState, Movement
from kopilka.problems import Problem

Answer = dict[str, Any]

KINDS: dict[str, type[Message]] = {
    "receipt": Receipt,
    "return": Return,
    "void": Void,
    "member": Registration,
    "grant": Grant,
    "balance": BalanceQuestion,
}
DECODERS = {kind: msgspec.json.Decoder(message) for kind, message in KINDS.items()}


class KindOf(msgspec.Struct):
    """Only the kind of an event."""

    kind: str = "receipt"


KIND = msgspec.json.Decoder(KindOf)


class KeptReceipt(msgspec.Struct, kw_only=True):
    """A receipt in the ledger in memory."""

    operation: int
    member: int | None
    body: bytes
    settlement: Settlement
    answer: Answer
    returned: Returned
    returns: dict[str, tuple[bytes, Answer]] = {}
    void: Answer | None = None


class Replay:
    """A program and everything that has happened in it."""

    def __init__(self, program: CompiledProgram, language: str = "en") -> None:
        self.program = program
        self.language = language
        self.members: dict[int, MemberState] = {}
        self.identities: dict[str, int] = {}
        self.receipts: dict[tuple[str, str], KeptReceipt] = {}
        self.grants: dict[str, tuple[bytes, Answer]] = {}
        self.postings: dict[int, list[Movement]] = {}
        self.operations = count(1)
        self.lots = count(1)

    def run(self, lines: Iterable[bytes]) -> Iterator[Answer]:
        """Answer every line that is not blank."""
        for line in lines:
            if line.strip():
                yield self.take(line)

    def take(self, line: bytes) -> Answer:
        """Answer one event; what can't be taken is a problem and changes nothing."""
        try:
            return self.take_message(read_event(line))
        except Problem as problem:
            text = problem.text(self.language)
            return {"kind": "problem", "code": problem.code, "field": problem.field, "text": text}

    def take_message(self, message: Message) -> Answer:
        """Answer a message that has been read. Raises Problem."""
        program = getattr(message, "program", None)
        if program is not None and program != self.program.name:
            raise Problem("wrong_program", "program", value=program, program=self.program.name)
        if isinstance(message, Receipt):
            return self.take_receipt(message)
        if isinstance(message, Return):
            return self.take_return(message)
        if isinstance(message, Void):
            return self.take_void(message)
        if isinstance(message, Registration):
            return self.take_registration(message)
        if isinstance(message, Grant):
            return self.take_grant(message)
        if isinstance(message, BalanceQuestion):
            return self.answer_balance(message)
        raise AssertionError(message)

    # Members

    def find(self, who: Who) -> MemberState | None:
        """Return a member that has been seen."""
        known = self.identities.get(who.key())
        return None if known is None else self.members[known]

    def seen(self, who: Who) -> MemberState:
        """Return a member, known or new; a new one is kept only by ``keep_member``."""
        return self.find(who) or MemberState(id=len(self.members) + 1)

    def keep_member(self, who: Who, state: MemberState) -> None:
        """Make a member known."""
        self.members[state.id] = state
        self.identities[who.key()] = state.id

    def post(self, member: int, movements: list[Movement]) -> None:
        """Write movements down."""
        self.postings.setdefault(member, []).extend(movements)

    # Events

    def take_receipt(self, message: Receipt) -> Answer:
        """Settle and book a receipt."""
        state = self.seen(message.member) if message.member else None
        check_receipt_names(message)
        body = canonical(
            message,
            state.id if state else None,
            program=self.program.name,
            at=read_at(message.at),
            lines=plain_lines(message),
        )
        key = (message.shop, message.number)
        kept = self.receipts.get(key)
        if kept is not None:
            if kept.body != body:
                raise Problem("number_taken", "number", value=message.number)
            return kept.answer
        settlement = settle_receipt(self.program, state, message)
        check_printed(message, settlement)
        compare_printed(self.program, state, message, settlement)
        operation = next(self.operations)
        if state is not None and message.member is not None:
            self.keep_member(message.member, state)
            moved = book_purchase(
                self.program, state, message.shop, settlement, operation, lambda: next(self.lots)
            )
            self.post(state.id, moved)
        answer = receipt_answer(self.program, message.shop, message.number, settlement, self.language)
        self.receipts[key] = KeptReceipt(
            operation=operation,
            member=state.id if state else None,
            body=body,
            settlement=settlement,
            answer=answer,
            returned=returned_nothing(settlement),
            returns={},
        )
        return answer

    def receipt_of(self, message: Return | Void) -> KeptReceipt:
        """Return the receipt of a return or void."""
        kept = self.receipts.get((message.shop, message.number))
        if kept is None:
            raise Problem("unknown_receipt", "number", value=message.number)
        return kept

    def take_return(self, message: Return) -> Answer:
        """Give goods back, once by the return's id (R6)."""
        check_name(message.return_, "return")
        at = read_at(message.at)
        kept = self.receipt_of(message)
        body = canonical(message, None, program=self.program.name, at=at)
        known = kept.returns.get(message.return_)
        if known is not None:
            if known[0] != body:
                raise Problem("number_taken", "return", value=message.return_)
            return known[1]
        back = quantities_back(kept.settlement, kept.returned, message.lines)
        answer = self.give_back(kept, back, at, message, message.return_)
        kept.returns[message.return_] = (body, answer)
        return answer

    def take_void(self, message: Void) -> Answer:
        """Take a whole receipt back; not after a return."""
        at = read_at(message.at)
        kept = self.receipt_of(message)
        if kept.void is not None:
            return kept.void
        if any(kept.returned.quantities):
            raise Problem("already_returned", "number")
        back = quantities_back(kept.settlement, kept.returned, None)
        kept.void = self.give_back(kept, back, at, message, None)
        kept.returned.voided = True
        return kept.void

    def give_back(
        self, kept: KeptReceipt, back: list[int], at: int, message: Return | Void, return_id: str | None
    ) -> Answer:
        """Give goods back and post what moved."""
        state = self.members[kept.member] if kept.member is not None else None
        moved, movements = give_back(
            self.program, state, kept.operation, kept.settlement, kept.returned, back, at
        )
        if state is not None:
            self.post(state.id, movements)
        return give_back_answer(message.kind, message.shop, message.number, return_id, moved)

    def take_registration(self, message: Registration) -> Answer:
        """Register a member or change one."""
        state = self.seen(message.member)
        movements = register(self.program, state, message, next(self.operations), lambda: next(self.lots))
        self.keep_member(message.member, state)
        self.post(state.id, movements)
        who = {
            name: value for name, value in msgspec.to_builtins(message.member).items() if value is not None
        }
        return member_answer(self.program, who, state, read_at(message.at))

    def take_grant(self, message: Grant) -> Answer:
        """Give points, once by the grant's id (P10)."""
        at = read_at(message.at)
        check_name(message.grant, "grant")
        check_amount(message.amount, "amount")
        if message.amount == 0:
            raise Problem("invalid_value", "amount", detail="a grant is more than nothing")
        state = self.seen(message.member)
        body = canonical(message, state.id, program=self.program.name, at=at)
        known = self.grants.get(message.grant)
        if known is not None:
            if known[0] != body:
                raise Problem("number_taken", "grant", value=message.grant)
            return known[1]
        edition = edition_for(self.program, at)
        if not edition.has_points:
            raise Problem("no_points", "grant")
        self.keep_member(message.member, state)
        movements = age(self.program, state, at)
        given = give_points(
            edition, state, message.reason, message.amount, at, next(self.operations), lambda: next(self.lots)
        )
        self.post(state.id, movements + given.movements + write_lapses(state))
        answer = {
            "kind": "grant",
            "grant": message.grant,
            "amount": given.amount,
            "available_from": write_moment(given.available_from, self.program.zone),
            "lapses_at": lapse_words(self.program, given.lapses_at),
        }
        self.grants[message.grant] = (body, answer)
        return answer

    def answer_balance(self, message: BalanceQuestion) -> Answer:
        """Say what a member has."""
        at = read_at(message.at)
        edition_for(self.program, at)
        state = self.seen(message.member)
        self.keep_member(message.member, state)
        return balance_answer(self.program, state, at)


def read_event(line: bytes) -> Message:
    """Read an event by its kind. Raises Problem."""
    try:
        kind = KIND.decode(line).kind
        decoder = DECODERS.get(kind)
        if decoder is None:
            raise Problem("unknown_kind", "kind", name=kind)
        return decoder.decode(line)
    except msgspec.MsgspecError as error:
        raise problem_of(error) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise Problem("malformed", detail=str(error)) from error


def check_receipt_names(message: Receipt) -> None:
    """Refuse names that can't be keys."""
    check_name(message.shop, "shop")
    check_name(message.number, "number")


def plain_lines(message: Receipt) -> list[Any]:
    """Return the lines with quantities in one form, so that ``2`` and ``2.0`` are the same."""
    lines = []
    for place, line in enumerate(message.lines):
        plain = msgspec.to_builtins(line)
        plain["quantity"] = quantity_of(line.quantity, f"lines[{place}].quantity")
        lines.append(plain)
    return lines


def as_written(answer: Answer) -> Answer:
    """Return an answer in the form that `kopilka replay` writes: a receipt without what only the interface says."""
    if answer["kind"] != "receipt":
        return answer
    lines = [
        {**line, "reasons": [{"code": reason["code"], "text": reason["text"]} for reason in line["reasons"]]}
        for line in answer["lines"]
    ]
    points = {name: answer["points"][name] for name in ("asked", "allowed", "taken")}
    kept = {name: value for name, value in answer.items() if name not in ("reasons", "lots")}
    return {**kept, "points": points, "lines": lines}
