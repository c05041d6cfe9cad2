"""The embedded language: Python, which JavaScript gives to Pyodide as text. Only this module spells its calls.

Every run imports it, so it imports nothing heavy and makes no class that takes long: what parses the language is
imported with the first program.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Protocol

    from migrator.model.term import Term
    from migrator.python.form import Program

    class Lower(Protocol):
        """Gives the normal form of a program, in whose text each key of ``holes`` is a placeholder.

        Raises ``Unparsable``.

        ``environment`` is the name that the program has for the environment. ``pure_hole`` says whether the JavaScript
        in a hole is without effect. ``temporaries`` says which temporaries are written inline.
        """

        def __call__(
            self,
            text: str,
            holes: Mapping[str, Term],
            *,
            environment: str,
            pure_hole: Callable[[Term], bool],
            pattern: bool = ...,
            temporaries: str = ...,
        ) -> Program: ...

    class LowerPattern(Protocol):
        """Gives the normal forms of a page's program, one for each way its gaps can be empty. Raises ``Unparsable``."""

        def __call__(self, text: str, holes: Mapping[str, Term], *, environment: str) -> list[Program]: ...


class EmbeddedLanguage:
    """A language whose programs JavaScript gives to an interpreter as text.

    ``calls`` are the methods of the interpreter that run a program; pages write the first. The name of each begins with
    ``stem``. ``namespace`` is the member of the interpreter that has its globals, and the option of a call that gives a
    program others; ``local`` is the option that gives it names of its own beside them. ``converter`` is the method that
    makes a value of the language, ``dictionary`` what makes an empty dictionary, ``main`` the module whose globals are
    those of the interpreter, ``importer`` the method that gives a module or, in old versions, a global by its name.
    ``loader`` is the function that makes an interpreter, ``types`` are the names that TypeScript has for what it gives,
    ``module`` is what programs import of it. A script that neither runs a program nor gets hold of an interpreter does
    not match ``traces``. A file that is a copy of the interpreter itself has a name that matches ``copy``, and one of
    the ``marks``.
    """

    def __init__(
        self,
        *,
        name: str,
        interpreter: str,
        calls: tuple[str, ...],
        stem: str,
        namespace: str,
        local: str,
        converter: str,
        dictionary: str,
        main: str,
        importer: str,
        loader: str,
        types: tuple[str, ...],
        module: str,
        traces: bytes,
        copy: str,
        marks: tuple[bytes, ...],
        lower: Lower,
        lower_pattern: LowerPattern,
    ) -> None:
        self.name = name
        self.interpreter = interpreter
        self.calls = calls
        self.stem = stem
        self.namespace = namespace
        self.local = local
        self.converter = converter
        self.dictionary = dictionary
        self.main = main
        self.importer = importer
        self.loader = loader
        self.types = types
        self.module = module
        self.traces = traces
        self.copy = copy
        self.marks = marks
        self.lower = lower
        self.lower_pattern = lower_pattern

    def is_interpreter(self, path: str, data: bytes) -> bool:
        """Whether a file is a copy of the interpreter itself."""
        name = re.split(r"[\\/]", path)[-1].lower()
        return re.fullmatch(self.copy, name) is not None and any(mark in data for mark in self.marks)


def _lower(
    text: str,
    holes: Mapping[str, Term],
    *,
    environment: str,
    pure_hole: Callable[[Term], bool],
    pattern: bool = False,
    temporaries: str = "safe",
) -> Program:
    from migrator.python.lower import Temporaries, lower

    return lower(
        text,
        holes,
        environment=environment,
        pattern=pattern,
        pure_hole=pure_hole,
        temporaries=Temporaries(temporaries),
    )


def _lower_pattern(text: str, holes: Mapping[str, Term], *, environment: str) -> list[Program]:
    from migrator.python.lower import lower_variants

    return lower_variants(text, holes, environment=environment)


PYTHON = EmbeddedLanguage(
    name="Python",
    interpreter="Pyodide",
    calls=("runPythonAsync", "runPython"),
    stem="runPython",
    namespace="globals",
    local="locals",
    converter="toPy",
    dictionary="dict",
    main="__main__",
    importer="pyimport",
    loader="loadPyodide",
    types=("PyodideInterface", "PyodideAPI"),
    module="pyodide",
    traces=rb"(?i:pyodide)|runPython|pyimport",
    copy=r"pyodide(?:[._-](?:asm|min|dev|debug|full|v?\d+(?:\.\d+)*))*\.[cm]?js",
    marks=(b"_createPyodideModule", b"languagePluginLoader", b"FS_createPreloadedFile"),
    lower=_lower,
    lower_pattern=_lower_pattern,
)
