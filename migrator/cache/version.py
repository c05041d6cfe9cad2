"""Which program this is: code that changed finds other things."""

from __future__ import annotations

import os
import sys
from functools import cache

from migrator.disk import digest

# Their versions decide what a program means, too.
_LIBRARIES = ("libcst", "tree_sitter", "tree_sitter_javascript", "markdown_it_py", "pyyaml")


@cache
def program_digest() -> str:
    """A hash of all code of this program, and of the versions of what it stands on."""
    held = [sys.version]
    root = os.path.dirname(os.path.dirname(__file__))
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".py"):
                with open(os.path.join(folder, name), "rb") as file:
                    held.append(f"{os.path.relpath(folder, root)} {name} {digest(file.read())}")
    for entry in sys.path:
        try:
            found = os.listdir(entry or ".")
        except OSError:
            continue
        held.extend(sorted(name for name in found if name.lower().startswith(_LIBRARIES) and "-" in name))
    return digest("\n".join(held).encode())
