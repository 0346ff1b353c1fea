"""The pure engine over a ledger in memory: one answer for each event, in order (`kopilka replay`).

The same verbs as the till's, without a database. An event that can't be taken is answered by a problem and changes
nothing; receipts, returns, voids and grants repeat harmlessly by their ids.
"""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

import msgspec
import structlog
from msgspec.structs import astuple

from kopilka.checkout.events import plain_lines, plain_returned, read_event
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
    check_fiscal,
    check_name,
    check_text,
    read_at,
)
from kopilka.engine.points import add_lot, write_lapses
from kopilka.engine.purchases import asked_for, book_purchase, check_printed, settle_receipt
from kopilka.engine.returns import give_back, quantities_back, returned_nothing
from kopilka.engine.settlements import Returned, Settlement
from kopilka.engine.state import Lot, MemberState, Movement
from kopilka.problems import Problem

Answer = dict[str, Any]
_log = structlog.get_logger(__name__)


class KeptReceipt(msgspec.Struct, kw_only=True):
    """A receipt in the ledger in memory, its settlement packed."""

    operation: int
    member: int | None
    digest: bytes
    packed: bytes
    returned: Returned
    returns: dict[str, tuple[bytes, Answer]] = {}
    void: tuple[bytes, Answer] | None = None

    @property
    def settlement(self) -> Settlement:
        """Return the settlement, unpacked."""
        return unpack(self.packed)


pack = msgspec.msgpack.Encoder().encode
unpack = msgspec.msgpack.Decoder(Settlement).decode


