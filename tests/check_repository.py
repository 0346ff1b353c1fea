"""Looks over the repository itself for what no other tool sees: addresses of package indexes, above all.

Kopilka is installed from whatever index its operator has, so no file may name one.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Split, so that this file does not name what it forbids.
HOSTS = tuple(
    f"{name}.org".replace("|", "") for name in ("py|pi", "python|hosted", "registry.npm|js", "deb.deb|ian")
)
REQUIREMENTS = re.compile(r"://|^\s*(--(extra-)?index-url|--find-links|--trusted-host|-i |-f )")
LARGEST_TEXT_BYTES = 2_000_000


def main() -> int:
    """Print each offending line and return the exit status."""
    problems = [*_in_requirements(), *_in_tracked_files()]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _in_requirements() -> list[str]:
    return [
        f"{path.name}:{number}: an address: requirements name packages only"
        for path in sorted(ROOT.glob("requirements*"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if REQUIREMENTS.search(line)
    ]


def _in_tracked_files() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    problems = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if not path.is_file() or path.stat().st_size > LARGEST_TEXT_BYTES:
            continue
        text = path.read_text(errors="ignore")
        problems += [f"{name}: names {host}" for host in HOSTS if host in text]
    return problems


if __name__ == "__main__":
    sys.exit(main())
