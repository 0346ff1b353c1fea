"""The machine interface as an ASGI application: start-up, dispatch, limits, problems. No rules stand here.

from kopilka.api.app import app         # serves /v1, /openapi.json, /docs, /health, /metrics
"""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import structlog
from psycopg import OperationalError

from kopilka import environment
from kopilka.api.answering import Response, answered, broken, refused
from kopilka.api.calls import Request
from kopilka.api.documents import openapi_document, readable_document
from kopilka.api.keys import Keys
from kopilka.api.metrics import CONTENT_TYPE, Metrics
from kopilka.api.routes import Route, route_for
from kopilka.checkout.memory import set_aside_what_is_loaded
from kopilka.checkout.service import Checkout, compiled_programs, set_current
from kopilka.postgres import dsn_of
from kopilka.problems import Problem

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_BODY_BYTES = 1 << 20
GET = frozenset({"GET", "HEAD"})

WELL = answered(200, {"status": "ok", "database": "ok"})
UNWELL = answered(503, {"status": "unavailable", "database": "unavailable"})

_log = structlog.get_logger(__name__)


def configured_checkout() -> Checkout:
    """Return the checkout that the environment describes: its database and its programs."""
    folder = environment.data_folder()
    dsn = environment.database_url() or dsn_of(folder)
    return Checkout(dsn, compiled_programs())


class Application:
    """The machine interface over a checkout."""

    def __init__(self, make_checkout: Callable[[], Checkout] = configured_checkout) -> None:
        self._make_checkout = make_checkout
        self._checkout: Checkout | None = None
        self._keys: Keys | None = None
        self._metrics = Metrics()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, or the server's start-up and shut-down."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def start(self) -> Checkout:
        """Start the checkout and name it as this process's."""
        checkout = self._make_checkout()
        await checkout.start()
        self._checkout, self._keys = checkout, Keys(checkout)
        self._metrics.watch(checkout.meters)
        set_current(checkout)
        return checkout

    async def stop(self) -> None:
        """Finish what is on its way."""
        if self._checkout is not None:
            set_current(None)
            await self._checkout.stop()
            self._checkout = None

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.start()
                set_aside_what_is_loaded()
            else:
                await self.stop()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        headers = dict(scope["headers"])
        language = language_of(headers.get(b"accept-language", b""))
        call, response = await self._answer(scope, headers, language, receive)
        self._metrics.count(call, response.status, time.perf_counter() - began)
        body = b"" if scope["method"] == "HEAD" else response.body
        fields = [
            (b"content-type", response.content_type),
            (b"content-length", b"%d" % len(response.body)),
            (b"cache-control", b"no-store"),
            *response.headers,
        ]
        await send({"type": "http.response.start", "status": response.status, "headers": fields})
        await send({"type": "http.response.body", "body": body})

    async def _answer(
        self, scope: Scope, headers: dict[bytes, bytes], language: str, receive: Receive
    ) -> tuple[str, Response]:
        """Return the call's name and its answer, whatever happens."""
        name, tenant = "unknown", None
        try:
            public = await self._public(scope, language)
            if public is not None:
                return public
            route, path = route_for(scope["method"], path_of(scope))
            name = route.name
            request = await self._request(route, path, scope, headers, language, receive)
            tenant = request.tenant
            return name, await route.call(request)
        except Problem as problem:
            return name, refused(problem, language, tenant.program if tenant is not None else None)
        except OperationalError:
            return name, refused(Problem("unavailable"), language)
        except Exception:  # noqa: BLE001 - whatever it is, the till gets an answer and we get a trace
            _log.exception("call_failed", call=name)
            return name, broken(language)

    async def _request(
        self,
        route: Route,
        path: dict[str, str],
        scope: Scope,
        headers: dict[bytes, bytes],
        language: str,
        receive: Receive,
    ) -> Request:
        checkout, keys = self._checkout, self._keys
        if checkout is None or keys is None:
            raise Problem("unavailable")
        body = await read_body(headers, receive) if route.body is not None else b""
        caller = await keys.caller(headers.get(b"authorization"))
        tenant = checkout.tenant_numbered(caller.program)
        if tenant is None:
            raise Problem("unauthorized", "Authorization")
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"))) if scope["query_string"] else {}
        return Request(
            checkout=checkout,
            tenant=tenant,
            caller=caller,
            path=path,
            query=query,
            body=body,
            language=language,
        )

    async def _public(self, scope: Scope, language: str) -> tuple[str, Response] | None:
        """Answer what needs no key."""
        path = scope["path"]
        if path.startswith("/v1/") or scope["method"] not in GET:
            return None
        if path == "/health":
            return "health", await self._health()
        if path == "/metrics":
            return "metrics", Response(200, self._metrics.page(), CONTENT_TYPE)
        if path == "/openapi.json":
            return "openapi", answered(200, openapi_document())
        if path == "/docs":
            return "docs", readable_document(language)
        return None

    async def _health(self) -> Response:
        if self._checkout is None:
            return UNWELL
        try:
            async with self._checkout.connection() as connection:
                await connection.execute("select 1")
        except OperationalError:
            return UNWELL
        return WELL


def path_of(scope: Scope) -> str:
    """Return the path as it was sent, with its percent signs."""
    raw = scope.get("raw_path")
    return raw.split(b"?", 1)[0].decode("latin-1") if raw else str(scope["path"])


async def read_body(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    """Return the body. Raises Problem when it is larger than a receipt can be."""
    length = headers.get(b"content-length", b"")
    if length.isdigit() and int(length) > MOST_BODY_BYTES:
        raise Problem("body_too_large", most=MOST_BODY_BYTES)
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MOST_BODY_BYTES:
            raise Problem("body_too_large", most=MOST_BODY_BYTES)
    if message["type"] == "http.disconnect":
        raise Problem("malformed", detail="the connection ended")
    return body


def language_of(header: bytes) -> str:
    """Return ``ru`` or ``en``, whichever an Accept-Language header would rather have."""
    wanted = []
    for place, part in enumerate(header.decode("latin-1").lower().split(",")):
        name, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), place, name[:2]))
        except ValueError:
            continue
    return next((name for _, _, name in sorted(wanted) if name in {"ru", "en"}), "en")


app = Application()
