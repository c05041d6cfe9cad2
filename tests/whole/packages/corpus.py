"""The JavaScript of installed packages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random

from tests.support import ROOT

HERE = Path(__file__).parent
# Where `make test-long` installs the packages of `package.json`; `make test` takes what it has for other tests.
INSTALLED = ROOT / "build" / "packages" / "node_modules"
AT_HAND = ROOT / "node_modules"
_ENDINGS = frozenset({".js", ".mjs", ".cjs"})
_LONGEST = 150_000
_SELDOM = 1_000_000  # one file of so many may be longer
_ONE_OF = 60


@cache
def names(folder: Path) -> tuple[str, ...]:
    """The packages of a folder. Of those that `make test-long` installs, none that another one brings along."""
    if folder == INSTALLED:
        asked = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]
        return tuple(sorted(asked))
    found = (path.parent for pattern in ("*/package.json", "@*/*/package.json") for path in folder.glob(pattern))
    return tuple(sorted(path.relative_to(folder).as_posix() for path in found if scripts(path)))


@cache
def scripts(package: Path) -> tuple[Path, ...]:
    """The scripts of a package, without those of its own packages."""
    found = (path for path in package.rglob("*") if path.suffix in _ENDINGS and path.is_file())
    return tuple(sorted(path for path in found if "node_modules" not in path.relative_to(package).parts))


@cache
def length(path: Path) -> int:
    return path.stat().st_size


def draw(random: Random, folder: Path, longest: int = _LONGEST) -> Path:
    """A script of any package, which has one chance whether it has one file or a thousand."""
    most = _SELDOM if longest == _LONGEST and random.randrange(_ONE_OF) == 0 else longest
    while True:
        found = [path for path in scripts(folder / random.choice(names(folder))) if 0 < length(path) <= most]
        if found:
            return random.choice(found)
