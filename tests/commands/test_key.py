"""`kopilka key`: what was noted is shown as it is, and no key is made for a shop that can't be."""

import pytest
from typer.testing import CliRunner, Result

from kopilka.cli import app

pytestmark = pytest.mark.server


def key(*words: str) -> Result:
    return CliRunner().invoke(app, ["key", *words])


@pytest.mark.usefixtures("at_home")
def test_a_note_is_shown_as_it_is_and_nothing_is_cut() -> None:
    note = "[/red] [bold]till 1[/] on the ground floor beside the entrance \x1b[31m"
    assert key("add", "lavka", "lenina-5", "--note", note).stdout.startswith("kopilka_")
    listed = key("list")
    assert listed.exit_code == 0
    assert note.replace("\x1b", " ") in listed.stdout
    assert "+03:00" in listed.stdout
    assert key("revoke", "1").stdout == "Key 1 is revoked. A running server refuses it within five seconds.\n"
    assert listed.stdout.count("+03:00") + 1 == key("list").stdout.count("+03:00")
    again = key("revoke", "1")
    assert (again.exit_code, again.stdout) == (1, "")


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("shop", ["", "lenina\n5", "l" * 65])
def test_no_key_is_made_for_a_shop_that_cannot_be(shop: str) -> None:
    refused = key("add", "lavka", shop)
    assert refused.exit_code == 2
    assert refused.stderr == "shop: The value can't be taken: 1 to 64 printable characters.\n"
