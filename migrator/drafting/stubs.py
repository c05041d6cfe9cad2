"""What a worker lacks for the command of a page that is begun: a method of the client, and a handler in the script.

Both are written as those stand that are there: the method after one that sends a message, the handler as a `case`, an
`else if`, or an entry of a table. What the handler does is left to its author, with the Python of the page beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrator.drafting.untyped import untyped
from migrator.drafting.words import apart
from migrator.javascript.flow import arguments_of, is_field, key_text, literal_text
from migrator.javascript.modules import Module
from migrator.javascript.parser import below
from migrator.javascript.syntax import NodeKind, children, operator
from migrator.model.settings import show_path
from migrator.run.parts import Parts
from migrator.run.surroundings import Surroundings
from migrator.sites.site import File, Site
from migrator.worker.handlers.messages import messages_of, script_url
from migrator.worker.started import Script

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.modules import ClassInfo
    from migrator.worker.values import Methods, Value

_METAVARIABLE = re.compile(r"\$([A-Z][A-Z0-9_]*)")
_QUOTED_HOLE = re.compile(r"(['\"])\$\{\s*\$([A-Z][A-Z0-9_]*)\s*\}\1")
_HOLE = re.compile(r"\$\{\s*\$([A-Z][A-Z0-9_]*)\s*\}")
_WORDS = re.compile(r"[a-z][A-Z]|[_-]")
_NOTHING_SEEN = "{\n    // Send it to the worker, and give its answer.\n}"
_TYPE = "type"  # what most messages are told by


class Wanted(NamedTuple):
    """A command that a page writes: its name, the names of what it is given, and the Python that it takes over; or what
    is called of the interpreter in the place of that, which ``is_python`` tells.
    """

    name: str
    parameters: tuple[str, ...]
    python: str
    is_python: bool = True


class Stub(NamedTuple):
    """Code to write: what it is and where it belongs, and its text."""

    title: str
    code: str


class _Shape(NamedTuple):
    """How a script takes a message: the node that does for one of them, and the constant that tells that."""

    node: Node
    literal: Node


def parameter(metavariable: str) -> str:
    """The name of a parameter for what a metavariable, with or without its `$`, stands for."""
    first, *rest = metavariable.removeprefix("$").lower().split("_")
    return first + "".join(word.capitalize() for word in rest)


def python_of(template: str) -> str:
    """The Python of a page's template as it reads with parameters in the place of its holes."""
    text = _QUOTED_HOLE.sub(lambda hole: parameter(hole[2]), template.removeprefix("`").removesuffix("`"))
    text = _HOLE.sub(lambda hole: parameter(hole[1]), text)
    text = _METAVARIABLE.sub(lambda name: parameter(name[1]), text)
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    margins = [len(line) - len(line.lstrip()) for line in lines[1:]] or [0]
    margin = min(margins)
    first = [lines[0].lstrip()] if lines and not text.startswith("\n") else [line[margin:] for line in lines[:1]]
    return "\n".join((*first, *(line[margin:] for line in lines[1:])))


def stubs(file: File, site: Site, wanted: Wanted) -> list[Stub] | None:
    """What is to be written so that the worker of a site has a command; None where no worker is seen there."""
    parts = Parts.make(file.settings, list, Surroundings().repository)
    module = parts.project.add(Path(file.source.path), file.source)
    sender = parts.sender(site.use)
    values = parts.contract.workers(module, sender) if sender is not None else []
    if not any(value.unseen is None for value in values):
        return None
    found: dict[str, Stub] = {}
    for value in values:
        for stub in _of_value(parts, value, wanted):
            found.setdefault(stub.title, stub)
    return list(found.values())


def _of_value(parts: Parts, value: Value, wanted: Wanted) -> Iterator[Stub]:
    if value.exposed is not None:
        if value.methods is None or wanted.name not in value.methods.methods:
            exposing = value.exposed.script
            title = f"In what {show_path(str(exposing.path))} exposes (`{value.exposed.owner}`)"
            yield Stub(title, _function(f"async {wanted.name}({_declared(wanted, exposing)})", wanted, None))
        return
    if value.info is not None:
        chain = parts.project.chain(value.info)
        if not any(wanted.name in info.methods for info in chain.classes):
            yield from _of_class(parts, value.info, wanted)
    elif value.methods is not None and wanted.name not in value.methods.methods:
        yield from _of_methods(parts, value.methods, wanted)
    elif value.raw is not None:
        for script in parts.contract.scripts.of(value.raw):
            if isinstance(script, Script):
                yield from _handler(script, wanted, wanted.name, None)


