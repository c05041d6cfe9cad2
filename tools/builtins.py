"""Write `migrator/javascript/builtins.py`, the names of the platform, from the npm packages that keep them.

Run it by hand (`make builtins`) after a change of the versions below. It needs npm and a network connection; nothing
else does.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import tempfile
import textwrap
from pathlib import Path

GLOBALS = ("globals", "17.14.0")
CONFUSING = ("confusing-browser-globals", "1.0.11")
# Pages are written for code of a browser's page or worker.
ENVIRONMENTS = ("builtin", "browser", "worker")
TARGET = Path(__file__).parent.parent / "migrator" / "javascript" / "builtins.py"

MODULE = '''\
"""Names that JavaScript has in a browser or a worker without declaring them. Written by `tools/builtins.py`: edit that.

From the npm packages {globals} ({environments})
and {confusing}, both under the MIT licence.
"""

# Names of the platform that are more often a variable that somebody forgot to declare. A page that writes one of these
# misspells something; one that means the global says `window.name`.
CONFUSING = frozenset(
    """
{confusing_names}
    """.split()
)
# Names that a page may write. `arguments` is declared by no code either.
GLOBALS = frozenset(
    """
    arguments
{global_names}
    """.split()
)
# Names that mean the platform's, where nothing around them declares them.
PLATFORM = (GLOBALS | CONFUSING) - {{"arguments"}}
# Names of the object whose members these are.
GLOBAL_OBJECTS = frozenset({{"globalThis", "self", "window"}})
'''


def file_of(package: tuple[str, str], name: str) -> str:
    """A file of a package, from the registry."""
    spelled = "@".join(package)
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(
            ["npm", "pack", "--silent", spelled], cwd=folder, check=True, capture_output=True, text=True
        )
        with tarfile.open(Path(folder) / ran.stdout.split()[-1]) as archive:
            held = archive.extractfile(f"package/{name}")
            assert held is not None, f"{spelled} has no {name}"
            return held.read().decode("utf-8")


def lines(names: set[str]) -> str:
    """Names in lines of the width that the code has."""
    text = " ".join(sorted(names))
    return textwrap.fill(
        text, 116, initial_indent="    ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )


def module() -> str:
    """The text of the module."""
    listed = json.loads(file_of(GLOBALS, "globals.json"))
    known = {name for environment in ENVIRONMENTS for name in listed[environment]}
    confusing = set(re.findall(r"'(\w+)',", file_of(CONFUSING, "index.js")))
    assert known, "no names were found"
    assert confusing, "no confusing names were found"
    return MODULE.format(
        globals=" ".join(GLOBALS),
        environments=", ".join(ENVIRONMENTS),
        confusing=" ".join(CONFUSING),
        confusing_names=lines(confusing),
        global_names=lines(known - confusing),
    )


if __name__ == "__main__":
    TARGET.write_text(module(), "utf-8")
    sys.stdout.write(f"{TARGET.name} is written.\n")
