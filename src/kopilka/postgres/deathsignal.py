"""A child that is told when its owner dies, however the owner dies: Linux sends it a signal.

Elsewhere there is no such thing; what is left running is then cleared by the next start.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1

# Loaded here, because little is safe between fork and exec.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def dies_with(owner: int, number: signal.Signals) -> Callable[[], None]:
    """Return what a child calls, between fork and exec or first thing in its life, to end with its owner.

    The signal comes when the *thread* that made the child ends, so it must live as long as the child should.
    """

    def ask_for_signal() -> None:
        if _LIBC is None:
            return
        _LIBC.prctl(PR_SET_PDEATHSIG, int(number))
        # The owner may have died before the request.
        if os.getppid() != owner:
            os._exit(1)

    return ask_for_signal