def _of_class(parts: Parts, info: ClassInfo, wanted: Wanted) -> Iterator[Stub]:
    """The method of a class that sends messages, and what answers it in the script that the class starts."""
    chain = parts.project.chain(info)
    sending = [
        (owner, method.node, message.value)
        for owner in chain.classes
        for method in owner.methods.values()
        for message in messages_of(chain, method.name)[:1]
        if isinstance(message.value, str) and _literal(method.node, message.value, owner.module) is not None
    ]
    # A name of several words shows how the name of a message is spelled.
    own = sorted(sending, key=lambda each: (each[0].node.id != info.node.id, _WORDS.search(each[2]) is None))
    path = show_path(str(info.module.path))
    title = f"In `{info.name}` ({path}:{info.module.source.line(info.node.start_byte)})"
    if not own:
        yield Stub(title, f"async {wanted.name}({_declared(wanted, info.module)}) {_NOTHING_SEEN}")
        return
    owner, node, told = own[0]
    name = key_text(node.child_by_field_name("name"), owner.module.source.data) or ""
    message = _in_case_of(wanted.name, name, told)
    yield Stub(title, _sender(owner.module, node, told, message, wanted))
    script = parts.contract.scripts.at(script_url(chain))
    yield from _handler(script, wanted, message, {told for _, _, told in sending})


# -- the client ----------------------------------------------------------------------------------------------------


def _sender(module: Module, like: Node, told: str, message: str, wanted: Wanted) -> str:
    """A function that sends a message as another one does."""
    literal = _literal(like, told, module)
    assert literal is not None, "the method sends it"
    call, given = _sending(module, literal, message, wanted)
    before = untyped(module.source, call.start_byte, literal.start_byte)
    awaits = "await " if call.parent is not None and call.parent.type == NodeKind.AWAIT_EXPRESSION else ""
    sent = f"{awaits}{_line(before)}{given}"
    body = like.child_by_field_name("body")
    if body is not None and body.type != NodeKind.STATEMENT_BLOCK:
        return f"{_head(module, like, wanted)} {sent}{',' if _is_of_object(like) else ';'}"
    return f"{_head(module, like, wanted)} {{\n    return {sent};\n}}{',' if _is_of_object(like) else ''}"


def _is_of_object(function: Node) -> bool:
    """Whether a function is an entry of an object, which a comma ends."""
    holder = function.parent
    return holder is not None and holder.type in (NodeKind.PAIR, NodeKind.OBJECT)


def _sending(module: Module, literal: Node, message: str, wanted: Wanted) -> tuple[Node, str]:
    """The call that sends a message, and its text from the constant on."""
    quoted = _quoted(module, literal, message)
    around = literal.parent
    if around is not None and around.type == NodeKind.PAIR and around.parent is not None:
        holder, last = around.parent, literal.end_byte
        parts = []
        for pair in children(holder):
            if pair.start_byte <= last:
                continue
            value = pair.child_by_field_name("value")
            text = module.source.text(pair.start_byte, pair.end_byte)
            if value is not None and value.type == NodeKind.OBJECT:
                text = f"{module.source.text(pair.start_byte, value.start_byte)}{_object(wanted)}"
                parts.append(text)
                wanted = wanted._replace(parameters=())
        parts += wanted.parameters
        end = "".join(f", {part}" for part in parts) + " })"
        return _call_around(holder), f"{quoted}{end}"
    call = _call_around(literal)
    others = [part for part in arguments_of(call) if part.start_byte > literal.start_byte]
    if not wanted.parameters:
        rest = ""
    elif others and others[0].type != NodeKind.OBJECT and len(wanted.parameters) >= len(others) > 1:
        rest = f", {_listed(wanted)}"
    elif others and others[0].type == NodeKind.ARRAY:
        rest = f", [{_listed(wanted)}]"
    else:
        rest = f", {_object(wanted)}"
    return call, f"{quoted}{rest})"


def _call_around(node: Node) -> Node:
    at = node
    while at.parent is not None and at.type not in (NodeKind.CALL_EXPRESSION, NodeKind.NEW_EXPRESSION):
        at = at.parent
    return at


def _of_methods(parts: Parts, methods: Methods, wanted: Wanted) -> Iterator[Stub]:
    """The function of an object, or of a file, and what answers it in the script that the others post to."""
    title = f"In {methods.file}, beside the commands of `{methods.owner}` (line {methods.line})"
    if not methods.owner.isidentifier():
        title = f"In {methods.file}, in {methods.owner} (line {methods.line})"
    functions = list(methods.functions.items())
    sending = [(name, *each, told) for name, each in functions for told in _told(*each, name)]
    if not sending:
        head = _head(*functions[0][1], wanted) if functions else f"async {wanted.name}({_listed(wanted)})"
        yield Stub(title, f"{head} {_NOTHING_SEEN}")
        return
    name, module, node, told = sending[0]
    message = _in_case_of(wanted.name, name, told)
    yield Stub(title, _sender(module, node, told, message, wanted))
    answering = parts.contract.of_methods(methods, name)
    if answering is not None and answering.script is not None:
        known = {told for _, _, _, told in sending}
        yield from _handler(parts.contract.scripts.of_module(answering.script), wanted, message, known)


