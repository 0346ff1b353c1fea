"""Answers of the machine interface: bytes with a status, and problems as RFC 9457 wants them."""

from typing import Any, NamedTuple

import msgspec

from kopilka.checkout.orders import SettlementChanged
from kopilka.engine.answers import (
    balance_answer,
    member_answer,
    receipt_answer,
)
from kopilka.engine.compiling import CompiledProgram
from kopilka.engine.state import MemberState
from kopilka.problems import Problem

JSON = b"application/json"
PROBLEM = b"application/problem+json"
HTML = b"text/html; charset=utf-8"
LAPSING_SECONDS = 31 * 86_400

encode = msgspec.json.Encoder().encode


class Response(NamedTuple):
    """What goes back: status, body, its type, further headers."""

    status: int
    body: bytes
    content_type: bytes = JSON
    headers: tuple[tuple[bytes, bytes], ...] = ()


def answered(status: int, answer: object) -> Response:
    """Return an answer as JSON."""
    return Response(status, encode(answer))


def refused(problem: Problem, language: str, program: CompiledProgram | None = None) -> Response:
    """Return a problem in the words of a language; a changed settlement comes with it."""
    answer: dict[str, Any] = {
        "type": f"/docs#{problem.code}",
        "title": problem.code.replace("_", " "),
        "status": problem.status,
        "detail": problem.text(language),
        "code": problem.code,
        "field": problem.field,
    }
    if isinstance(problem, SettlementChanged) and program is not None:
        answer["settlement"] = receipt_answer(
            program, problem.shop, problem.number, problem.settlement, language
        )
    return Response(problem.status, encode(answer), PROBLEM, _headers_of(problem))


def broken(language: str) -> Response:
    """Return the answer to what is a fault of ours."""
    ru = "Внутренняя ошибка. Повторите то же сообщение: оно будет учтено один раз. Если ошибка остаётся, сообщите оператору."
    en = "A fault of ours. Send the same message again, it counts once; if it stays so, tell the operator."
    detail = ru if language == "ru" else en
    answer = {
        "type": "about:blank",
        "title": "internal",
        "status": 500,
        "detail": detail,
        "code": "internal",
        "field": "",
    }
    return Response(500, encode(answer), PROBLEM)


def _headers_of(problem: Problem) -> tuple[tuple[bytes, bytes], ...]:
    if problem.status == 401:
        return ((b"www-authenticate", b'Bearer realm="kopilka"'),)
    if problem.status == 503:
        return ((b"retry-after", b"1"),)
    if problem.code == "method_not_allowed":
        return ((b"allow", str(problem.numbers.get("allowed", "")).encode()),)
    return ()


def whole_member(
    program: CompiledProgram, state: MemberState, cards: list[tuple[str, str]], at: int
) -> dict[str, Any]:
    """Return who a member is and what there is at a moment (M4)."""
    balance = balance_answer(program, state, at)
    about = member_answer(program, None, state, at)
    lapsing = sum(lot.left for lot in state.lots if at < lot.lapses_at <= at + LAPSING_SECONDS)
    return {
        "id": str(state.id),
        "cards": [{"number": number, "state": card_state} for number, card_state in cards],
        "region": about["region"],
        "mode": about["mode"],
        "level": about["level"],
        "available": balance["available"],
        "waiting": balance["waiting"],
        "lapsing": lapsing,
        "debt": balance["debt"],
        "accumulated": balance["accumulated"],
        "counters": balance["counters"],
        "lots": balance["lots"],
    }
