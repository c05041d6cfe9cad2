"""The methods of the classes of a file, and its functions, as plain values."""

from __future__ import annotations

from typing import NamedTuple

from migrator.model.boundary import of_function


class Methods(NamedTuple):
    """A class of a file, by the names of its methods; a class without a name has none that anybody could call it by.
    Without a class, the functions of a file that are no members of one.
    """

    class_name: str | None
    names: tuple[str, ...]

    @property
    def items(self) -> tuple[str, ...]:
        """What settings may call them."""
        if self.class_name is None:
            return tuple(map(of_function, self.names))
        return (*self.names, *(f"{self.class_name}.{own}" for own in self.names))
