"""The methods of the classes of a file, as plain values."""

from __future__ import annotations

from typing import NamedTuple


class Methods(NamedTuple):
    """A class of a file, by the names of its methods; a class without a name has none that anybody could call it by."""

    class_name: str
    names: tuple[str, ...]
