"""Every sentence of the pages stands in Russian, with the same gaps to fill, and the compiled file is the written one."""

import ast
import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import kopilka.web

WEB = Path(kopilka.web.__file__).parent
MESSAGES = WEB / "locale/ru/LC_MESSAGES"
GAP = re.compile(r"%\((\w+)\)s")
IN_TEMPLATES = re.compile(r"""{% translate (?:"([^"]+)"|'([^']+)')""")
IN_BLOCKS = re.compile(r"{% blocktranslate[^%]*%}(.*?){% (?:plural|endblocktranslate) %}", re.DOTALL)
IN_CODE = re.compile(r"""gettext(?:_lazy)?\(\s*("[^"]+")""")


def written() -> dict[str, list[str]]:
    """Return the texts of the written file by their English sentence."""
    entries: dict[str, list[str]] = {}
    for block in (MESSAGES / "django.po").read_text("utf-8").split("\n\n"):
        parts: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            match = re.match(r'(msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$', line)
            if match:
                name = match[1]
                parts[name] = ast.literal_eval(match[2])
            elif line.startswith('"'):
                parts[name] += ast.literal_eval(line)
        entries[parts.get("msgid", "")] = [text for name, text in parts.items() if name.startswith("msgstr")]
    return entries


def said() -> Iterator[str]:
    """Yield every sentence of templates and code."""
    for path in sorted(WEB.rglob("*.html")):
        text = path.read_text("utf-8")
        for match in IN_TEMPLATES.finditer(text):
            yield match[1] or match[2]
        for match in IN_BLOCKS.finditer(text):
            yield re.sub(r"{{ (\w+) }}", r"%(\1)s", match[1])
    for path in sorted(WEB.rglob("*.py")):
        for match in IN_CODE.finditer(path.read_text("utf-8")):
            yield ast.literal_eval(match[1])


def test_every_sentence_is_translated() -> None:
    entries = written()
    assert [sentence for sentence in said() if not all(entries.get(sentence, [""]))] == []


def test_a_translation_fills_the_same_gaps() -> None:
    wrong = [
        (english, text)
        for english, texts in written().items()
        for text in texts
        if english and set(GAP.findall(text)) != set(GAP.findall(english))
    ]
    assert wrong == []


def test_nothing_is_guessed() -> None:
    assert "fuzzy" not in (MESSAGES / "django.po").read_text("utf-8")


def test_the_compiled_file_says_what_the_written_one_says() -> None:
    with (MESSAGES / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for english, texts in written().items():
        if len(texts) == 1 and english:
            assert compiled.gettext(english) == texts[0]
        elif english:
            forms = [compiled.ngettext(english, english, count) for count in (1, 2, 5)]
            assert forms == texts


def test_russian_has_no_exclamation_marks() -> None:
    assert [
        text for texts in written().values() for text in texts if "!" in text and "nplurals" not in text
    ] == []
