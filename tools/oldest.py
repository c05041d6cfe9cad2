"""Print the lowest versions that pyproject.toml allows, as constraints for pip; `make test-oldest` installs them."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"
_LOWEST = re.compile(r"([\w.-]+)(?:\[[\w,-]+\])?(?:>=|==)([\w.]+)(?:,.*)?")


def oldest(requirements: list[str]) -> list[str]:
    """The constraints for some requirements, each of which must have a lowest version."""
    found = []
    for requirement in requirements:
        match = _LOWEST.fullmatch(requirement.replace(" ", ""))
        if match is None:
            sys.exit(f"{PROJECT.name}: `{requirement}` has no lowest version")
        found.append(f"{match[1]}=={match[2]}")
    return found


if __name__ == "__main__":
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    print("\n".join(oldest([*project["dependencies"], *project["optional-dependencies"]["test"]])))