class Replay:
    """A program and everything that has happened in it."""

    def __init__(
        self, program: CompiledProgram, language: str = "en", *, keep_postings: bool = False
    ) -> None:
        self.program = program
        self.language = language
        self.members: dict[int, MemberState] = {}
        self.closed: dict[int, dict[int, Lot]] = {}
        """By member, the lots that no message on time can need: empty or lapsed."""
        self.identities: dict[str, int] = {}
        self.receipts: dict[tuple[str, str], KeptReceipt] = {}
        self.fiscal: dict[tuple[str, str, str], tuple[str, str]] = {}
        self.grants: dict[str, tuple[bytes, Answer]] = {}
        self.postings: dict[int, list[Movement]] | None = {} if keep_postings else None
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
            return self.refusal(problem)
        except Exception:  # noqa: BLE001 - every event has its answer, a fault of ours included
            _log.exception("event_failed")
            return self.refusal(Problem("fault"))

    def refusal(self, problem: Problem) -> Answer:
        """Return a problem as an answer."""
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

    def open_lots(self, state: MemberState, at: int, needed: Iterable[int] = ()) -> None:
        """Bring back the closed lots that a late message or a return may need."""
        closed = self.closed.get(state.id, {})
        wanted = [lot for lot in closed.values() if lot.left] if at < state.latest else []
        wanted += [closed[number] for number in needed if number in closed]
        for lot in wanted:
            if closed.pop(lot.id, None) is not None:
                add_lot(state.lots, lot)

    def post(self, state: MemberState, movements: list[Movement]) -> None:
        """Write movements down, and put lots away that only a late message or a return can need."""
        if self.postings is not None:
            self.postings.setdefault(state.id, []).extend(movements)
        if any(lot.left == lot.lapsed for lot in state.lots):
            closed = self.closed.setdefault(state.id, {})
            closed.update((lot.id, lot) for lot in state.lots if lot.left == lot.lapsed)
            state.lots = [lot for lot in state.lots if lot.left > lot.lapsed]

    def digest(self, message: Message, member: object, **changes: object) -> bytes:
        """Return the hash by which a repeat is told from other content (design §5)."""
        body = canonical(message, member, program=self.program.name, **changes)
        return hashlib.blake2b(body, digest_size=16).digest()

    # Events

    def take_receipt(self, message: Receipt) -> Answer:
        """Settle and book a receipt."""
        check_name(message.shop, "shop")
        check_name(message.number, "number")
        at = read_at(message.at)
        if message.fiscal is not None:
            check_fiscal(message.fiscal)
        state = self.seen(message.member) if message.member else None
        digest = self.receipt_digest(message, state, at)
        key = self.key_of(message)
        kept = self.receipts.get(key)
        if kept is not None:
            if kept.digest != digest:
                raise Problem("number_taken", "number", value=message.number)
            return self.receipt_answer(key, kept.settlement)
        if state is not None:
            self.open_lots(state, at)
        settlement = settle_receipt(self.program, state, message)
        check_printed(message, settlement)
        operation = next(self.operations)
        if state is not None and message.member is not None:
            self.keep_member(message.member, state)
            moved = book_purchase(
                self.program, state, message.shop, settlement, operation, lambda: next(self.lots)
            )
            self.post(state, moved)
        self.receipts[key] = KeptReceipt(
            operation=operation,
            member=state.id if state else None,
            digest=digest,
            packed=pack(settlement),
            returned=returned_nothing(settlement),
            returns={},
        )
        if message.fiscal is not None:
            self.fiscal[astuple(message.fiscal)] = key
        return self.receipt_answer(key, settlement)

    def receipt_digest(self, message: Receipt, state: MemberState | None, at: int) -> bytes:
        """Return a receipt's hash: quantities in one form, the spending that is asked for in one form."""
        edition = self.program.edition_at(at)
        spend = message.spend if edition is None else asked_for(edition, message)
        return self.digest(
            message, state.id if state else None, at=at, spend=spend, lines=plain_lines(message)
        )

    def key_of(self, message: Receipt) -> tuple[str, str]:
        """Return the key of a receipt: one of the same fiscal signs is the same receipt."""
        key = (message.shop, message.number)
        return key if message.fiscal is None else self.fiscal.get(astuple(message.fiscal), key)

    def receipt_answer(self, key: tuple[str, str], settlement: Settlement) -> Answer:
        """Return the answer to a receipt; the same whenever it is asked."""
        return receipt_answer(self.program, *key, settlement, self.language)

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
        lines = None if message.lines is None else plain_returned(message)
        digest = self.digest(message, None, at=at, lines=lines)
        known = kept.returns.get(message.return_)
        if known is not None:
            if known[0] != digest:
                raise Problem("number_taken", "return", value=message.return_)
            return known[1]
        settlement = kept.settlement
        back = quantities_back(settlement, kept.returned, message.lines)
        answer = self.give_back(kept, settlement, back, at, message, message.return_)
        kept.returns[message.return_] = (digest, answer)
        return answer

    def take_void(self, message: Void) -> Answer:
        """Take a whole receipt back; not after a return."""
        at = read_at(message.at)
        kept = self.receipt_of(message)
        digest = self.digest(message, None, at=at)
        if kept.void is not None:
            if kept.void[0] != digest:
                raise Problem("already_voided", "number")
            return kept.void[1]
        if any(kept.returned.quantities):
            raise Problem("already_returned", "number")
        settlement = kept.settlement
        back = quantities_back(settlement, kept.returned, None)
        answer = self.give_back(kept, settlement, back, at, message, None)
        kept.returned.voided = True
        kept.void = (digest, answer)
        return answer

    def give_back(
        self,
        kept: KeptReceipt,
        settlement: Settlement,
        back: list[int],
        at: int,
        message: Return | Void,
        return_id: str | None,
    ) -> Answer:
        """Give goods back and post what moved."""
        state = self.members[kept.member] if kept.member is not None else None
        if state is not None:
            made = [lot.id for lot in settlement.lots] + [lot for lot, _ in settlement.spent]
            self.open_lots(state, at, dict.fromkeys(made + [lot for lot, _ in kept.returned.taken]))
        moved, movements = give_back(self.program, state, kept.operation, settlement, kept.returned, back, at)
        if state is not None:
            self.post(state, movements)
        return give_back_answer(message.kind, message.shop, message.number, return_id, moved)

    def take_registration(self, message: Registration) -> Answer:
        """Register a member or change one."""
        state = self.seen(message.member)
        self.open_lots(state, read_at(message.at))
        movements = register(self.program, state, message, next(self.operations), lambda: next(self.lots))
        self.keep_member(message.member, state)
        self.post(state, movements)
        who = {
            name: value for name, value in msgspec.to_builtins(message.member).items() if value is not None
        }
        return member_answer(self.program, who, state, read_at(message.at))

    def take_grant(self, message: Grant) -> Answer:
        """Give points, once by the grant's id (P10)."""
        at = read_at(message.at)
        check_name(message.grant, "grant")
        check_text(message.reason, "reason")
        check_amount(message.amount, "amount")
        if message.amount == 0:
            raise Problem("invalid_value", "amount", detail="a grant is more than nothing")
        state = self.seen(message.member)
        digest = self.digest(message, state.id, at=at)
        known = self.grants.get(message.grant)
        if known is not None:
            if known[0] != digest:
                raise Problem("number_taken", "grant", value=message.grant)
            return known[1]
        edition = edition_for(self.program, at)
        if not edition.has_points:
            raise Problem("no_points", "grant")
        self.keep_member(message.member, state)
        self.open_lots(state, at)
        movements = age(self.program, state, at)
        given = give_points(
            edition, state, message.reason, message.amount, at, next(self.operations), lambda: next(self.lots)
        )
        self.post(state, movements + given.movements + write_lapses(state))
        answer = {
            "kind": "grant",
            "grant": message.grant,
            "amount": given.amount,
            "available_from": write_moment(given.available_from, self.program.zone),
            "lapses_at": lapse_words(self.program, given.lapses_at),
        }
        self.grants[message.grant] = (digest, answer)
        return answer

    def answer_balance(self, message: BalanceQuestion) -> Answer:
        """Say what a member has."""
        at = read_at(message.at)
        edition_for(self.program, at)
        state = self.seen(message.member)
        self.keep_member(message.member, state)
        self.open_lots(state, at)
        return balance_answer(self.program, state, at)
