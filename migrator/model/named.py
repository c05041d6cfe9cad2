"""Enumerations of hundreds of names, of which a run needs a few.

An `Enum` makes all its members when its class is made, which takes a hook milliseconds. A member of `Named` is made
when somebody asks for it; else they are alike: each there once, told apart by `is`, found by its name and its value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

_Member = TypeVar("_Member", bound="Named")


class _Names(type):
    """The class has a member for each name that it annotates."""

    if not TYPE_CHECKING:  # which would take any name for one

        def __getattr__(cls, name):
            if name not in cls.__annotations__:
                raise AttributeError(f"{cls.__name__} has no {name}")
            member = str.__new__(cls, name.lower())
            setattr(cls, name, member)
            return member

    def __call__(cls: type[_Member], value: str) -> _Member:  # type: ignore[misc]  # a metaclass
        try:
            return cls[value.upper()]
        except KeyError:
            raise ValueError(f"{value!r} is no {cls.__name__}") from None

    def __getitem__(cls: type[_Member], name: str) -> _Member:  # type: ignore[misc]
        if name not in cls.__annotations__:
            raise KeyError(name)
        member: _Member = getattr(cls, name)
        return member

    def __iter__(cls: type[_Member]) -> Iterator[_Member]:  # type: ignore[misc]
        return (cls[name] for name in cls.__annotations__)

    def __contains__(cls, name: object) -> bool:
        return name in cls.__annotations__


class Named(str, metaclass=_Names):
    """A member is its value: its name in small letters."""

    __slots__ = ()

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
