"""Whoever is told to stop while the demonstration loads cleans up first."""

import asyncio
import os
import signal

import pytest

from kopilka.demo.stopping import run_until_told_to_stop


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_after_it_has_cleaned_up(number: signal.Signals) -> None:
    handler = signal.getsignal(number)
    done = []

    async def load() -> None:
        asyncio.get_running_loop().call_soon(os.kill, os.getpid(), number)
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)
            done.append("cleaned up")

    with pytest.raises(KeyboardInterrupt):
        run_until_told_to_stop(load())
    assert done == ["cleaned up"]
    assert signal.getsignal(number) is handler


def test_without_a_signal_it_returns_what_was_asked_for() -> None:
    async def load() -> str:
        await asyncio.sleep(0)
        return "loaded"

    assert run_until_told_to_stop(load()) == "loaded"


def test_a_cancellation_of_its_own_is_no_signal() -> None:
    async def load() -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        run_until_told_to_stop(load())
