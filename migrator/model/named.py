"""Enumerations of hundreds of names, of which a run needs a few.

An `Enum` makes all its members when its class is made, which takes a hook milliseconds. A member of `Named` is made
when somebody asks for it; else they are alike: each there once, told apart by `is`, found by its name and its value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Self


class _Names(type):
    """The class has a member for each name that it annotates."""

    if not TYPE_CHECKING:  # which would take any name for one

        def __getattr__(cls, name):
            if name not in cls.__annotations__:
                raise AttributeError(f"{cls.__name__} has no {name}")
            member = str.__new__(cls, name.lower())
            setattr(cls, name, member)
            return member


class Named(str, metaclass=_Names):
    """A member is its value: its name in small letters. The class is called with a value, as an `Enum` is."""

    __slots__ = ()

    def __new__(cls, value: str) -> Self:
        try:
            return cls.named(value.upper())
        except KeyError:
            raise ValueError(f"{value!r} is no {cls.__name__}") from None

    @classmethod
    def named(cls, name: str) -> Self:
        """The member of a name; `KeyError` where there is none."""
        if name not in cls.__annotations__:
            raise KeyError(name)
        member: Self = getattr(cls, name)
        return member

    @classmethod
    def members(cls) -> Iterator[Self]:
        """All of them, in the order in which the class names them."""
        return map(cls.named, cls.__annotations__)

    @property
    def name(self) -> str:
        """What the class calls it."""
        return self.upper()

    @property
    def value(self) -> str:
        """The text that it is, as a plain one."""
        return str.__str__(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    def __reduce__(self) -> tuple[type[Named], tuple[str]]:
        return type(self), (self.value,)
