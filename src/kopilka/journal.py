"""Where Kopilka's own messages go: to the error stream, a line for each event, for people and for grep.

Standard output belongs to what a command was asked for.
"""

import io
import sys
from typing import TextIO, cast

import structlog


class ErrorStream(io.TextIOBase):
    """The error stream as it is when something is written, whatever it was when the journal was configured."""

    def write(self, text: str) -> int:
        """Write to the error stream of this moment."""
        return sys.stderr.write(text)

    def flush(self) -> None:
        """Flush it."""
        if not sys.stderr.closed:
            sys.stderr.flush()


def configure() -> None:
    """Send every event of this process to its error stream."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", ErrorStream())),
        cache_logger_on_first_use=True,
    )
