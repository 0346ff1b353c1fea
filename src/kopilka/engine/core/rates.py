"""Where a percentage comes from: the clause itself, or the member's mode, level and share (P4, P7)."""

from kopilka.engine.core.shapes import BY_LEVEL, BY_LEVEL_LESS_SHARE, BY_MODE, BY_SHARE, Visit


def rate_of(source: int, by_mode: object, visit: Visit) -> int:
    """Resolve where a percentage comes from to hundredths of a percent (P4, P7)."""
    if source == BY_MODE:
        source = by_mode[visit.mode]  # type: ignore[index]
    if source >= 0:
        return source
    if source == BY_LEVEL:
        return visit.level
    if source == BY_SHARE:
        return min(visit.share, visit.level)
    if source == BY_LEVEL_LESS_SHARE:
        return max(visit.level - visit.share, 0)
    return 0
