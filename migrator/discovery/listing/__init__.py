"""The names below a folder, in order and as a stream: what git lists, or a walk where there is no git.

Nothing here opens a file. Paths are bytes with `/`, relative to the folder; they are in the order of their bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

# What is known of a name before anybody looks at it.
INDEXED = 1  # git lists it as a file; it may be gone, or be something else by now
PRESENT = 2  # a regular file a moment ago
ODD = 3  # a link, or something else that has to be looked at
REPOSITORY = 4  # a folder that git takes for a repository of its own
SEARCHED = 5  # a regular file that an earlier run searched, as it still is, and that holds nothing

# A name, what is known of it, and whether git tracks it.
Listed = tuple[bytes, int, bool]
# A folder that nobody may look into, and why.
Fault = tuple[bytes, str]

VENDORED = frozenset({"node_modules", "bower_components", "vendor", "third_party", "dist", "build", ".git"})


def listed(folder: str, faults: list[Fault]) -> Iterator[Listed]:
    """Every name below a folder that is neither ignored nor a folder. ``faults`` is given the folders that cannot be
    looked into: by git's list before the first name, by a walk in the place of the folder.
    """
    from migrator.discovery.listing.git import git_files

    names = git_files(folder, faults)
    if names is None:
        from migrator.discovery.listing.walk import walk

        return walk(folder, faults)
    return names
