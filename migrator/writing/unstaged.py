"""Changes that git could not give back, since nobody has staged them."""

from __future__ import annotations

import os

from migrator.discovery.git import run

# With more than this the paths are not named to git, whose command line has an end: it is asked for all changes.
_LONGEST = 20_000


class Unknown(Exception):
    """Git does not say; in its words."""


def in_hook() -> bool:
    """Whether git or pre-commit runs us: it has put away what is not staged, or means us to look at it."""
    return any(name in os.environ for name in ("GIT_INDEX_FILE", "GIT_DIR", "PRE_COMMIT"))


def unstaged(root: str, targets: list[str]) -> list[str]:
    """Those of some files of a repository whose bytes differ from what is staged; untracked files have nothing to.

    Raises Unknown.
    """
    named = {os.path.relpath(target, root).replace(os.sep, "/"): target for target in targets}
    options = ["diff", "--name-only", "-z", "--no-ext-diff", "--ignore-submodules", "--no-renames"]
    paths = sorted(named) if sum(map(len, named)) < _LONGEST else []
    ended = run("--literal-pathspecs", *options, "--", *paths, folder=root)
    if ended.code != 0:
        said = ended.errors.decode("utf-8", "replace").strip().splitlines()
        raise Unknown(said[0] if said else f"exit code {ended.code}")
    changed = set(os.fsdecode(ended.output).split("\0"))
    return [target for name, target in named.items() if name in changed]
