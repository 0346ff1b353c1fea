"""What the engine knows of one membership, and what an operation does to it.

A storage reads a ``MemberState``, hands it to one of the verbs beside this module, and writes what the returned
``Movement`` rows and the changed state say. The engine never sees a database; the storage never computes an amount.
"""

from enum import IntEnum

import msgspec

from kopilka.engine.core.shapes import ACCOUNT


class Lot(msgspec.Struct, kw_only=True):
    """Points of one origin that are spent, wait and lapse together. Amounts in hundredths of a point."""

    id: int
    origin: int
    """The operation that made it: a receipt's or a grant's id in the storage."""
    clause: str
    """The clause of the program that gave it, as ``earning.purchases`` or ``grants.welcome``."""
    amount: int
    left: int
    """Never negative. A lapsed lot keeps its rest here: that it lapsed follows from ``lapses_at``."""
    available_from: int
    lapses_at: int
    lapsed: int = 0
    """How much of ``left`` the ledger has written down as lapsed."""

    def order(self) -> tuple[int, int, int]:
        """Return the place in spending order: by lapse, by availability, by age (P22)."""
        return self.lapses_at, self.available_from, self.id


class ModeSince(msgspec.Struct, kw_only=True):
    """A mode and the moment from which it works (P7)."""

    since: int
    mode: str
    share: int = 0


class SpendKind(IntEnum):
    """What a row of the spend's history is."""

    PURCHASE = 0
    RETURN = 1
    LEVEL_NOW = 2
    """The service desk let a level work at once (P5)."""


class Spend(msgspec.Struct, array_like=True):
    """A purchase or a return as the level knows it: kopecks added to the accumulated spend."""

    at: int
    operation: int
    amount: int
    kind: int = SpendKind.PURCHASE

    def order(self) -> tuple[int, int]:
        """Return the place in the order of what happened."""
        return self.at, self.operation


class MemberState(msgspec.Struct, kw_only=True):
    """All that the engine reads and changes of one membership."""

    id: int
    version: int = 0
    registered: bool = False
    """Whether a registration has given welcome points and a mode (P10)."""
    region: str | None = None
    """The region of issue (P25)."""
    birth_date: str | None = None
    segments: tuple[str, ...] = ()
    modes: list[ModeSince] = msgspec.field(default_factory=list)
    spends: list[Spend] = msgspec.field(default_factory=list)
    """What moved the accumulated spend; complete when a message is late, else what the message adds."""
    account: list[int] = msgspec.field(default_factory=lambda: [0] * ACCOUNT)
    debt: int = 0
    """Hundredths of a point owed; never together with a lot that has something left and has not lapsed."""
    latest: int = 0
    """The latest moment of anything that was written for the member."""
    lots: list[Lot] = msgspec.field(default_factory=list)
    """In spending order."""


class Movement(msgspec.Struct, frozen=True):
    """One leg on a member's account; the ledger adds the counter-leg, so that every operation sums to zero.

    ``unit`` is ``points`` (hundredths of a point) or ``spend`` (kopecks accumulated); ``kind`` names the counter-account:
    ``earned``, ``spent``, ``refilled``, ``taken-back``, ``granted``, ``lapsed``, ``unlapsed``, ``purchase``, ``return``,
    ``fall``. ``lot`` is 0 for a debt and for accumulated spend.
    """

    unit: str
    kind: str
    lot: int
    amount: int
