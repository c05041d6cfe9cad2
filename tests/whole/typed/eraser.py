"""TypeScript without its types, by TypeScript's own parser (npm `typescript` and `ts-blank-space`).

They run in one process of Node for many texts, since starting one takes longer than all the rest.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable

from tests.support import ROOT

_SCRIPT = ROOT / "tests" / "whole" / "typed" / "erase.mjs"
_erased: dict[tuple[str, bytes], bytes | str] = {}


class EraserMissing(RuntimeError):
    """Node or the packages of `package.json` are not there."""


class NotErasable(ValueError):
    """A text is no TypeScript, or what it means is not only in its types."""


def prime(texts: Iterable[tuple[str, bytes]]) -> None:
    """Erase many texts, each with a name that says what it is (`a.ts`, `a.tsx`), at once, for `erased` to find."""
    todo = [text for text in dict.fromkeys(texts) if text not in _erased]
    if not todo:
        return
    for package in ("typescript", "ts-blank-space"):
        if not (ROOT / "node_modules" / package).exists():
            raise EraserMissing(f"node_modules/{package} is missing: run `npm ci --ignore-scripts` in the checkout")
    work = json.dumps([[name, data.decode("utf-8")] for name, data in todo])
    try:
        done = subprocess.run(
            ["node", str(_SCRIPT)], input=work.encode(), capture_output=True, check=True, cwd=ROOT, timeout=600
        )
    except FileNotFoundError:
        raise EraserMissing("Node is missing: the eraser needs Node 20 or newer") from None
    except subprocess.CalledProcessError as error:
        raise EraserMissing(f"the eraser does not run: {error.stderr.decode()[-400:]}") from None
    for text, result in zip(todo, json.loads(done.stdout), strict=True):
        _erased[text] = result.encode() if isinstance(result, str) else str(result["error"])


def erased(name: str, data: bytes) -> bytes:
    """A text without its types; raises NotErasable."""
    prime([(name, data)])
    result = _erased[name, data]
    if isinstance(result, str):
        raise NotErasable(result)
    return result
