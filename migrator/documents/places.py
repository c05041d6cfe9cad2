"""The files that the path of a module may mean, by their names.

It means the file of its name first, then the one that a compiler makes that of (`./x.js` of `x.ts`), then those of
which the ending is left out, then the index of a folder. Of two files that differ in their ending, the one in the
language of the file that asks is taken: the other one was made of it. A `.d.ts` is never what runs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

_COMPILED = {".js": (".ts", ".tsx"), ".jsx": (".tsx", ".ts"), ".mjs": (".mts",), ".cjs": (".cts",)}
_TYPED, _PLAIN = (".ts", ".tsx", ".mts", ".cts"), (".js", ".jsx", ".mjs", ".cjs")
_COMPONENTS = (".vue", ".svelte")
_DECLARATIONS = r"\.d(?:\.\w+)?\.[mc]?ts\Z"


def is_plain(near: str) -> bool:
    """Whether a file that asks is JavaScript, which prefers files of its own language."""
    return os.path.splitext(near)[1].lower() in _PLAIN


def spellings(place: str, near: str) -> Iterator[str]:
    """The files of its name that a path in the file ``near`` may mean, the best first."""
    bare, ending = os.path.splitext(place)
    made_of = (bare + other for other in _COMPILED.get(ending, ()))
    known = (place, *made_of, *(place + other for other in _endings(near)))
    return (path for path in known if re.search(_DECLARATIONS, path) is None)


def indexes(place: str, near: str) -> Iterator[str]:
    """The files that it may mean where it is that of a folder, the best first."""
    return (os.path.join(place, f"index{ending}") for ending in _endings(near))


def stems(path: str) -> tuple[str, ...]:
    """What a specifier of a file may spell last: its name without the ending, and of an index that of its folder."""
    folder, name = os.path.split(path)
    bare = os.path.splitext(name)[0]
    return (bare, os.path.basename(folder)) if bare == "index" else (bare,)


def _endings(near: str) -> tuple[str, ...]:
    return (*_PLAIN, *_TYPED, *_COMPONENTS) if is_plain(near) else (*_TYPED, *_PLAIN, *_COMPONENTS)