def _told(module: Module, function: Node, name: str) -> Iterator[str]:
    """The constant by which the message of a function is told, where it is the name, however spelled."""
    for told in _spellings(name):
        if _literal(function, told, module) is not None:
            yield told
            return


def _head(module: Module, function: Node, wanted: Wanted) -> str:
    """The head of a function as another one has it."""
    pair = function.parent if function.parent is not None and function.parent.type == NodeKind.PAIR else None
    given = f"({_declared(wanted, module)})"
    if function.type == NodeKind.METHOD_DEFINITION:
        words = "".join(f"{part.type} " for part in function.children if part.type == "async")
        return f"{words}{wanted.name}{given}"
    is_async = any(part.type == "async" for part in function.children)
    if pair is not None and function.type == NodeKind.ARROW_FUNCTION:
        return f"{wanted.name}: {'async ' if is_async else ''}{given} =>"
    if pair is not None:
        return f"{wanted.name}: {'async ' if is_async else ''}function {given}"
    if function.type == NodeKind.ARROW_FUNCTION:
        return f"export const {wanted.name} = {'async ' if is_async else ''}{given} =>"
    return f"export {'async ' if is_async else ''}function {wanted.name}{given}"


# -- the script ----------------------------------------------------------------------------------------------------


def _handler(script: Script, wanted: Wanted, message: str, known: set[str] | None) -> Iterator[Stub]:
    """What answers a message in a script, beside what answers others."""
    module = script.module
    if module is None:
        return
    path = show_path(str(module.path))
    shape = next(_shapes(module, known), None)
    if shape is None:
        yield Stub(f"In {path}, where it takes messages", _function(f"if (data.{_TYPE} === '{message}')", wanted, None))
        return
    line = module.source.line(shape.node.start_byte)
    other = literal_text(shape.literal, module.source.data) if shape.literal.type != NodeKind.PROPERTY_IDENTIFIER else (
        key_text(shape.literal, module.source.data)
    )  # fmt: skip
    beside = f"`{other}` does ({path}:{line})"
    yield Stub(f"In {path}, beside what answers `{other}` (line {line})", _as(module, shape, wanted, message, beside))


def _shapes(module: Module, known: set[str] | None) -> Iterator[_Shape]:
    """The branches and entries of a script that answer messages of these names, or of any."""
    for node in below(module.source.root):
        if node.type == NodeKind.SWITCH_CASE:
            value = node.child_by_field_name("value")
            if value is not None and _is_told(value, module, known):
                yield _Shape(node, value)
        elif node.type == NodeKind.BINARY_EXPRESSION and operator(node) in ("===", "=="):
            around = node.parent.parent if node.parent is not None else None
            for side in ("right", "left"):
                value = node.child_by_field_name(side)
                is_branch = around is not None and around.type == NodeKind.IF_STATEMENT
                if value is not None and is_branch and around is not None and _is_told(value, module, known):
                    yield _Shape(around, value)
        elif node.type in (NodeKind.PAIR, NodeKind.METHOD_DEFINITION) and known is not None:
            key = node.child_by_field_name("key") or node.child_by_field_name("name")
            in_object = node.parent is not None and node.parent.type == NodeKind.OBJECT
            is_function = node.type == NodeKind.METHOD_DEFINITION or parameters_value(node) is not None
            if key is not None and in_object and is_function and key_text(key, module.source.data) in known:
                yield _Shape(node, key)


def parameters_value(pair: Node) -> Node | None:
    """The function that a property of an object is given where it stands, None for anything else."""
    value = pair.child_by_field_name("value")
    kinds = (NodeKind.ARROW_FUNCTION, NodeKind.FUNCTION_EXPRESSION)
    return value if value is not None and value.type in kinds else None


def _is_told(value: Node, module: Module, known: set[str] | None) -> bool:
    text = literal_text(value, module.source.data)
    return text is not None and (known is None or text in known)


