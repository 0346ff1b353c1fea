"""The interface's document as a page for people: calls, structures, problems. Drawn from the document alone."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from kopilka.problems import Kind

WORDS = {
    "ru": {
        "title": "Машинный интерфейс",
        "about": "Все суммы — целые числа в сотых долях, время — ISO 8601 со смещением, количество — десятичная "
        "строка. Ошибки — документы RFC 9457 с постоянным кодом. Программу определяет ключ.",
        "document": "Документ OpenAPI",
        "calls": "Вызовы",
        "shapes": "Структуры",
        "problems": "Ошибки",
        "takes": "Принимает",
        "answers": "Отвечает",
        "parameters": "Параметры",
        "required": "обязательно",
        "example": "Пример",
        "field": "Поле",
        "kind": "Вид",
        "meaning": "Смысл",
        "code": "Код",
        "status": "Статус",
        "sentence": "Что делать",
    },
    "en": {
        "title": "Machine interface",
        "about": "All amounts are integers in hundredths, times are ISO 8601 with an offset, quantities decimal strings. "
        "Problems are RFC 9457 documents with a stable code. The key decides the program.",
        "document": "OpenAPI document",
        "calls": "Calls",
        "shapes": "Structures",
        "problems": "Problems",
        "takes": "Takes",
        "answers": "Answers",
        "parameters": "Parameters",
        "required": "required",
        "example": "Example",
        "field": "Field",
        "kind": "Kind",
        "meaning": "Meaning",
        "code": "Code",
        "status": "Status",
        "sentence": "What to do",
    },
}

EXAMPLE = """curl -X PUT http://localhost:8000/v1/receipts/spb-1/000123 \\
  -H 'Authorization: Bearer kopilka_…' -H 'Content-Type: application/json' \\
  -d '{"shop": "spb-1", "number": "000123", "at": "2021-08-01T12:00:00+03:00",
       "member": {"card": "2000000000015"}, "spend": "max",
       "lines": [{"line": 1, "article": "A-1", "categories": ["paint"], "quantity": "2", "sum": 39980}]}'"""


def page(document: Mapping[str, Any], catalogue: Mapping[str, Kind], language: str) -> str:
    """Return the page in a language."""
    words = WORDS[language]
    parts = [
        "<!doctype html>",
        f'<html lang="{language}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{words['title']} · Kopilka</title>",
        '<link rel="stylesheet" href="/static/kopilka.css"></head><body><main class="wrap guide" id="main">',
        f"<h1>{words['title']}</h1><p>{words['about']}</p>",
        contents(words),
        f"<h2>{words['example']}</h2><pre><code>{escape(EXAMPLE)}</code></pre>",
        f"<h2>{words['calls']}</h2>",
        *calls(document, words),
        f'<h2 id="shapes">{words["shapes"]}</h2>',
        *shapes(document["components"]["schemas"], words),
        f'<h2 id="problems">{words["problems"]}</h2>',
        *problems(catalogue, language),
        "</main></body></html>",
    ]
    return "\n".join(parts)


def contents(words: Mapping[str, str]) -> str:
    """Return the line of links."""
    parts = "".join(f' · <a href="#{name}">{words[name]}</a>' for name in ("shapes", "problems"))
    return f'<p><a href="/openapi.json">{words["document"]}</a>{parts}</p>'


def calls(document: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[str]:
    """Yield a section for each call."""
    for address, methods in document["paths"].items():
        for method, call in methods.items():
            yield f'<section id="{call["operationId"]}">'
            yield f'<h3><code><span class="method">{method.upper()}</span> {escape(address)}</code></h3>'
            yield f"<p>{marked(call['summary'])}</p><dl>"
            yield from parameters(call, words)
            if "requestBody" in call:
                yield f"<dt>{words['takes']}</dt><dd>{link(call['requestBody']['content'])}</dd>"
            good = [status for status in call["responses"] if status.startswith("2")]
            answer = link(call["responses"][good[0]]["content"])
            yield f"<dt>{words['answers']}</dt><dd>{', '.join(sorted(good, reverse=True))}: {answer}</dd></dl>"
            yield from refusals(call, words)
            yield "</section>"


def parameters(call: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[str]:
    """Yield the parameters of the query, under one head."""
    for parameter in call["parameters"]:
        if parameter["in"] == "query":
            choices = " | ".join(parameter["schema"].get("enum", ()))
            name = f"<code>?{parameter['name']}={escape(choices)}</code>"
            yield f"<dt>{words['parameters']}</dt><dd>{name} {escape(parameter['description'])}</dd>"


def refusals(call: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[str]:
    """Yield the problems of a call, folded away, each with a link to what to do."""
    yield f"<details><summary>{words['problems']}</summary><ul>"
    for status, answer in call["responses"].items():
        if not status.startswith("2"):
            for code in answer["description"].removeprefix("Problem: ").split(", "):
                yield f'<li><a href="#{code}"><code>{code}</code></a> <small class="quiet">{status}</small></li>'
    yield "</ul></details>"


def shapes(schemas: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[str]:
    """Yield a table for each structure."""
    for name, schema in sorted(schemas.items()):
        yield f'<section id="{name}"><h3>{name}</h3><p>{marked(schema.get("description", ""))}</p>'
        yield f"<table><thead><tr><th>{words['field']}</th><th>{words['kind']}</th><th>{words['meaning']}</th></tr></thead>"
        yield "<tbody>"
        required = set(schema.get("required", ()))
        for field, described in schema.get("properties", {}).items():
            must = f" <small>{words['required']}</small>" if field in required else ""
            meaning = marked(described.get("description", ""))
            yield f"<tr><td><code>{field}</code>{must}</td><td>{kind_of(described)}</td><td>{meaning}</td></tr>"
        yield "</tbody></table></section>"


def problems(catalogue: Mapping[str, Kind], language: str) -> Iterator[str]:
    """Yield the table of problems."""
    words = WORDS[language]
    yield "<section><table><thead>"
    yield f"<tr><th>{words['code']}</th><th>{words['status']}</th><th>{words['sentence']}</th></tr></thead>"
    yield "<tbody>"
    for code, kind in sorted(catalogue.items()):
        sentence = escape(kind.ru if language == "ru" else kind.en)
        yield f'<tr id="{code}"><td><code>{code}</code></td><td>{kind.status}</td><td>{sentence}</td></tr>'
    yield "</tbody></table></section>"


def link(body: Mapping[str, Any]) -> str:
    """Return a link to the structure of a body."""
    return kind_of(next(iter(body.values()))["schema"])


def kind_of(schema: Mapping[str, Any]) -> str:
    """Return the kind of a field in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " | ".join(kind_of(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"[{kind_of(schema.get('items') or {})}]"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"{{… {kind_of(schema['additionalProperties'])}}}"
    return escape(str(schema.get("type", "")))


def marked(text: str) -> str:
    """Return text as HTML; what stands in backquotes is code."""
    pieces = escape(text.replace("``", "`")).split("`")
    return "".join(f"<code>{piece}</code>" if place % 2 else piece for place, piece in enumerate(pieces))
