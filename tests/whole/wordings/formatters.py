"""What formatters make of a file: prettier in three styles, and esbuild without white space.

They run in one process of Node for many texts, since starting one takes longer than all the rest.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterable
from random import Random

from tests.support import ROOT

_TOOLS = ROOT / "node_modules" / ".bin"
_SCRIPT = ROOT / "tests" / "whole" / "wordings" / "format.mjs"
_STYLES: dict[str, tuple[str, dict[str, object]]] = {
    "prettier": ("prettier", {}),
    "prettier loose": (
        "prettier",
        {"semi": False, "printWidth": 60, "useTabs": True, "arrowParens": "avoid", "singleQuote": True},
    ),
    "prettier wide": ("prettier", {"printWidth": 200, "trailingComma": "none", "quoteProps": "consistent"}),
    "esbuild without spaces": ("esbuild", {"minifyWhitespace": True}),
    # Not a wording: what two files that mean the same are printed to.
    "alike": ("esbuild", {"minifyWhitespace": True, "minifySyntax": True}),
}
STYLES = tuple(name for name in _STYLES if name != "alike")
_made: dict[tuple[str, bytes], bytes] = {}


class FormattersMissing(RuntimeError):
    """Node or the packages of `package.json` are not there."""


class FormatterError(ValueError):
    """A formatter does not take a text."""


def prime(style: str, texts: Iterable[bytes]) -> None:
    """Format many texts at once, for `formatted` to find."""
    todo = [text for text in dict.fromkeys(texts) if (style, text) not in _made]
    if not todo:
        return
    for tool in ("prettier", "esbuild"):
        if not (_TOOLS / tool).exists():
            raise FormattersMissing(
                f"node_modules/.bin/{tool} is missing: run `npm ci --ignore-scripts` in the checkout"
            )
    tool, options = _STYLES[style]
    work = json.dumps([[tool, options, text.decode("utf-8")] for text in todo])
    try:
        done = subprocess.run(["node", str(_SCRIPT)], input=work.encode(), capture_output=True, check=True, cwd=ROOT, timeout=300)
    except FileNotFoundError:
        raise FormattersMissing("Node is missing: the formatters need Node 20 or newer") from None
    except subprocess.CalledProcessError as error:
        raise FormattersMissing(f"the formatters do not run: {error.stderr.decode()[-400:]}") from None
    for text, result in zip(todo, json.loads(done.stdout), strict=True):
        if not isinstance(result, str):
            raise FormatterError(f"{style}: {result['error']}")
        _made[style, text] = result.encode()


def formatted(style: str, text: bytes) -> bytes:
    """What a formatter makes of a text."""
    prime(style, [text])
    return _made[style, text]


def printed_alike(one: bytes, other: bytes) -> bool:
    """Whether esbuild prints two files alike, or would but for the keywords of their declarations."""
    if formatted("alike", one) == formatted("alike", other):
        return True
    spaced = "esbuild without spaces"  # without other changes: it joins declarations of one keyword
    return _keywords_gone(formatted(spaced, one)) == _keywords_gone(formatted(spaced, other))


def _keywords_gone(text: bytes) -> bytes:
    return re.sub(rb"\b(?:const|let|var)\b ?", b"let ", text)


def wording(style: str) -> Callable[[bytes, Random], bytes | None]:
    """The wording that a formatter gives a file."""

    def apply_to(data: bytes, _random: Random) -> bytes | None:
        result = formatted(style, data)
        return result if result != data else None

    return apply_to
