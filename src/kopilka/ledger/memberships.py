"""A membership's state between the engine and its row: read from columns, written back as what has changed.

Amounts are the engine's; here they only change their shape.
"""

from typing import Final

import msgspec

from kopilka.engine.state import Lot, MemberState, ModeSince, Spend

LATE_SECONDS: Final = 62 * 86_400
"""How long after its lapse a lot is still read for every receipt, so that a late message can disprove the lapse."""


class Profile(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What of a membership no constraint looks at; kept as one JSON value."""

    registered: bool = False
    region: str | None = None
    birth_date: str | None = None
    segments: tuple[str, ...] = ()
    modes: list[ModeSince] = msgspec.field(default_factory=list)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Profile).decode


def write_profile(state: MemberState) -> str:
    """Return the profile of a state as JSON."""
    return _encode(
        Profile(
            registered=state.registered,
            region=state.region,
            birth_date=state.birth_date,
            segments=state.segments,
            modes=state.modes,
        )
    ).decode()


def read_state(  # noqa: PLR0917 - the columns of a row, in their order
    number: int,
    version: int,
    debt: int,
    latest: int,
    account: list[int],
    profile: bytes,
    lots: list[list[int]] | None,
    clauses: list[str] | None,
    history: list[list[int]] | None,
) -> MemberState:
    """Return the engine's state of a row, its lots in spending order and, for a late message, its spend's history."""
    known = _decode(profile)
    state = MemberState(
        id=number,
        version=version,
        registered=known.registered,
        region=known.region,
        birth_date=known.birth_date,
        segments=known.segments,
        modes=known.modes,
        debt=debt,
        latest=latest,
    )
    state.spends = [Spend(*row) for row in history or ()]
    if account:
        state.account = account
    if lots and clauses:
        state.lots = sorted(
            (read_lot(row, clause) for row, clause in zip(lots, clauses, strict=True)), key=Lot.order
        )
    return state


def read_lot(row: list[int], clause: str) -> Lot:
    """Return a lot of its seven numbers, in the order in which ``read_batch`` gives them, and its clause."""
    number, origin, amount, left, available_from, lapses_at, lapsed = row
    return Lot(
        id=number,
        origin=origin,
        clause=clause,
        amount=amount,
        left=left,
        available_from=available_from,
        lapses_at=lapses_at,
        lapsed=lapsed,
    )


def live_lots(state: MemberState) -> list[int]:
    """Return the numbers of the lots that a receipt may still need."""
    horizon = state.latest - LATE_SECONDS
    return [lot.id for lot in state.lots if lot.left and (lot.left > lot.lapsed or lot.lapses_at > horizon)]


def points_of(state: MemberState) -> int:
    """Return the balance in hundredths of a point that the ledger keeps: left and not lapsed, less the debt."""
    return sum(lot.left - lot.lapsed for lot in state.lots) - state.debt


def as_list(numbers: list[int]) -> str:
    """Return numbers as PostgreSQL writes an array."""
    return f"{{{','.join(map(str, numbers))}}}" if numbers else "{}"
