"""The demonstration: real baskets as the shops of Lavka, and a small invented cast for the other programs.

`make run` loads it into an empty installation, once; nothing here is imported by what serves customers.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def load(console: "Console", folder: Path) -> list[str]:
    """Load what is missing into the database, and return what people are told at every start."""
    # Django's tables are known only once it was set up, which a command does when it runs.
    from kopilka.demo.loading import load_demonstration  # noqa: PLC0415
    from kopilka.demo.logins import employ_cashiers  # noqa: PLC0415

    loaded = load_demonstration(console)
    names, password = employ_cashiers(folder)
    lines = [f"To sign in:       {', '.join(names)}; password {password}"]
    if loaded is not None:
        console.print(
            f"Loaded {loaded.receipts} receipts; {loaded.skipped_lines} lines of no goods or no money were skipped."
        )
        lines.append(f"Key of the shop {loaded.shop}, shown this once: {loaded.key}")
    return lines


def refusal() -> str | None:
    """Return why this installation does not take the demonstration; None when it is empty or has it already."""
    from kopilka.demo.models import Loading  # noqa: PLC0415
    from kopilka.ledger.models import Operation  # noqa: PLC0415
    from kopilka.programs.finding import program_paths  # noqa: PLC0415

    if not any(path.stem == "lavka" for path in program_paths()):
        return "There is no program «lavka», so there is no demonstration."
    if not Loading.objects.exists() and Operation.objects.exists():
        return "This installation has receipts of its own: the demonstration stays out of it."
    return None
