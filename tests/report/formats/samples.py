"""The samples of docs/formats.md: each fence below a comment that holds a command is what the command prints."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tempfile
from pathlib import Path

from migrator.report.documents import DOCUMENTS, schema
from tests.report.formats import HERE, invoke
from tests.support import ROOT

PAGE = ROOT / "docs" / "formats.md"
_SAMPLE = re.compile(r"(<!-- (migrator [^\n]*) -->\n\n(~~~|```)([a-z]+)\n).*?(^\3\n)", re.DOTALL | re.MULTILINE)


def made(page: str) -> str:
    """The page with every sample as it is now."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve() / "game"
        shutil.copytree(HERE / "sample", folder)
        return _SAMPLE.sub(lambda found: f"{found[1]}{_output(folder, found[2])}\n{found[5]}", page)


def commands(page: str) -> list[str]:
    return [found[2] for found in _SAMPLE.finditer(page)]


def schemas() -> dict[Path, str]:
    """The published schemas, by their files."""
    return {
        ROOT / "docs" / f"{command}.schema.json": json.dumps(schema(command), indent=2, ensure_ascii=False) + "\n"
        for command in DOCUMENTS
    }


def _output(folder: Path, command: str) -> str:
    ran = invoke(folder, *shlex.split(command)[1:])
    text = ran.text.replace(folder.as_uri(), "file:///home/you/game").rstrip("\n")
    return _shortened(text) if "sarif" in command else text


def _shortened(text: str) -> str:
    """A log whose help texts, each a whole page, are cut."""
    log = json.loads(text)
    for rule in log["runs"][0]["tool"]["driver"]["rules"]:
        for kind, told in rule["help"].items():
            rule["help"][kind] = told if len(told) < 200 else told[:60] + "…"
    return json.dumps(log, indent=2, ensure_ascii=False)
