"""The interface's own description: the OpenAPI document, made from the routes and the structures, and a page of it."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from kopilka import __name__ as package
from kopilka.api import guide
from kopilka.api.answering import HTML, Response
from kopilka.api.routes import ALWAYS, ROUTES, Route
from kopilka.api.shapes import ProblemAnswer
from kopilka.problems import CATALOGUE

REF = "#/components/schemas/{name}"
DESCRIPTION = (
    "All amounts are integers in hundredths, times are ISO 8601 with an offset, quantities decimal strings. "
    "Problems are RFC 9457 documents with a stable code. The key decides the program."
)
CONTENT_SECURITY = b"default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'"


@cache
def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document."""
    shapes = [shape for route in ROUTES for shape in (route.body, route.answer) if shape is not None]
    _, components = msgspec.json.schema_components([*shapes, ProblemAnswer], ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.address, {})[route.method.lower()] = operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": package.capitalize(), "version": "1", "description": DESCRIPTION},
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": components,
        },
    }


def operation(route: Route) -> dict[str, Any]:
    """Return the description of one call."""
    described: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "parameters": list(parameters(route)),
        "responses": {str(status): content(route.answer, "Done") for status in route.statuses}
        | problem_responses((*ALWAYS, *route.problems)),
    }
    if route.body is not None:
        described["requestBody"] = {"required": True, "content": content(route.body, "")["content"]}
    return described


def parameters(route: Route) -> Iterable[dict[str, Any]]:
    """Yield the parameters of a call: those in braces, those of the query."""
    for part in route.address.split("/"):
        if part.startswith("{"):
            schema = {"type": "string", "minLength": 1, "maxLength": 64}
            yield {"name": part[1:-1], "in": "path", "required": True, "schema": schema}
    for parameter in route.query:
        schema = (
            {"type": "string", "enum": list(parameter.values)} if parameter.values else {"type": "string"}
        )
        yield {
            "name": parameter.name,
            "in": "query",
            "required": False,
            "description": parameter.description,
            "schema": schema,
        }


def content(shape: type, description: str) -> dict[str, Any]:
    """Return a body of a shape."""
    schema = {"$ref": REF.format(name=shape.__name__)}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def problem_responses(codes: Iterable[str]) -> dict[str, Any]:
    """Return the problems of a call by status, with the codes that they can have."""
    by_status: dict[int, list[str]] = {}
    for code in dict.fromkeys(codes):
        by_status.setdefault(CATALOGUE[code].status, []).append(code)
    schema = {"$ref": REF.format(name=ProblemAnswer.__name__)}
    return {
        str(status): {
            "description": "Problem: " + ", ".join(codes),
            "content": {"application/problem+json": {"schema": schema}},
        }
        for status, codes in sorted(by_status.items())
    }


def readable_document(language: str) -> Response:
    """Return the document as a page that needs nothing but this server."""
    page = guide.page(openapi_document(), CATALOGUE, language)
    return Response(200, page.encode(), HTML, ((b"content-security-policy", CONTENT_SECURITY),))
