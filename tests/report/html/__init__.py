"""What tests of the page share: a reader of HTML that is not the project's own, and ledgers to make pages of."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

from migrator.model.ledger import FileEntry, Ledger
from migrator.model.settings import Settings
from migrator.report.html.page import page
from migrator.report.invocation import Invocation
from migrator.run.engine import Run
from migrator.run.request import Configuration, Request
from migrator.run.surroundings import Texts
from tests.support import FIXTURES, shipped_rules

VOID = {"input", "meta"}
# All that a page is made of: text of files can add nothing to it.
ELEMENTS = set(
    "a article b body button code dd details div dl dt fieldset footer form h1 h2 h3 h4 header html i input label "
    "legend li main meta option output p pre rect script section select small span style summary svg title u "
    "ul".split()
)
ATTRIBUTES = set(
    "aria-hidden aria-label aria-live charset checked class content data-file data-n data-outcome data-row data-rule "
    "height hidden href http-equiv id lang name preserveaspectratio title type value viewbox width x y".split()
)


@dataclass
class Node:
    """An element with what is in it."""

    tag: str
    attributes: dict[str, str | None]
    children: list[Node | str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name) or ""

    @property
    def classes(self) -> set[str]:
        return set(self["class"].split())

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def all(self, tag: str = "", of: str = "", /, **attributes: str) -> Iterator[Node]:
        """Elements below, in order: of a tag, of a class, with attributes."""
        for child in self.children:
            if isinstance(child, Node):
                wanted = all(child.attributes.get(key.replace("_", "-")) == value for key, value in attributes.items())
                if tag in ("", child.tag) and (not of or of in child.classes) and wanted:
                    yield child
                yield from child.all(tag, of, **attributes)

    def one(self, tag: str = "", of: str = "", /, **attributes: str) -> Node:
        [found] = self.all(tag, of, **attributes)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"<{tag}> has an attribute twice"
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def fragment(text: str) -> Node:
    """The one element that a text is."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    [node] = reader.root.children
    assert isinstance(node, Node)
    return node


def read(text: str) -> Node:
    """The document, after what must hold for every page."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    root = reader.root
    assert [node.tag for node in reader.open[1:]] in ([], ["html"]), "not every element is closed"
    nodes = list(root.all())
    assert {node.tag for node in nodes} <= ELEMENTS
    assert {name for node in nodes for name in node.attributes} <= ATTRIBUTES, "nor does one hold a script or a style"
    ids = [node["id"] for node in nodes if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    links = {node["href"] for node in nodes if "href" in node.attributes}
    assert {link for link in links if link.removeprefix("#") not in ids} == set()
    policy = root.one("meta", http_equiv="Content-Security-Policy")["content"].split("; ")
    script, style = (digest(root.one(tag).text) for tag in ("script", "style"))
    assert policy[:3] == ["default-src 'none'", f"style-src '{style}'", f"script-src '{script}'"]
    assert not re.search(r"https?:|@import|url\(", text.replace("http-equiv", "")), "nothing is loaded"
    return root


def digest(text: str) -> str:
    """The source of a policy that allows a text."""
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode()}"


@cache
def game() -> tuple[FileEntry, bytes]:
    """The fixture game with one program that no rule takes."""
    path = FIXTURES / "game" / "js" / "multiplayer.js"
    data = path.read_bytes().replace(b"hexdigest()[:16]", b"hexdigest()[:12]", 1)
    configuration = Configuration(lambda _: Settings(), lambda _: list(shipped_rules()))
    run = Run(Request((str(path),)), configuration, Texts(data))
    [entry] = [item for item in run.entries() if isinstance(item, FileEntry)]
    return entry._replace(path="js/game.js"), data


def invocation(*, written: bool = False) -> Invocation:
    return Invocation(1, written, pages={rule.id: rule for rule in shipped_rules()})


def large(folder: Path) -> Path:
    """A page of 2,000 uses in 100 files."""
    entry, data = game()
    files = [entry._replace(path=f"js/part{number % 7}/game{number:03}.js") for number in range(100)]
    path = folder / "large.html"
    text = page(Ledger(tuple(files)), invocation(), dict.fromkeys((file.path for file in files), data))
    path.write_text(text, "utf-8")
    return path
