"""What an operator can set is written down: no variable is missing from the documents, none is invented."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_setting_is_documented_and_no_other() -> None:
    source = "".join(path.read_text() for path in sorted((ROOT / "src").rglob("*.py")))
    table = re.findall(r"^\| `(KOPILKA_\w+)` \|", (ROOT / "docs/operations.md").read_text(), re.MULTILINE)
    assert set(table) == set(re.findall(r"KOPILKA_[A-Z_]+", source))
