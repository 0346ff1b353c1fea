"""The README's program is a program: what stands there can be loaded, and its command exists."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kopilka.cli import app
from kopilka.programs.checking import check_program
from kopilka.programs.reading import read_program_text

README = ("README.md", "README.ru.md")


@pytest.mark.parametrize("page", README)
def test_the_program_in_the_readme_is_good(page: str) -> None:
    for block in re.findall(r"```yaml\n(.*?)```", Path(page).read_text("utf-8"), re.DOTALL):
        assert check_program(read_program_text(block, page)).program.program == "corner"


@pytest.mark.parametrize("page", [*README, *map(str, Path("docs").rglob("*.md"))])
def test_every_link_of_the_documents_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", Path(page).read_text("utf-8"))
    assert [link for link in links if not (Path(page).parent / link).exists()] == []


def test_every_command_says_what_it_does() -> None:
    listing = CliRunner().invoke(app, ["--help"]).output
    for command in ("run", "replay", "scenario", "programs", "doctor", "demo", "key", "member"):
        assert command in listing
