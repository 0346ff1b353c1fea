"""Where Kopilka's own messages go: to the error stream, a line for each event, for people and for grep.

Standard output belongs to what a command was asked for.
"""

import sys

import structlog


def configure() -> None:
    """Send every event of this process to its error stream."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
