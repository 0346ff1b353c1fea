"""Running a coroutine that ends in good order when the process is told to stop.

A signal handler that raises would do so inside whatever task happens to run, and leave the others waiting for it.
"""

import asyncio
import signal
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

SIGNALS: Final = (signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C is looked after by asyncio itself."""

T = TypeVar("T")


def run_until_told_to_stop(asked: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end; KeyboardInterrupt, after it has cleaned up, when a signal comes first."""
    told: list[int] = []

    async def stoppable() -> T:
        with _stopping_on_signals(told):
            return await asked

    try:
        return asyncio.run(stoppable())
    except asyncio.CancelledError:
        if told:
            raise KeyboardInterrupt from None
        raise


@contextmanager
def _stopping_on_signals(told: list[int]) -> Iterator[None]:
    """Let signals cancel the task that is running, and give them back to whom they belonged."""
    task = asyncio.current_task()
    if task is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def stop(number: int) -> None:
        told.append(number)
        task.cancel()

    for number in SIGNALS:
        loop.add_signal_handler(number, stop, number)
    try:
        yield
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
