"""Values of the program as JSON and back: nothing that is read can run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from importlib import import_module
from typing import Any

from migrator.model.named import Named

_TUPLE, _BYTES = "", "bytes"
_AS_TEXT = "latin-1"  # a character for each byte, and most bytes are ASCII


class Codec:
    """Writes tuples, bytes, plain values, and named tuples and enumerations of the classes that it is given, or whose
    names and modules it is given: those are imported where a value has one.
    """

    def __init__(self, *classes: type, later: Mapping[str, str] | None = None) -> None:
        self._classes = {cls.__name__: cls for cls in classes}
        self._later = later or {}

    def dumps(self, value: Any) -> bytes:
        """The JSON of a value; raises TypeError for what it does not know."""
        return json.dumps(self._pack(value), ensure_ascii=True, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        """The value; raises ValueError for anything that is none."""
        try:
            return self._unpack(json.loads(data))
        except (KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
            raise ValueError(f"no value: {error}") from None

    def _pack(self, value: Any) -> Any:
        if isinstance(value, (Enum, Named)):
            return [type(value).__name__, value.value]
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if type(value) is tuple:  # a named one has its own tag
            return [_TUPLE, *map(self._pack, value)]
        if isinstance(value, bytes):
            return [_BYTES, value.decode(_AS_TEXT)]
        if not isinstance(value, tuple) or self._class(type(value).__name__) is not type(value):
            raise TypeError(f"a {type(value).__name__} cannot be kept")
        return [type(value).__name__, *map(self._pack, value)]

    def _unpack(self, value: Any) -> Any:
        if not isinstance(value, list):
            if isinstance(value, dict):
                raise ValueError("no value: an object")
            return value
        tag, *items = value
        if tag == _TUPLE:
            return tuple(map(self._unpack, items))
        if tag == _BYTES:
            return items[0].encode(_AS_TEXT)
        cls = self._class(tag)
        if cls is None:
            raise ValueError(f"no value: {tag}")
        return cls(*map(self._unpack, items))

    def _class(self, name: str) -> type | None:
        if name not in self._classes and name in self._later:
            self._classes[name] = getattr(import_module(self._later[name]), name)
        return self._classes.get(name)
