"""A member's lots as the core sees them, and the small moves on them: adding, paying a debt, writing a lapse down."""

from bisect import insort

from kopilka.engine.core.shapes import Lots
from kopilka.engine.state import Lot, MemberState, Movement


def columns(lots: list[Lot]) -> tuple[Lots, int]:
    """Return the lots as the core's columns, and their count."""
    return (
        Lots(
            [lot.left for lot in lots], [lot.available_from for lot in lots], [lot.lapses_at for lot in lots]
        ),
        len(lots),
    )


def add_lot(lots: list[Lot], lot: Lot) -> None:
    """Put a lot into its place in spending order (P22)."""
    insort(lots, lot, key=Lot.order)


def pay_debt(state: MemberState, amount: int) -> int:
    """Let a credit pay the debt first; return hundredths of a point that remain (design §2)."""
    paid = min(state.debt, amount)
    state.debt -= paid
    return amount - paid


def write_lapses(state: MemberState) -> list[Movement]:
    """Write down what time has done to the lots, and take back what a late message has disproved.

    After it, the sum of a member's points movements is Σ left − Σ lapsed − debt.
    """
    movements = []
    for lot in state.lots:
        lapsed = lot.left if state.latest >= lot.lapses_at else 0
        if lapsed != lot.lapsed:
            kind = "lapsed" if lapsed > lot.lapsed else "unlapsed"
            movements.append(Movement("points", kind, lot.id, lot.lapsed - lapsed))
            lot.lapsed = lapsed
    return movements