def _as(module: Module, shape: _Shape, wanted: Wanted, message: str, beside: str) -> str:
    """A branch or an entry of the same form."""
    text = module.source.text
    quoted = _quoted(module, shape.literal, message)
    node = shape.node
    if node.type == NodeKind.SWITCH_CASE:
        return _function(f"case {quoted}:", wanted, beside, ends=_end_of(node) or "break;")
    if node.type == NodeKind.IF_STATEMENT:
        condition = node.child_by_field_name("condition")
        assert condition is not None
        before = text(condition.start_byte, shape.literal.start_byte)
        after = text(shape.literal.end_byte, condition.end_byte)
        is_chain = node.child_by_field_name("alternative") is not None or (
            node.parent is not None and node.parent.type == NodeKind.ELSE_CLAUSE
        )
        branch = node.child_by_field_name("consequence")
        ends = _end_of(branch) if branch is not None else ""
        return _function(f"{'else ' if is_chain else ''}if {before}{quoted}{after}", wanted, beside, ends=ends)
    name = quoted if shape.literal.type == NodeKind.STRING else message
    if node.type == NodeKind.METHOD_DEFINITION:
        taken = node.child_by_field_name("parameters")
        given = text(taken.start_byte, taken.end_byte) if taken is not None else "()"
        return _function(f"async {name}{_taking(given, taken, wanted)}", wanted, beside) + ","
    function = parameters_value(node)
    assert function is not None, "it is one"
    taken = function.child_by_field_name("parameters")
    single = function.child_by_field_name("parameter")
    given = text(taken.start_byte, taken.end_byte) if taken is not None else "()"
    if single is not None:
        given = f"({text(single.start_byte, single.end_byte)})"
    arrow = " =>" if function.type == NodeKind.ARROW_FUNCTION else ""
    word = "async " if arrow else "async function "
    return _function(f"{name}: {word}{_taking(given, taken, wanted)}{arrow}", wanted, beside) + ","


def _taking(given: str, taken: Node | None, wanted: Wanted) -> str:
    """The parameters of a handler: as those of another, but for what that takes out of its message."""
    parts = children(taken)
    if parts and all(part.type == NodeKind.OBJECT_PATTERN for part in parts[:1]):
        return f"({_object(wanted)})" if wanted.parameters else "()"
    return given


def _end_of(branch: Node) -> str:
    """How a branch ends: by leaving what is around it, or not."""
    last = children(branch)[-1:]
    while last and last[0].type == NodeKind.STATEMENT_BLOCK:
        last = children(last[0])[-1:]
    kind = last[0].type if last else ""
    return {NodeKind.BREAK_STATEMENT: "break;", NodeKind.RETURN_STATEMENT: "return;"}.get(kind, "")


def _function(head: str, wanted: Wanted, beside: str | None, *, ends: str = "") -> str:
    """Code with a body that says what it is to do."""
    values = f", with {_named(wanted)} of the message as values" if wanted.parameters else ""
    what = "Run the Python of the page" if wanted.is_python else "Do what the page called"
    lines = [f"// {what}{values}:"]
    lines += [f"//     {line}" for line in wanted.python.split("\n")]
    lines.append(f"// Answer plain data, as what answers {beside}." if beside else "// Answer plain data.")
    if ends:
        lines.append(ends)
    body = "\n".join(f"    {line}" for line in lines)
    return f"{head} {{\n{body}\n}}"


# -- words ---------------------------------------------------------------------------------------------------------


def _listed(wanted: Wanted) -> str:
    return ", ".join(wanted.parameters)


def _declared(wanted: Wanted, module: Module | None) -> str:
    """The parameters as a function of a file declares them: with types, of which nothing is known, in TypeScript."""
    is_typed = module is not None and module.source.types is not None
    return ", ".join(f"{name}: unknown" if is_typed else name for name in wanted.parameters)


def _named(wanted: Wanted) -> str:
    return ", ".join(f"`{name}`" for name in wanted.parameters)


def _object(wanted: Wanted) -> str:
    return f"{{ {_listed(wanted)} }}" if wanted.parameters else "{}"


def _line(text: str) -> str:
    return " ".join(text.split()) + (" " if text[-1:].isspace() else "")


def _quoted(module: Module, literal: Node, message: str) -> str:
    quote = module.source.text(literal.start_byte, literal.start_byte + 1)
    return f"{quote}{message}{quote}" if quote in "'\"`" else f"'{message}'"


def _literal(node: Node, text: str, module: Module) -> Node | None:
    """The constant in a method that tells its message."""
    return next(
        (
            part
            for part in below(node)
            if part.type == NodeKind.STRING
            and literal_text(part, module.source.data) == text
            and part.parent is not None
            and (part.parent.type == NodeKind.ARGUMENTS or is_field(part.parent, "value", part))
        ),
        None,
    )


def _in_case_of(name: str, method: str, told: str) -> str:
    """The name of a message for a command, spelled as that of another command is."""
    alike = (own for own, other in zip(_spellings(name), _spellings(method), strict=True) if other == told)
    return next(alike, name)


def _spellings(name: str) -> tuple[str, str, str, str]:
    """How a message of a name is spelled: as the name is, in snake case, in capitals, with hyphens."""
    snake = apart(name, "_").lower()
    return name, snake, snake.upper(), snake.replace("_", "-")
