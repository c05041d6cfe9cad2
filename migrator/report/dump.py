"""JSON text that a person may read and a terminal may show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from migrator.report.words import acts


def dumped(document: Mapping[str, Any]) -> str:
    """JSON that stays readable, less what a terminal obeys and what no UTF-8 holds: the same values, escaped."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(json.dumps(char)[1:-1] if _is_escaped(char) else char for char in text)


def _is_escaped(char: str) -> bool:
    return char == "\x7f" or (not char.isascii() and acts(char))
