"""The one application that the server runs: it sends machines to their interface and people to the pages.

Both live in one process. Start-up and shut-down are the machine interface's, which holds pools and queues;
Django has nothing to start.
"""

import os
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.asgi import get_asgi_application

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

MACHINE_PATHS = ("/v1", "/openapi.json", "/docs", "/health", "/metrics")

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kopilka.settings")
_pages: Application = get_asgi_application()


async def _nothing_to_start(_scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the server's start-up and shut-down when there is no machine interface yet."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _machine_interface() -> Application | None:
    if find_spec("kopilka.api") is None or find_spec("kopilka.api.app") is None:
        return None
    application: Application = import_module("kopilka.api.app").app
    return application


_machines = _machine_interface()


def _is_for_machines(path: str) -> bool:
    return any(path == start or path.startswith((f"{start}/", f"{start}:")) for start in MACHINE_PATHS)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one connection."""
    if scope["type"] == "lifespan":
        await (_machines or _nothing_to_start)(scope, receive, send)
    elif _machines is not None and _is_for_machines(scope["path"]):
        await _machines(scope, receive, send)
    else:
        await _pages(scope, receive, send)
