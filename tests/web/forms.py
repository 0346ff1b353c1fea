"""A page as a person sees it: its forms with what stands in their fields, and its text without the tags."""

from html.parser import HTMLParser
from typing import Any, NamedTuple


class Field(NamedTuple):
    """A named field of a form."""

    name: str
    value: str


class Reader(HTMLParser):
    """Collects fields and text."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[Field] = []
        self.form = ""
        self.text: list[str] = []
        self.wanted = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the fields of the wanted form."""
        given = dict(attrs)
        if tag == "form":
            self.form = given.get("id") or ""
        if tag == "input" and self.form == self.wanted and given.get("name"):
            self.fields.append(Field(given["name"] or "", given.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        """Leave a form."""
        if tag == "form":
            self.form = ""

    def handle_data(self, data: str) -> None:
        """Note the text."""
        self.text.append(data)


def form_of(answer: Any, name: str = "till") -> dict[str, list[str]]:
    """Return the fields of a form as a browser would post them."""
    reader = Reader()
    reader.wanted = name
    reader.feed(answer.content.decode())
    posted: dict[str, list[str]] = {}
    for field in reader.fields:
        posted.setdefault(field.name, []).append(field.value)
    return posted


def text_of(answer: Any) -> str:
    """Return the text with single spaces."""
    reader = Reader()
    reader.feed(answer.content.decode())
    return " ".join(" ".join(reader.text).split())
