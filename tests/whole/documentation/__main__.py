"""Write anew what the sessions of docs/ and the README print: `python -m tests.whole.documentation [PAGE…]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.whole.documentation import pages, sessions

for path in [Path(name) for name in sys.argv[1:]] or pages():
    with tempfile.TemporaryDirectory() as name:
        _, made = sessions(path, Path(name).resolve())
    path.write_text(made, "utf-8")
