"""The list of calls: method, address, what it takes and answers, which problems it knows.

The interface's document (`/openapi.json`) and the dispatcher both read it.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import unquote

from kopilka.api import calls, shapes
from kopilka.api.answering import Response
from kopilka.api.calls import Request
from kopilka.engine.messages import Receipt
from kopilka.problems import Problem

Call = Callable[[Request], Awaitable[Response]]

ALWAYS = ("unauthorized", "overloaded", "unavailable", "body_too_large")
BODY = ("malformed", "unknown_field", "missing_field", "invalid_value", "invalid_time", "time_out_of_range")
SALE = (
    "wrong_shop",
    "wrong_program",
    "invalid_quantity",
    "amount_out_of_range",
    "no_lines",
    "too_many_lines",
    "line_twice",
    "sum_above_price",
    "settled_does_not_add_up",
    "payments_differ",
    "offline_spending",
    "no_edition",
    "unknown_member",
    "card_not_active",
    "invalid_card",
    "invalid_phone",
)
BACK = (
    "wrong_shop",
    "unknown_receipt",
    "nothing_left",
    "already_voided",
    "return_before_purchase",
    "number_taken",
)


class Parameter(NamedTuple):
    """A parameter of the query."""

    name: str
    description: str
    values: tuple[str, ...] = ()


class Route(NamedTuple):
    """One call."""

    method: str
    address: str
    call: Call
    name: str
    summary: str
    statuses: tuple[int, ...]
    answer: type
    body: type | None = None
    query: tuple[Parameter, ...] = ()
    problems: tuple[str, ...] = ()


AT = Parameter("at", "the moment, ISO 8601 with an offset; by default now")
REASONS = Parameter("reasons", "put the reasons into words, as GET does", ("words",))

ROUTES = (
    Route(
        "POST", "/v1/quotes", calls.quote, "quote", "Settle a receipt without writing it",
        (200,), shapes.ReceiptAnswer, Receipt, problems=(*BODY, *SALE),
    ),
    Route(
        "PUT", "/v1/receipts/{shop}/{number}", calls.commit, "commit_receipt",
        "Write a receipt: 201 the first time, 200 with the first answer for an identical repeat",
        (201, 200), shapes.ReceiptAnswer, Receipt, (REASONS,),
        (*BODY, *SALE, "path_differs", "number_taken", "settlement_changed"),
    ),
    Route(
        "GET", "/v1/receipts/{shop}/{number}", calls.receipt, "get_receipt",
        "The settlement with every reason, and what came back of it",
        (200,), shapes.ReceiptAnswer, problems=("wrong_shop", "unknown_receipt", "invalid_value"),
    ),
    Route(
        "DELETE", "/v1/receipts/{shop}/{number}", calls.void, "void_receipt", "Take a whole receipt back",
        (200,), shapes.ReturnAnswer, None, (AT,),
        (*BACK, "already_returned", "invalid_value", "invalid_time", "time_out_of_range"),
    ),
    Route(
        "POST", "/v1/receipts/{shop}/{number}/returns", calls.give_back, "return_goods",
        "Return lines: 201 the first time, 200 for an identical repeat of the return's id",
        (201, 200), shapes.ReturnAnswer, shapes.ReturnGoods,
        problems=(*BODY, *BACK, "unknown_line", "more_than_left", "line_twice", "invalid_quantity", "no_lines"),
    ),
    Route(
        "POST", "/v1/members", calls.register, "register_member", "Register a member with a card",
        (201,), shapes.MemberAnswer, shapes.NewMember,
        problems=(*BODY, "member_exists", "invalid_card", "invalid_phone", "unknown_mode", "unknown_region", "no_edition"),
    ),
    Route(
        "GET", "/v1/members/{identifier}", calls.member, "get_member",
        "A member by `card:…`, `phone:…` or `id:…`: points available, waiting and lapsing, level, mode",
        (200,), shapes.MemberAnswer, None, (AT,),
        ("unknown_member", "invalid_value", "invalid_card", "invalid_phone", "invalid_time", "time_out_of_range"),
    ),
    Route(
        "PATCH", "/v1/members/{identifier}", calls.change, "change_member", "Change the fields that are given",
        (200,), shapes.MemberAnswer, shapes.MemberChange,
        problems=(
            *BODY, "unknown_member", "card_not_active", "invalid_card", "invalid_phone", "unknown_mode",
            "unknown_region", "no_edition",
        ),
    ),
    Route(
        "POST", "/v1/members/{identifier}/grants", calls.grant, "grant_points",
        "Give points by a named reason: 201 the first time, 200 for an identical repeat of the grant's id",
        (201, 200), shapes.GrantAnswer, shapes.NewGrant,
        problems=(
            *BODY, "unknown_member", "card_not_active", "invalid_card", "invalid_phone", "amount_out_of_range",
            "no_points", "no_edition", "number_taken",
        ),
    ),
)  # fmt: skip


def _patterns() -> dict[int, list[tuple[tuple[str, ...], dict[str, Route]]]]:
    found: dict[int, dict[tuple[str, ...], dict[str, Route]]] = {}
    for route in ROUTES:
        parts = tuple(route.address.strip("/").split("/"))
        found.setdefault(len(parts), {}).setdefault(parts, {})[route.method] = route
    return {count: list(patterns.items()) for count, patterns in found.items()}


PATTERNS = _patterns()


def route_for(method: str, raw_path: str) -> tuple[Route, dict[str, str]]:
    """Return the call of an address and what stands in its braces. Raises Problem.

    The path is taken as it was sent, so that a number may have a slash in it (as ``%2F``).
    """
    parts = raw_path.strip("/").split("/")
    for pattern, methods in PATTERNS.get(len(parts), ()):
        named = _matched(pattern, parts)
        if named is None:
            continue
        route = methods.get(method)
        if route is None:
            raise Problem("method_not_allowed", value=method, allowed=", ".join(methods))
        return route, named
    raise Problem("not_found")


def _matched(pattern: tuple[str, ...], parts: list[str]) -> dict[str, str] | None:
    named = {}
    for wanted, part in zip(pattern, parts, strict=True):
        if wanted[0] == "{":
            named[wanted[1:-1]] = unquote(part) if "%" in part else part
        elif wanted != part:
            return None
    return named
