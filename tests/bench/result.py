"""What one run of a load came to."""

from collections.abc import Sequence

import msgspec


class Result(msgspec.Struct, kw_only=True):
    """One run: how many in how long, at what cost, how long each waited."""

    count: int
    seconds: float
    client_cpu_seconds: float
    p50_ms: float
    p99_ms: float
    acknowledged: list[str] = []
    cpu_us: float = 0.0
    """Processor time of client and server together for each, filled in by who watches both."""

    @property
    def per_second(self) -> float:
        """Return how many in a second."""
        return self.count / self.seconds


def summed_up(
    latencies: Sequence[float], acknowledged: list[str], seconds: float, cpu_seconds: float
) -> Result:
    """Return the result of a run whose answers took these seconds each."""
    ordered = sorted(latencies)
    return Result(
        count=len(ordered),
        seconds=seconds,
        client_cpu_seconds=cpu_seconds,
        p50_ms=ordered[len(ordered) // 2] * 1_000,
        p99_ms=ordered[len(ordered) * 99 // 100] * 1_000,
        acknowledged=acknowledged,
    )
