"""The keys of a settings file, from the table that the reader of settings itself uses."""

from __future__ import annotations

import json

from migrator.config.keys import FACT, KEYS, Key


def section(which: str) -> str:
    """The keys of the file (`keys`) or those of a stated fact (`facts`), each under a heading of its own."""
    keys, level = (KEYS, "##") if which == "keys" else (FACT, "###")
    return "\n\n".join(_key(name, key, level) for name, key in keys.items())


def _key(name: str, key: Key, level: str) -> str:
    default = "none" if key.default is None else f"`{json.dumps(key.default)}`"
    wanted = key.value.schema()
    kind = " or ".join(f'`"{word}"`' for word in wanted["enum"]) if "enum" in wanted else f"a {_kind(wanted)}"
    return f"{level} `{name}` {{ #{name} }}\n\n{key.help}\n\nIt is {kind}; the default is {default}."


def _kind(wanted: dict[str, object]) -> str:
    items = wanted.get("items")
    if isinstance(items, dict):
        return f"list of {_kind(items)}s"
    kind = str(wanted.get("type"))
    return {"object": "table", "integer": "whole number"}.get(kind, kind)
