"""Random programs over a handful of names, with every statement that binds, reads or deletes one."""

from __future__ import annotations

from random import Random

NAMES = ("a", "b", "c", "d")
FUNCTIONS = ("f", "g")
_DEEPEST = 3


class Programs:
    """Programs of one seed. Each is valid Python."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._depth = 0
        self._loops = 0
        self._functions = 0
        self._classes = 0
        self._globals: set[str] = set()

    def program(self) -> str:
        """Python that compiles; CPython refuses some of what is made up, and that is made up anew."""
        while True:
            self._depth = self._loops = self._functions = self._classes = 0
            text = "\n".join(self._block(self._random.randint(2, 6))) + "\n"
            try:
                compile(text, "<program>", "exec")
            except SyntaxError:
                continue
            return text

    def _block(self, most: int) -> list[str]:
        lines: list[str] = []
        for _ in range(max(1, most)):
            lines += self._statement()
        return lines

    def _inner(self) -> list[str]:
        self._depth += 1
        lines = ["    " + line for line in self._block(self._random.randint(1, 3))]
        self._depth -= 1
        return lines

    def _name(self) -> str:
        return self._random.choice(NAMES)

    def _statement(self) -> list[str]:
        pick = self._random.choice
        simple = [
            self._assign, self._assign, self._assign, self._expression_statement, self._expression_statement,
            self._augmented, self._delete, self._import, self._annotated, self._assert, self._call, self._by_name,
            self._run,
        ]  # fmt: skip
        if self._loops:
            simple += [lambda: ["break"], lambda: ["continue"]]
        if self._functions and not self._classes:
            simple += [lambda: [f"return {self._expression()}"]]
        if self._random.random() < 0.1:
            simple.append(lambda: ["raise error()"])
        compound = [
            self._if, self._if, self._for, self._while, self._try, self._try, self._with, self._match, self._def,
            self._def, self._class, self._lambda,
        ]  # fmt: skip
        if self._depth >= _DEEPEST or self._random.random() < 0.6:
            return pick(simple)()
        return pick(compound)()

    # -- simple statements ---------------------------------------------------------------------------------------------

    def _assign(self) -> list[str]:
        return [f"{self._target()} = {self._expression()}"]

    def _target(self) -> str:
        name = self._name()
        return self._random.choice(
            [name, name, name, name, f"{name}, {self._name()}", f"{name}[{self._name()}]", f"{name}.x"]
        )

    def _expression_statement(self) -> list[str]:
        return [self._expression()]

    def _augmented(self) -> list[str]:
        name = self._name()
        target = self._random.choice([name, name, f"{name}[{self._expression(1)}]", f"{name}.x"])
        return [f"{target} += {self._expression()}"]

    def _delete(self) -> list[str]:
        name = self._name()
        return [
            f"del {self._random.choice([name, name, name, f'{name}[0]', f'{name}.x', f'({name}, {self._name()})'])}"
        ]

    def _import(self) -> list[str]:
        return [f"import os as {self._name()}" if self._random.random() < 0.5 else f"from os import path as {self._name()}"]

    def _annotated(self) -> list[str]:
        value = f" = {self._expression()}" if self._random.random() < 0.6 else ""
        target = self._random.choice([self._name(), f"{self._name()}.x", f"{self._name()}[{self._name()}]"])
        return [f"{target}: {self._name()}{value}"]

    def _assert(self) -> list[str]:
        return [f"assert {self._expression()}, {self._expression()}"]

    def _call(self) -> list[str]:
        return [f"{self._random.choice(FUNCTIONS)}()"]

    def _by_name(self) -> list[str]:
        name = self._name()
        return [
            self._random.choice(
                [
                    f"globals()['{name}'] = {self._expression()}",
                    f"use(globals()['{name}'])",
                    f"use(globals().get('{name}'))",
                    f"use('{name}' in globals())",
                    f"globals().update({name}={self._expression()})",
                    f"globals().pop('{name}', None)",
                    f"del globals()['{name}']",
                    f"globals().setdefault('{name}', {self._expression()})",
                ]
            )
        ]

    def _run(self) -> list[str]:
        if self._functions or self._classes:
            return ["pass"]
        name, other = self._name(), self._name()
        return [
            self._random.choice(
                [f"exec('{name} = {other}')", f"use(eval('{name}'))", f"exec('del {name}')", f"exec('use({name})')"]
            )
        ]

    # -- compound statements -------------------------------------------------------------------------------------------

    def _if(self) -> list[str]:
        lines = [f"if {self._test()}:", *self._inner()]
        if self._random.random() < 0.4:
            lines += [f"elif {self._test()}:", *self._inner()]
        if self._random.random() < 0.5:
            lines += ["else:", *self._inner()]
        return lines

    def _for(self) -> list[str]:
        lines = [f"for {self._name()} in some({self._expression()}):"]
        return self._loop(lines)

    def _while(self) -> list[str]:
        return self._loop([f"while {self._random.choice([self._test(), self._test(), 'True'])}:"])

    def _loop(self, lines: list[str]) -> list[str]:
        self._loops += 1
        lines += ["    tick()", *self._inner()]
        self._loops -= 1
        if self._random.random() < 0.3:
            lines += ["else:", *self._inner()]
        return lines

    def _try(self) -> list[str]:
        lines = ["try:", *self._inner()]
        star = "*" if self._random.random() < 0.1 else ""
        loops, functions = self._loops, self._functions
        if star:
            self._loops = self._functions = 0
        handlers = self._random.randint(0, 2)
        for at in range(handlers):
            last = at + 1 == handlers
            error = self._random.choice([f"either({self._name()})", "ValueError", "Exception" if last else "KeyError"])
            named = self._random.choice(["", f" as {self._name()}"])
            lines += [f"except{star} {error}{named}:", *self._inner()]
        self._loops, self._functions = loops, functions
        if handlers and self._random.random() < 0.3:
            lines += ["else:", *self._inner()]
        if not handlers or self._random.random() < 0.3:
            lines += ["finally:", *self._inner()]
        return lines

    def _with(self) -> list[str]:
        target = f" as {self._name()}" if self._random.random() < 0.5 else ""
        return [f"with entered({self._expression()}){target}:", *self._inner()]

    def _match(self) -> list[str]:
        name, other = self._name(), self._name()
        lines = [f"match subject({self._expression()}):"]
        for _ in range(self._random.randint(1, 2)):
            pattern = self._random.choice(
                ["1", f"[{name}, *_]", f"[{name}, {other}.x]" if name != other else "[_]", f"{{'k': {name}}}", f"{name}.x"]
            )
            guard = f" if {self._expression()}" if self._random.random() < 0.3 else ""
            lines += [f"    case {pattern}{guard}:", *("    " + line for line in self._inner())]
        if self._random.random() < 0.4:
            lines += [f"    case {self._random.choice(['_', name])}:", *("    " + line for line in self._inner())]
        return lines

    def _def(self) -> list[str]:
        name = self._random.choice(FUNCTIONS)
        before = [f"@decorated({self._name()})"] if self._random.random() < 0.1 else []
        default = f"p={self._expression()}" if self._random.random() < 0.3 else ""
        loops, classes, self._loops, self._classes = self._loops, self._classes, 0, 0
        self._functions += 1
        inner = self._inner()
        self._functions -= 1
        self._loops, self._classes = loops, classes
        if self._random.random() < 0.5:
            inner.insert(0, f"    global {self._name()}")
        return [*before, f"def {name}({default}):", *inner]

    def _class(self) -> list[str]:
        loops, self._loops = self._loops, 0
        self._classes += 1
        inner = self._inner()
        self._classes -= 1
        self._loops = loops
        return [f"class {self._random.choice(('A', self._name()))}:", *inner]

    def _lambda(self) -> list[str]:
        return [f"{self._random.choice(FUNCTIONS)} = lambda: {self._expression()}"]

    # -- expressions ---------------------------------------------------------------------------------------------------

    def _test(self) -> str:
        return f"maybe({self._expression()})"

    def _expression(self, depth: int = 0) -> str:
        name, pick = self._name(), self._random.choice
        if depth >= 2 or self._random.random() < 0.35:
            return pick([name, name, "value()", "value()"])

        def more() -> str:
            return self._expression(depth + 1)

        return pick(
            [
                lambda: f"use({more()}, {more()})",
                lambda: f"({name} := {more()})",
                lambda: f"({name} := {more()})",
                lambda: f"({more()} and {more()})",
                lambda: f"({more()} or {more()} or {more()})",
                lambda: f"({more()} < {more()} < {more()})",
                lambda: f"({more()} if {more()} else {more()})",
                lambda: f"[{more()} for {name} in some({more()}) if {more()}]",
                lambda: f"{{{name}: {more()} for {name} in some({more()})}}",
                lambda: f"use(*({more()} for {name} in some({more()})))",
                lambda: f"f'{{{more()}}}'",
                lambda: f"use(lambda: {more()})",
                lambda: f"{name}[{more()}]",
                lambda: f"{name}.x",
            ]
        )()
