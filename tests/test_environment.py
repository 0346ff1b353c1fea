"""Settings from the environment: what is taken, what is refused and how, and the key that is kept."""

from pathlib import Path

import pytest

from kopilka import environment, settings
from kopilka.commands.run import address_of
from kopilka.secret import keep_secret, known_secret


def test_without_any_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATA", "HOST", "PORT", "PUBLIC_URL", "TIME_ZONE"):
        monkeypatch.delenv(f"KOPILKA_{name}", raising=False)
    assert environment.data_folder() == Path.cwd() / "var"
    assert (environment.host(), environment.port()) == ("127.0.0.1", 8000)
    assert environment.public_url() is None
    assert environment.time_zone() == "Europe/Moscow"


@pytest.mark.parametrize("given", ["0", "65536", "-1", "http", "8 000"])
def test_a_port_that_cannot_be(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("KOPILKA_PORT", given)
    with pytest.raises(environment.BadSetting, match="between 1 and 65535"):
        environment.port()


def test_a_public_address_needs_its_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOPILKA_PUBLIC_URL", "https://bonus.example/")
    assert environment.public_url() == "https://bonus.example"
    monkeypatch.setenv("KOPILKA_PUBLIC_URL", "bonus.example")
    with pytest.raises(environment.BadSetting, match="http://"):
        environment.public_url()


def test_the_key_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOPILKA_SECRET_KEY")
    assert known_secret(tmp_path) != known_secret(tmp_path)
    assert list(tmp_path.iterdir()) == []
    keep_secret(tmp_path)
    kept = known_secret(tmp_path)
    keep_secret(tmp_path)
    assert known_secret(tmp_path) == kept
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_the_operators_key_is_not_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOPILKA_SECRET_KEY", "given")
    keep_secret(tmp_path)
    assert known_secret(tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


LOCAL = ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize(
    ("host", "public_url", "hosts", "address"),
    [
        ("192.168.1.5", None, ["192.168.1.5"], "http://192.168.1.5:8000"),
        ("fd00::5", None, ["[fd00::5]"], "http://[fd00::5]:8000"),
        (environment.EVERYWHERE[0], None, [], "http://localhost:8000"),
        ("::", "http://kassa.local:8000", ["kassa.local"], "http://localhost:8000"),
        (environment.EVERYWHERE[0], "https://[fd00::5]", ["[fd00::5]"], "http://localhost:8000"),
    ],
)
def test_pages_are_answered_where_they_are_listened_for(
    host: str, public_url: str | None, hosts: list[str], address: str
) -> None:
    assert settings._hosts(host, public_url) == [*LOCAL, *hosts]
    assert address_of(host, 8000) == address
