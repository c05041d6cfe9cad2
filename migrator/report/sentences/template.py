"""What the words of a sentence are made from."""

from __future__ import annotations

from collections.abc import Callable

from migrator.model.ledger import Place

# A text with a place for each value, as `str.format` fills it; or a function that is given the values by name, where
# the words depend on them. A value that is a message of its own comes as its words.
Template = str | Callable[..., str]


# Where `this` is no instance of a class.
PLACES = {
    Place.OBJECT: "an object literal",
    Place.FUNCTION: "a function of its own",
    Place.STATIC: "a static member",
}


class Words(str):
    """The words of a message. ``mend`` says what to do about a fault, where there is something to say."""

    __slots__ = ("mend",)

    mend: str

    def __new__(cls, text: str, mend: str = "") -> Words:
        words = super().__new__(cls, text)
        words.mend = mend
        return words


def names(items: tuple[str, ...], between: str = ", ") -> str:
    """Names as code, one after the other."""
    return between.join(f"`{name}`" for name in items)


def places(items: tuple[tuple[str, str, int], ...]) -> str:
    """Classes, each with the file and the line where it begins."""
    return ", ".join(f"`{name}` ({file}:{line})" for name, file, line in items)
