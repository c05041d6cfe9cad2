"""Elements of HTML as text; whatever is no markup is escaped, and nothing of it acts."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from migrator.report.words import acts

_VOID = frozenset({"input", "meta"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


NEWLINE = Markup("\n")

Child = str | Iterable["Child"] | None
Value = str | int | bool | None


def element(name: str, /, *children: Child, **attributes: Value) -> Markup:
    """``name`` with children and attributes: `class_` is `class`, `data_rule` is `data-rule`, None and False are left
    out. A string that is no Markup is text.
    """
    start = f"<{name}{''.join(map(_attribute, attributes.items()))}>"
    return Markup(start if name in _VOID else f"{start}{joined(children)}</{name}>")


def joined(children: Child) -> Markup:
    """Children one after the other."""
    if children is None:
        return Markup()
    if isinstance(children, Markup):
        return children
    if isinstance(children, str):
        return Markup(escape(visible(children)))
    return Markup("".join(map(joined, children)))


def visible(text: str) -> str:
    """Text with its controls written out, those that turn the direction of writing included; tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char == "\t" or not acts(char) else f"\\u{{{ord(char):x}}}" for char in text)


def prose(text: str) -> Markup:
    """A sentence whose excerpts stand in backticks: those become code."""
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0:
        return joined("`".join(parts))
    return joined(element("code", part) if index % 2 else part for index, part in enumerate(parts))


def _attribute(item: tuple[str, Value]) -> str:
    name, value = item[0].rstrip("_").replace("_", "-"), item[1]
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(visible(str(value)))}"'
