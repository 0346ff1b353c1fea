"""What can be measured from outside: calls by name and status, how long they took."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from kopilka.checkout.batching import Meters

WATCHED = {
    "orders": "Orders taken into batches.",
    "batches": "Batches settled.",
    "settled_again": "Orders that lost a race for an account and were settled again.",
    "on_their_way": "Orders that wait for their answer.",
}
BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
CONTENT_TYPE = CONTENT_TYPE_LATEST.encode()


class Metrics:
    """The meters of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._calls = Counter("kopilka_calls", "Calls answered.", ["call", "status"], registry=self._registry)
        self._seconds = Histogram(
            "kopilka_call_seconds",
            "Seconds to the answer.",
            ["call"],
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._counters: dict[tuple[str, int], Counter] = {}
        self._histograms: dict[str, Histogram] = {}

    def count(self, call: str, status: int, seconds: float) -> None:
        """Count one call."""
        counter = self._counters.get((call, status))
        if counter is None:
            counter = self._counters[call, status] = self._calls.labels(call, str(status))
            self._histograms[call] = self._seconds.labels(call)
        counter.inc()
        self._histograms[call].observe(seconds)

    def watch(self, meters: Callable[[], Meters]) -> None:
        """Tell what the batches of a checkout do."""
        registry = self._registry
        for name, text in WATCHED.items():
            gauge = Gauge(f"kopilka_{name}", text, registry=registry)
            gauge.set_function(lambda name=name: getattr(meters(), name))  # type: ignore[misc]

    def page(self) -> bytes:
        """Return everything in the text format of Prometheus."""
        return generate_latest(self._registry)
