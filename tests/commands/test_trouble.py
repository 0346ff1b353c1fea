"""What an operator can expect to go wrong is one sentence on standard error, with exit status 2."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kopilka.cli import app
from tests.processes import free_port, line_with, started

pytestmark = pytest.mark.server

ASKING = (["doctor"], ["key", "list"], ["member", "show", "lavka", "id:1"])


def called(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize("words", ASKING)
def test_without_tables(words: list[str]) -> None:
    result = called(*words)
    assert result.exit_code == 2
    assert result.stderr == "This installation has no tables yet; start `kopilka run` once.\n"


@pytest.mark.parametrize(("url", "said"), [("NOWHERE", "cannot be used"), ("garbage", "cannot be read")])
@pytest.mark.parametrize("words", [*ASKING, ["demo"], ["run"]])
def test_without_a_database(words: list[str], url: str, said: str, data_folder: Path) -> None:
    environment = {
        "KOPILKA_DATA": str(data_folder),
        "KOPILKA_PORT": str(free_port()),
        "KOPILKA_DATABASE_URL": url.replace("NOWHERE", f"postgresql://nobody@127.0.0.1:{free_port()}/none"),
    }
    with started("kopilka", *words, environment=environment) as process:
        output, _ = process.communicate(timeout=60)
        assert said in output
        assert output.count("\n") == 1
        assert process.returncode == 2


@pytest.mark.usefixtures("at_home")
def test_without_a_member() -> None:
    for who in ("id:99", "garbage"):
        result = called("member", "show", "lavka", who)
        assert result.exit_code == 2
        assert result.stderr.count("\n") == 1


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize(
    "words", [["key", "add", "lavka", "lenina-5"], ["programs", "check"], ["programs", "show", "lavka"]]
)
def test_without_the_folder_of_programs(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOPILKA_PROGRAMS", "/nonexistent")
    result = called(*words)
    assert result.exit_code == 2
    assert "There is no folder /nonexistent" in result.stderr


def test_a_server_without_the_folder_of_programs(data_folder: Path) -> None:
    environment = {
        "KOPILKA_DATA": str(data_folder),
        "KOPILKA_PORT": str(free_port()),
        "KOPILKA_PROGRAMS": "/nonexistent",
    }
    with started("kopilka", "run", environment=environment) as run:
        line_with(run, "There is no folder /nonexistent")
        assert run.wait(30) == 2
