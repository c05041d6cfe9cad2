"""What the site generator calls: pages that are made are added, placeholders are filled."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from docs.generator import ROOT, filled, made_pages

_OUTSIDE = re.compile(r"\]\((?:\.\./)+((?!\.\.)[^)#]+)")


def on_files(files: Files, *, config: Any) -> Files:
    for path, text in made_pages().items():
        files.append(File.generated(config, path, content=text))
    return files


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Files) -> str:
    """The page filled; links to files of the repository that are no pages lead to the repository."""

    def outward(found: re.Match[str]) -> str:
        here = (ROOT / "docs" / page.file.src_uri).parent
        target = (here / found[0].removeprefix("](")).resolve()
        if (ROOT / "docs") in target.parents or not target.exists():
            return found[0]
        return f"]({config.extra['repository']}/blob/main/{target.relative_to(ROOT).as_posix()}"

    return _OUTSIDE.sub(outward, filled(markdown))
