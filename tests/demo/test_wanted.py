"""Into which installation the demonstration goes, and into which it does not."""

from pathlib import Path

import pytest

from kopilka import demo, environment
from kopilka.demo.models import Loading
from kopilka.ledger.models import Operation


@pytest.mark.parametrize(
    ("given", "database", "wanted"),
    [
        ("", "", True),
        ("", "postgresql://db/shop", False),
        ("yes", "postgresql://db/shop", True),
        ("no", "", False),
    ],
)
def test_the_operators_own_database_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, given: str, database: str, *, wanted: bool
) -> None:
    monkeypatch.setenv("KOPILKA_DEMO", given)
    monkeypatch.setenv("KOPILKA_DATABASE_URL", database)
    assert environment.demonstration() is wanted


def test_a_word_that_is_neither_yes_nor_no_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOPILKA_DEMO", "perhaps")
    with pytest.raises(environment.BadSetting, match="give yes or no"):
        environment.demonstration()


@pytest.mark.server
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("has_note", "has_receipts", "wanted"), [(False, False, True), (False, True, False), (True, True, True)]
)
def test_receipts_that_are_not_its_own_keep_it_away(
    monkeypatch: pytest.MonkeyPatch, *, has_note: bool, has_receipts: bool, wanted: bool
) -> None:
    if has_note:
        Loading.objects.create(id=1, last_day="2026-11-20")
    monkeypatch.setattr(Operation.objects, "exists", lambda: has_receipts)
    assert (demo.refusal() is None) is wanted


def test_without_the_program_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KOPILKA_PROGRAMS", str(tmp_path))
    assert "no program" in (demo.refusal() or "")
