"""Look over a built site: every link leads to something, and no page fetches anything from elsewhere.

`python -m docs.generator.site FOLDER` exits with 1 and a line for each fault.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# What a browser fetches by itself; where a link leads, a reader decides.
_FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src"}
_FETCHED_LINKS = {
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "manifest",
    "modulepreload",
}
_CSS = re.compile(r"@import\s*[\"']?(?:url\()?\s*[\"']?(\w+:)?//|url\(\s*[\"']?(?:https?:)?//")


class _Page(HTMLParser):
    """The links, the fetched addresses and the anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.anchors.update(values[name] for name in ("id", "name") if name in values)
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in _FETCHED and _FETCHED[tag] in values:
            self.fetched.append(values[_FETCHED[tag]])
        if tag == "link" and _FETCHED_LINKS & set(values.get("rel", "").split()):
            self.fetched.append(values.get("href", ""))


def faults(site: Path) -> Iterator[str]:
    pages = {path: _Page(path.read_text("utf-8")) for path in sorted(site.rglob("*.html")) if path.name != "404.html"}
    for path, page in pages.items():
        where = path.relative_to(site).as_posix()
        for address in page.fetched:
            if _is_outside(address):
                yield f"{where}: fetches {address}"
            elif not (path.parent / unquote(urlsplit(address).path)).exists():
                yield f"{where}: {address} is not there"
        for address in page.links:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            target = target / "index.html" if target.is_dir() else target
            if not target.exists():
                yield f"{where}: the link {address} leads nowhere"
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
                yield f"{where}: the link {address} leads to no such place"
    for path in sorted(site.rglob("*.css")):
        if _CSS.search(path.read_text("utf-8")):
            yield f"{path.relative_to(site).as_posix()}: fetches from elsewhere"


def _is_outside(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in ("", "data")


if __name__ == "__main__":
    found = list(faults(Path(sys.argv[1]).resolve()))
    print("\n".join(found) or "The site is whole, and fetches nothing from elsewhere.")
    sys.exit(bool(found))
