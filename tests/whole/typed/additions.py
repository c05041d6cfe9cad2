"""Types that are added to JavaScript, by insertions alone: without its types the file is what it was.

An addition takes a file and puts one kind of type into many of its places. Several go together (`typed`).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from migrator.javascript.source import Source
from tests.whole.wordings.javascript import File as JavaScript
from tests.whole.wordings.javascript import (
    _children,
    _holds_chain,
    _is_misread_await,
    _objects,
    _opens_statement,
    _parent_type,
    _token_before,
    _values,
)

if TYPE_CHECKING:
    from tree_sitter import Node

# Types, among them those that look like something else: receivers, programs, statements, members, other kinds of brackets.
# None says that a value is Pyodide, which would make a use of it.
TYPES = (
    "string", "number | null", "any", "unknown", "PyProxy", "Map<string, number[]>", "readonly string[]",
    "Promise<Record<string, Array<Map<number, string>>>>", "{ a: 1; b?: string; readonly [key: string]: unknown }",
    "[first: number, second?: string, ...rest: unknown[]]", "((value: number, ...rest: string[]) => Promise<void>)",
    "(new (code: string) => { toJs(): any })", "(abstract new () => object)", "typeof this.pyodide",
    "typeof import('./game.js')", "import('pyodide').PyProxy", "keyof typeof RANKS", "Scores['a']['b'][number]",
    "(A extends (infer U extends string)[] ? U : never)", "'this.pyodide.runPythonAsync(`env.render()`)'",
    "`env.${string}()`", "-1", "1n | true | undefined", "unique symbol", "this", "A & { b: B } & (C | D)",
    "| 'left'\n    | 'right'", "{\n    pyodide: PyProxy;\n    run(code: string): void;\n    get size(): number\n}",
    "{ [K in keyof A as `on${Capitalize<K>}`]?: A[K] }", "{ await: string; class: number; 'quoted key': 1; 2: 3 }",
    "Uint8Array<ArrayBuffer>", "NodeJS.Timeout", "((this: Window, event: Event) => any) | null", "void", "never", "object",
    "/* of Python */ string", "{ <T>(value: T): T; new (value: string): Date; method?<T>(): T }",
)  # fmt: skip
_STATEMENTS = (
    "type %s = {T};", "type %s<T, U = T> = {T} | T | U;", "interface %s { value: {T}; call(code: string): {T} }",
    "interface %s<T> extends Base<T>, Other { readonly pyodide: PyProxy; [key: string]: any; new (): {T}; (a: T): void }",
    "declare const %s: {T};", "declare let %s: {T}, %s_: {T};", "declare function %s(code: string, ...rest: {T}[]): void;",
)  # fmt: skip
# What stands at the top only, or is written there.
_TOP = (
    "export type %s = {T};", "export interface %s { value: {T} }", "import type { %s } from './types.js';",
    "import type %s from 'pyodide';", "import type * as %s from 'pyodide';", "export type { %s } from './types.js';",
    "export type * as %s from './types.js';",
    "declare class %s { private pyodide: PyProxy; act(): {T} }", "declare namespace %s { const pyodide: {T}; }",
    "declare enum %s { One, Two = 2 }", "declare module '%s' { export function loadPyodide(): {T}; }",
    "declare global { var %s: {T}; interface Window { pyodide: PyProxy } }", "namespace %s { export type Inner = {T}; }",
    "export declare abstract class %s { abstract act(): void; }", "export declare const %s: {T};",
)  # fmt: skip
# Members of a class that are types only.
_MEMBERS = (
    "declare %s: {T};", "declare readonly %s?: {T};", "[%s: string]: any;", "private declare %s: {T};",
    "declare public static %s: {T};",
)  # fmt: skip
_FUNCTIONS = frozenset({
    "function_declaration", "function_expression", "generator_function", "generator_function_declaration",
    "arrow_function", "method_definition",
})  # fmt: skip
# Ends where `!` or `as` can follow, begins where a cast can stand, without parentheses.
_PRIMARY = frozenset({
    "identifier", "this", "member_expression", "call_expression", "subscript_expression", "string", "template_string",
    "array", "parenthesized_expression", "number", "null", "true", "false", "regex", "new_expression", "undefined",
})  # fmt: skip
_NEVER = frozenset({"spread_element", "super", "import", "comment", "meta_property", "private_property_identifier", "sequence_expression"})
_TIGHT = frozenset({"binary_expression", "ternary_expression", "subscript_expression", "member_expression", "call_expression"})


@dataclass(frozen=True)
class Insertion:
    """A text that is put in at a place. ``rank`` and ``tie`` order those of one place; ``stays`` marks a whole statement or
    member, which no edit may take away.
    """

    at: int
    rank: int
    tie: int
    text: bytes
    stays: bool = False


@dataclass
class File:
    """A file, and what is added to it."""

    js: JavaScript
    often: float
    insertions: list[Insertion] = field(default_factory=list)
    _wrapped: set[tuple[int, int]] = field(default_factory=set)
    _names: int = 0

    @property
    def random(self) -> Random:
        return self.js.random

    def chance(self) -> bool:
        return self.random.random() < self.often

    def type(self) -> str:
        return self.random.choice(TYPES)

    def name(self) -> str:
        self._names += 1
        return f"Typed{self._names}"

    def insert(self, at: int, text: str, rank: int = 1, *, stays: bool = False) -> None:
        """Rank 1 is behind what ends at a place, 2 a statement before what begins there, 4 a part of what begins there."""
        data = text.replace("\n", self.js.source.newline).encode()
        self.insertions.append(Insertion(at, rank, len(self.insertions), data, stays))

    def wrap(self, node: Node, before: str, behind: str) -> None:
        """Put something around an expression that nothing is around yet."""
        if (node.start_byte, node.end_byte) in self._wrapped:
            return
        self._wrapped.add((node.start_byte, node.end_byte))
        newline = self.js.source.newline
        if before:
            text = before.replace("\n", newline).encode()
            self.insertions.append(Insertion(node.start_byte, 3, -node.end_byte, text))
        self.insertions.append(Insertion(node.end_byte, 0, -node.start_byte, behind.replace("\n", newline).encode()))


# -- annotations -------------------------------------------------------------------------------------------------------


def parameters(file: File) -> None:
    """`(a: string, b: number = 1, { c }: T, ...rest: T[]) => …`."""
    for node in file.js.nodes:
        if node.type == "catch_clause":
            name = node.child_by_field_name("parameter")
            if name is not None and file.chance():
                file.insert(name.end_byte, file.random.choice((": unknown", ": any")))
        if node.type not in _FUNCTIONS:
            continue
        for parameter in _parameters(node):
            if file.chance():
                _annotate(file, node, parameter, f": {file.type()}")


def optional_parameters(file: File) -> None:
    """`(a?, b?: string) => …`."""
    for node in file.js.nodes:
        if node.type not in _FUNCTIONS or any(child.type == "set" for child in node.children):
            continue
        for parameter in _parameters(node):
            if parameter.type == "identifier" and file.chance():
                _annotate(file, node, parameter, file.random.choice(("?", f"?: {file.type()}")))


def _parameters(function: Node) -> list[Node]:
    alone = function.child_by_field_name("parameter")
    if alone is not None:
        return [alone]
    return _children(function.child_by_field_name("parameters"))


def _annotate(file: File, function: Node, parameter: Node, text: str) -> None:
    target = parameter.child_by_field_name("left") if parameter.type == "assignment_pattern" else parameter
    assert target is not None
    if any(insertion.at == target.end_byte and insertion.text[:1] in (b":", b"?") for insertion in file.insertions):
        return
    if function.child_by_field_name("parameter") is not None:
        file.insert(target.start_byte, "(", 4)
        text += ")"
    file.insert(target.end_byte, text)


def declarators(file: File) -> None:
    """`const a: T = …`, `let [b]: T = …`, `let c!: T;`."""
    for node in file.js.nodes:
        if node.type != "variable_declarator" or not file.chance():
            continue
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        assert name is not None
        mark = "!" if value is None and name.type == "identifier" and file.random.random() < 0.5 else ""
        file.insert(name.end_byte, f"{mark}: {file.type()}")


def return_types(file: File) -> None:
    """`act(): T { … }`, `(a): T => …`."""
    for node in file.js.nodes:
        given = node.child_by_field_name("parameters") if node.type in _FUNCTIONS else None
        if given is None or not file.chance():
            continue
        name = node.child_by_field_name("name")
        is_constructor = node.type == "method_definition" and name is not None and file.js.text(name) == "constructor"
        if is_constructor or any(child.type == "set" for child in node.children):
            continue
        if node.type == "arrow_function" and _parent_type(node) == "ternary_expression":
            continue  # `a ? (b): T => c : d`, which no reader takes at first sight
        names = [file.js.text(item) for item in _parameters(node) if item.type == "identifier"]
        told = [f"{names[0]} is {file.type()}", f"asserts {names[0]}", f"asserts {names[0]} is string"] if names else []
        file.insert(given.end_byte, f": {file.random.choice((file.type(), file.type(), *told))}")


def this_parameters(file: File) -> None:
    """`function act(this: Game, a) { … }`."""
    for node in file.js.nodes:
        given = node.child_by_field_name("parameters") if node.type in _FUNCTIONS - {"arrow_function"} else None
        if given is None or any(child.type in ("get", "set") for child in node.children) or not file.chance():
            continue
        name = node.child_by_field_name("name")
        if node.type == "method_definition" and name is not None and file.js.text(name) == "constructor":
            continue
        file.insert(given.start_byte + 1, f"this: {file.type()}" + (", " if _children(given) else ""))


def fields(file: File) -> None:
    """`a: T = 1;`, `b!: T;`, `c?: T;` in a class."""
    for node in file.js.nodes:
        name = node.child_by_field_name("property") if node.type == "field_definition" else None
        if name is not None and file.chance():
            bare = node.child_by_field_name("value") is None
            mark = file.random.choice(("!", "?", "")) if bare and name.type == "property_identifier" else ""
            file.insert(name.end_byte, f"{mark}: {file.type()}")


# -- around values -----------------------------------------------------------------------------------------------------


def non_null(file: File) -> None:
    """`this.pyodide!.run(code!)!`."""
    for part, _ in _expressions(file):
        if part.type in _PRIMARY and file.chance():
            file.wrap(part, "", "!")


def assertions(file: File) -> None:
    """`x as T`, `(x as T).y`."""
    _asserted(file, "as")


def satisfied(file: File) -> None:
    """`x satisfies T`."""
    _asserted(file, "satisfies")


def _asserted(file: File, word: str) -> None:
    for part, parent in _expressions(file):
        if not file.chance():
            continue
        given = file.random.choice((file.type(), "const" if word == "as" else "T"))
        # A type that goes on where the value ended would take what follows.
        bare = part.type in _PRIMARY and parent.type not in _TIGHT and file.random.random() < 0.6
        if bare:
            file.wrap(part, "", f" {word} {given}")
        elif not _opens_statement(file.js, part) and not _holds_chain(part):
            inner = ("", "") if part.type in _PRIMARY else ("(", ")")
            file.wrap(part, f"({inner[0]}", f"{inner[1]} {word} {given})")


def casts(file: File) -> None:
    """`<T>x`, `(<T>x).y`: not in TSX."""
    for part, parent in _expressions(file):
        if part.type not in _PRIMARY or _opens_statement(file.js, part) or not file.chance():
            continue
        if _token_before(file.js.source, part.start_byte) == "<":
            continue  # `a < (<T>b)`, of which TypeScript reads `<(` as the beginning of a type
        if parent.type in _TIGHT or parent.type == "await_expression":
            if not _holds_chain(part):
                file.wrap(part, f"(<{file.type()}>", ")")
        else:
            file.wrap(part, f"<{file.type()}>", "")


def assigned(file: File) -> None:
    """`this.a! = …`, `(this.a as T) = …`."""
    for node in file.js.nodes:
        left = node.child_by_field_name("left") if node.type == "assignment_expression" else None
        if left is None or left.type != "member_expression" or not file.chance():
            continue
        if file.random.random() < 0.5 or _opens_statement(file.js, left):
            if file.js.source.data[left.end_byte : left.end_byte + 1] == b"=":
                continue  # `!=`
            file.wrap(left, "", "!")
        else:
            file.wrap(left, "(", f" as {file.type()})")


def _expressions(file: File) -> list[tuple[Node, Node]]:
    """The expressions that a type can be put around, each with what it stands in."""
    found = []
    for node in list(file.js.nodes):
        awaited = _children(node) if node.type == "await_expression" else []
        called = [function] if (function := _callee(file, node)) is not None else []
        for part in (*_values(file.js, node), *_objects(file.js, node), *awaited, *called):
            if part.type not in _NEVER and not _is_misread_await(file.js, part):
                found.append((part, node))
    return found


def _callee(file: File, node: Node) -> Node | None:
    function = node.child_by_field_name("function") if node.type == "call_expression" else None
    if function is None or function.type not in ("member_expression", "identifier") or _holds_chain(node):
        return None
    given = node.child_by_field_name("arguments")
    named = function.type == "identifier" and file.js.text(function) in ("await", "async", "require", "eval")
    return None if named or given is None or given.type != "arguments" else function


# -- generics ----------------------------------------------------------------------------------------------------------


def type_arguments(file: File) -> None:
    """`run<T>(code)`, `new Map<K, V>()`, `tag<T>`…``."""
    for node in file.js.nodes:
        if node.type not in ("call_expression", "new_expression"):
            continue
        given = node.child_by_field_name("arguments")
        called = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        if given is None or called is None or called.type in ("super", "import") or _is_misread_await(file.js, called):
            continue
        if called.type not in ("identifier", "member_expression") or file.js.text(called) == "async" or not file.chance():
            continue
        many = [file.type() for _ in range(file.random.choice((1, 1, 1, 2)))]
        file.insert(given.start_byte, f"<{', '.join(many)}>")


def type_parameters(file: File) -> None:
    """`act<T>() { … }`, `<T,>(a) => …`, `class Game<T> extends Base<T> implements A, B { … }`."""
    for node in file.js.nodes:
        declared = file.random.choice(("T,", "T extends object", "T, const U extends readonly T[] = []", "T = string"))
        if node.type in _FUNCTIONS and file.chance():
            given = node.child_by_field_name("parameters")
            accessor = any(child.type in ("get", "set") for child in node.children)
            name = node.child_by_field_name("name")
            if given is None or accessor or (name is not None and file.js.text(name) == "constructor"):
                continue
            if node.type == "arrow_function":
                if not _opens_statement(file.js, node):
                    # `<T extends U>` would be an element in TSX to those who do not look further.
                    file.insert(given.start_byte, "<T,>", 4)
            else:
                file.insert(given.start_byte, f"<{declared}>")
        if node.type in ("class_declaration", "class") and file.chance():
            _generic_class(file, node, declared)


def _generic_class(file: File, node: Node, declared: str) -> None:
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None or body is None:
        return
    file.insert(name.end_byte, f"<{declared.replace('const ', '')}>")
    heritage = next((child for child in node.children if child.type == "class_heritage"), None)
    if heritage is not None and heritage.named_children[-1].type in ("identifier", "member_expression"):
        file.insert(heritage.end_byte, f"<{file.type()}>")
    if file.chance():
        file.insert(body.start_byte, " implements First, Second<string> ", 4)


# -- modifiers, members, statements ------------------------------------------------------------------------------------


def modifiers(file: File) -> None:
    """`private`, `protected override`, `readonly`, `abstract class`."""
    for node in file.js.nodes:
        if node.type == "class_declaration" and file.chance():
            file.insert(next(child for child in node.children if child.type == "class").start_byte, "abstract ", 4)
        if node.type not in ("method_definition", "field_definition") or _parent_type(node) != "class_body":
            continue
        name = node.child_by_field_name("name") or node.child_by_field_name("property")
        if name is None or name.type == "private_property_identifier" or not file.chance():
            continue
        word = file.random.choice(("private", "protected", "public"))
        override = file.js.text(name) != "constructor" and not any(child.type == "static" for child in node.children)
        if override and file.random.random() < 0.3:
            word += " override"
        first = next(child for child in node.children if child.type != "decorator")
        file.insert(first.start_byte, f"{word} ", 4)
        if node.type == "field_definition" and file.random.random() < 0.5:
            file.insert(name.start_byte, "readonly ", 5)


def members(file: File) -> None:
    """Declared fields, index signatures and overloads between the members of a class."""
    for node in file.js.nodes:
        if _parent_type(node) != "class_body" or node.type not in ("method_definition", "field_definition"):
            continue
        if _token_before(file.js.source, node.start_byte) not in (";", "{", "}") or not file.chance():
            continue
        name, given = node.child_by_field_name("name"), node.child_by_field_name("parameters")
        plain = node.type == "method_definition" and node.children[0] == name and name.type == "property_identifier"
        if plain and name is not None and given is not None and file.random.random() < 0.5:
            text = f"{file.js.text(name)}({', '.join(f'a{at}: {file.type()}' for at in range(len(_children(given))))})"
            text += ";" if file.js.text(name) == "constructor" else f": {file.type()};"
            _whole(file, node, text)
        elif not _follows_overload(node):
            _whole(file, node, _filled(file, file.random.choice(_MEMBERS)))


def _follows_overload(node: Node) -> bool:
    return any(child.type == "decorator" for child in node.children)


def overloads(file: File) -> None:
    """Signatures of a function before the function."""
    for node in file.js.nodes:
        if node.type != "function_declaration" or _parent_type(node) not in ("program", "statement_block", "export_statement"):
            continue
        outer = node.parent if node.parent is not None and node.parent.type == "export_statement" else node
        if node.children[0].type != "function" or any(child.type == "default" for child in outer.children):
            continue
        name = node.child_by_field_name("name")
        if name is not None and file.chance():
            export = "export " if outer is not node else ""
            _whole(file, outer, f"{export}function {file.js.text(name)}(first: {file.type()}): {file.type()};")


def statements(file: File) -> None:
    """Aliases, interfaces, declarations and imports of types between statements."""
    for node in file.js.nodes:
        parent = _parent_type(node)
        if parent not in ("program", "statement_block") or not node.is_named or node.type in ("comment", "hash_bang_line"):
            continue
        if node.type == "expression_statement" and node.named_children and node.named_children[0].type == "string":
            continue  # it may be a directive
        if node.prev_sibling is not None and node.prev_sibling.type == "comment":
            continue  # the comment would be one of the types
        if _token_before(file.js.source, node.start_byte) not in (";", "{", "}", "") or not file.chance():
            continue
        at_top = parent == "program" and file.random.random() < 0.5
        _whole(file, node, _filled(file, file.random.choice(_TOP if at_top else _STATEMENTS)))


def imports(file: File) -> None:
    """`import { a, type T } from …`."""
    for node in file.js.nodes:
        if node.type in ("named_imports", "export_clause") and file.chance():
            if node.type == "export_clause" and not any(child.type == "from" for child in (node.parent or node).children):
                continue
            file.insert(node.start_byte + 1, f" type {file.name()}{',' if _children(node) else ''} ")


def _filled(file: File, template: str) -> str:
    while "{T}" in template:
        template = template.replace("{T}", file.type(), 1)
    return template.replace("%s", file.name())


def _whole(file: File, node: Node, text: str) -> None:
    """A statement or a member above another, on a line of its own where the other begins one: what shares its line with
    something else is written as one line, without comments.
    """
    source = file.js.source
    start = source.line_start(node.start_byte)
    margin = source.data[start : node.start_byte]
    own_line = not margin.strip()
    file.insert(node.start_byte, text + ("\n" + margin.decode() if own_line else " "), 2, stays=True)


# -- all of them -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Addition:
    """A kind of types. ``casts`` are not for TSX, where they are elements."""

    name: str
    add: Callable[[File], None]
    often: float = 0.6
    casts: bool = False


ADDITIONS = (
    Addition("parameters", parameters),
    Addition("optional parameters", optional_parameters),
    Addition("this parameters", this_parameters),
    Addition("declarators", declarators),
    Addition("return types", return_types),
    Addition("fields", fields),
    Addition("non-null", non_null),
    Addition("as", assertions),
    Addition("satisfies", satisfied),
    Addition("casts", casts, casts=True),
    Addition("assigned", assigned),
    Addition("type arguments", type_arguments),
    Addition("type parameters", type_parameters),
    Addition("modifiers", modifiers),
    Addition("members", members),
    Addition("overloads", overloads, 1.0),
    Addition("statements", statements, 0.4),
    Addition("imports", imports, 1.0),
)
# Where one is put around what another was put around already, or both stand in one place, the first holds.
EVERYTHING = (
    "imports", "statements", "members", "modifiers", "fields", "type parameters", "type arguments", "this parameters",
    "parameters", "return types", "declarators", "assigned", "casts", "as", "satisfies", "non-null",
)  # fmt: skip


def named(name: str) -> Addition:
    return next(addition for addition in ADDITIONS if addition.name == name)


@dataclass(frozen=True)
class Typed:
    """A file with types, and what was put into it, in order."""

    data: bytes
    insertions: tuple[Insertion, ...]

    def before(self, at: int) -> int:
        """Where what stood at a place of the file without types stands, behind all that was put in there."""
        return at + sum(len(insertion.text) for insertion in self.insertions if insertion.at <= at)


def typed(data: bytes, additions: tuple[Addition, ...], seed: int, often: float = 1.0) -> Typed | None:
    """JavaScript with such types, None where there is no place for any. ``often`` scales how many places are taken."""
    random = Random(zlib.crc32(f"{[addition.name for addition in additions]} {seed} ".encode() + data))
    file = File(JavaScript(Source.read("typed", data), random), 0.0)
    for addition in additions:
        file.often = addition.often * often
        addition.add(file)
    if not file.insertions:
        return None
    insertions = sorted(file.insertions, key=lambda insertion: (insertion.at, insertion.rank, insertion.tie))
    pieces, at = [], 0
    for insertion in insertions:
        pieces += [data[at : insertion.at], insertion.text]
        at = insertion.at
    return Typed(b"".join((*pieces, data[at:])), tuple(insertions))
