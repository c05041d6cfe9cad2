"""Translation validation: what is written is what the pages say, whoever wrote it.

What is meant is read from the old tree, the pages' trees and the bindings: the old statements, with the `+` lines in
the place of the removed ones, what metavariables stand for in the place of these, and each use that a nest covers
replaced. What is there is read from the tree of the result. The two are walked side by side (`javascript.shapes` says
what does not matter), and must agree at every node; so the walk finds for each node of the result where it comes from:
from a page, or copied from the source. By this map names are judged, and `this`, `await` and the like.

None of it asks `emission`, whose faults it is here to find.

This is one module because what is meant is one walk over three kinds of trees, and each step may lead to any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.early import await_error, early_error, owner
from migrator.javascript.lower import METAVARIABLE
from migrator.javascript.precedence import is_written
from migrator.javascript.shapes import Item, Part, Reader, View, statements_of, view
from migrator.javascript.source import Source
from migrator.javascript.syntax import BODIES, FUNCTIONS, SHORTHANDS, NodeKind, children
from migrator.matching.dots import templates_with_dots
from migrator.matching.free import free_names
from migrator.matching.imports import imported
from migrator.matching.pattern import Insertion
from migrator.model.ledger import Message, Sentence
from migrator.model.settings import RECEIVER, WORKER, Settings, one_line
from migrator.model.term import Kind, Term
from migrator.rewriting.conditions.checked import Checked
from migrator.rewriting.conditions.nests import nest_target
from migrator.rewriting.imports import Imports
from migrator.rewriting.literal import of_javascript, of_python
from migrator.rewriting.places import Near, Shift, near, windows
from migrator.rewriting.taken import Taken

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.edit import Edit
    from migrator.javascript.scopes import Binding, Scopes

_ARROWS = frozenset({NodeKind.ARROW_FUNCTION})
_WEAKEST = ("var", "let", "const")
# What the same bytes are wherever they stand: it has brackets at both ends.
_CLOSED = (FUNCTIONS - _ARROWS) | {NodeKind.STATEMENT_BLOCK, NodeKind.CLASS_BODY}
_LONGEST = 80  # of a text in a message


class Meant(NamedTuple):
    """The candidates that are written, and all that are taken: what one of these removes, no other need mend. The
    ``unused`` declarations go.
    """

    written: Sequence[Checked]
    taken: Taken
    settings: Settings
    unused: Sequence[Node] = ()
    imports: Imports | None = None


class Written:
    """The result of some edits beside what they were to make."""

    def __init__(
        self, before: Source, after: Source, meant: Meant, edits: Sequence[Edit], changed: list[tuple[int, int]]
    ) -> None:
        self._before, self._after, self._meant = before, after, meant
        # A global of other scripts may be the worker; whether one is in scope was asked of the contract.
        self.worker = meant.settings.worker.base
        self._shift = Shift(edits)
        self._near, _ = windows(self._shift, changed)
        self._kept = _Kept(before.data, meant)
        self._result = Reader(after.data)
        self._functions: dict[int, Node] = {}  # what became of a function of the old tree that holds something new
        self._named: list[tuple[Item, Item]] = []
        self._owned: list[tuple[Item, Item]] = []

    def problem(self) -> Message | None:
        """The first thing that is not as it is meant, names aside."""
        if self._kept.writes is not None:
            return Message.of(Sentence.NEST_WRITES, shown=self._shown(Item(self._kept, self._kept.writes)))
        whole = Item(self._kept, self._before.root), Item(self._result, self._after.root)
        stack: list[tuple[Part, Part, Item, Item]] = [(*whole, *whole)]
        while stack:
            wanted, found, wanted_in, found_in = stack.pop()
            if self._stays(wanted, found):
                continue
            expected, actual = view(wanted), view(found)
            wanted_in, found_in = expected.item or wanted_in, actual.item or found_in
            if not _agree(expected, actual):
                return self._other(wanted_in, found_in)
            wrong = self._noted(expected, actual)
            if wrong is not None:
                return wrong
            if expected.kind == "value":
                continue
            pairs = zip(expected.parts, actual.parts, strict=True)
            stack.extend((one, two, wanted_in, found_in) for one, two in reversed(list(pairs)))
        for insertion in self._kept.unplaced():
            text = insertion.code.data.decode("utf-8").strip()
            return Message.of(Sentence.NEVER_WRITTEN, shown=one_line(text, _LONGEST))
        return self._owners()

    # -- the walk --------------------------------------------------------------------------------------------------

    def _stays(self, wanted: Part, found: Part) -> bool:
        """Whether both are the same bytes of the file, read as they were: nothing in them need be looked at."""
        if not isinstance(wanted, Item) or not isinstance(found, Item) or wanted.reader is not self._kept:
            return False
        old, new = wanted.node, found.node
        if self._kept.is_touched(old) or old.type != new.type or self._shift.touches(old.start_byte, old.end_byte):
            return False
        start, length = new.start_byte, new.end_byte - new.start_byte
        if start != self._shift.to(old.start_byte) or length != old.end_byte - old.start_byte:
            return False
        return old.type in _CLOSED or not self._near(start, new.end_byte)

    def _noted(self, expected: View, actual: View) -> Message | None:
        """Note what is judged later of two nodes that agree; what is wrong with the new one by itself."""
        one, two = expected.item, actual.item
        if one is None or two is None:
            return self._early(two.node) if two is not None and expected.kind == "value" else None
        reader, kind = one.reader, expected.kind
        if reader is self._kept:
            if not self._kept.is_touched(one.node):
                return None
            if one.node.type in BODIES:
                self._functions[one.node.id] = two.node
            if early_error(one.node, self._before.data) is not None:
                return None  # it was there before
        elif kind == "name":
            self._named.append((one, two))
        if reader is not self._kept and kind in _OWNED:
            self._owned.append((one, two))
        wrong = await_error(two.node) if kind == "await" else None
        if wrong is not None and reader is not self._kept:
            return Message.of(wrong.sentence, shown=self._shown(Item(self._result, wrong.node)))
        return self._early(two.node)

    def _early(self, node: Node) -> Message | None:
        wrong = early_error(node, self._after.data)
        return Message.of(wrong.sentence, shown=self._shown(Item(self._result, wrong.node))) if wrong else None

    def _other(self, wanted: Item, found: Item) -> Message:
        return Message.of(Sentence.WRITTEN_OTHERWISE, expected=self._shown(wanted), found=self._shown(found))

    def _shown(self, item: Item) -> str:
        return one_line(item.reader.text(item.node).strip(), _LONGEST)

    # -- functions -------------------------------------------------------------------------------------------------

    def _owners(self) -> Message | None:
        """`this`, `super`, `new.target`, `await` and `yield` belong to the function that they belonged to."""
        for one, two in self._owned:
            if not self._keeps_owner(one, two, frozenset() if _is_waiting(one, two) else _ARROWS):
                return Message.of(Sentence.FUNCTION_OTHERWISE, shown=self._shown(two))
        return None

    def _keeps_owner(self, one: Item, two: Item, through: frozenset[str]) -> bool:
        reader = one.reader
        if isinstance(reader, _Setting):  # the page writes it
            around = owner(reader.page.site, through).node
        else:
            assert isinstance(reader, _Page | _Copied)
            around = owner(one.node, through).node
            if reader.holds(around):
                return True  # it is copied with its function, or the page writes both
            if isinstance(reader, _Page):
                around = owner(reader.site, through).node
        became = self._functions.get(around.id)
        now = owner(two.node, through).node
        return became is not None and became.id == now.id

    # -- names -----------------------------------------------------------------------------------------------------

    def names(self, scopes: Scopes) -> Message | None:
        """What is written means what it meant: copied names, and those of the pages. ``scopes`` are the result's."""
        copied = [(one, two, one.reader) for one, two in self._named if isinstance(one.reader, _Copied)]
        of_pages = [(one, two, one.reader) for one, two in self._named if isinstance(one.reader, _Page)]
        inside: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        again: defaultdict[int, set[int]] = defaultdict(set)
        for one, two, copy in copied:
            start = two.node.start_byte
            inside[id(copy), one.node.start_byte].add(start)
            was = self._before.scopes.binding_at(one.node.start_byte)
            if was is not None and one.node.id == copy.root.id and _declares(scopes, start):
                again[id(was)].add(start)
        for one, two, copy in copied:
            was = self._before.scopes.binding_at(one.node.start_byte)
            now = scopes.binding_at(two.node.start_byte)
            if was is not None and was.kind == "implicit":
                same = now is not None and now.kind == "implicit" and self._keeps_owner(one, two, _ARROWS)
            elif was is None or now is None:
                same = was is now
            else:
                own = {name.start_byte for name in was.declarations if copy.holds(name) and name.id != copy.root.id}
                meant = set[int]().union(*(inside[id(copy), start] for start in own)) if own else again[id(was)]
                if not own:
                    meant = meant | self._where(was)
                same = _means(now, meant)
            if not same:
                return Message.of(Sentence.NAME_OTHERWISE, name=two.reader.name(two.node))
        return self._page_names(of_pages, scopes) or self._setting_names(scopes)

    def _setting_names(self, scopes: Scopes) -> Message | None:
        """The name with which the worker of the settings begins means what it means at the site."""
        for one, two in self._named:
            if not isinstance(one.reader, _Setting):
                continue
            name, candidate = one.reader.name(one.node), one.reader.page.candidate
            was = self._before.scopes.lookup(name, candidate.scope)
            now = scopes.binding_at(two.node.start_byte)
            same = now is None if was is None else now is not None and _means(now, self._where(was))
            if not same:
                return Message.of(Sentence.NAME_OTHERWISE, name=name)
        return None

    def _where(self, binding: Binding) -> set[int]:
        """Where the declarations stand that no edit touches."""
        return {
            self._shift.to(node.start_byte)
            for node in binding.declarations
            if not self._shift.touches(node.start_byte, node.end_byte)
        }

    def _page_names(self, pairs: list[tuple[Item, Item, _Page]], scopes: Scopes) -> Message | None:
        """A name that a page declares is one variable, of its own; any other one is a global of that name."""
        declared: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
        spelled: dict[tuple[int, str], str] = {}
        for one, two, page in pairs:
            if _declares(scopes, two.node.start_byte):
                key = id(page.candidate), page.name(one.node)
                declared[key].add(two.node.start_byte)
                spelled[key] = two.reader.name(two.node)
        for one, two, page in pairs:
            key = id(page.candidate), page.name(one.node)
            name = two.reader.name(two.node)
            now = scopes.binding_at(two.node.start_byte)
            if key in declared:
                same = name == spelled[key] and now is not None and _means(now, declared[key])
            elif key[1] in self._imported(page.candidate):
                same = name == self._imported(page.candidate)[key[1]] and self._is_import(now, name)
            elif now is not None and any(free.name == key[1] for free in free_names(page.candidate.match.block)):
                was = self._before.scopes.lookup(name, page.candidate.scope)
                same = name == key[1] and was is not None and _means(now, self._where(was))
            else:
                same = name == key[1] and now is None
            if not same:
                return Message.of(Sentence.NAME_OTHERWISE, name=name)
        return None

    def _imported(self, candidate: Checked) -> dict[str, str]:
        return self._meant.imports.names(candidate) if self._meant.imports is not None else {}

    def _is_import(self, binding: Binding | None, local: str) -> bool:
        """Whether a name is imported from where the page says."""
        if binding is None or self._meant.imports is None or len(binding.declarations) != 1:
            return False
        statement: Node | None = binding.declarations[0]
        while statement is not None and statement.type != NodeKind.IMPORT_STATEMENT:
            statement = statement.parent
        found = imported(statement, self._after.data) if statement is not None else None
        specifier, name = self._meant.imports.origins[local]
        return found is not None and found[0] == specifier and (local, name) in found[1]


_NAMING: frozenset[Kind] = frozenset({"name", "property", "string"})
_WAITING: frozenset[str] = frozenset({"await", NodeKind.YIELD_EXPRESSION})
_OWNED = frozenset({"this", "super", NodeKind.META_PROPERTY, "await", NodeKind.YIELD_EXPRESSION})


def _is_waiting(one: Item, two: Item) -> bool:
    """Whether a node stops its function, an arrow too."""
    return view(two).kind in _WAITING


def _agree(expected: View, actual: View) -> bool:
    if expected.kind == "value":  # a literal of Python
        return expected.value == of_javascript(actual)
    if expected.kind != actual.kind or len(expected.parts) != len(actual.parts):
        return False
    if expected.kind == "name" and expected.item is not None and isinstance(expected.item.reader, _Page):
        return True  # `_page_names` knows how it is spelled
    return expected.value == actual.value


def _declares(scopes: Scopes, start: int) -> bool:
    """Whether an identifier declares what it names."""
    return scopes.reference_at(start) is None and scopes.binding_at(start) is not None


def _means(binding: Binding, declarations: set[int]) -> bool:
    starts = {node.start_byte for node in binding.declarations}
    return bool(starts) and starts <= declarations


# -- what is meant -----------------------------------------------------------------------------------------------------


class _Kept(Reader):
    """The old file, with what was to become of it."""

    def __init__(self, data: bytes, meant: Meant) -> None:
        super().__init__(data)
        self._removed: dict[int, tuple[Checked, int]] = {}
        self._nests: dict[int, Item] = {}
        self._pages: dict[tuple[int, int], _Page] = {}
        self._placed: set[tuple[int, int]] = set()
        self._meant = meant
        self._beside: defaultdict[int, list[tuple[bool, Item]]] = defaultdict(list)  # new imports, before it or behind
        self.writes: Node | None = None  # what a nest would replace although it is given a value
        self._unused = {node.id for node in meant.unused}
        touched = [(node.start_byte, node.end_byte) for node in meant.unused]
        for candidate in meant.written:
            if candidate.match.block.is_expression:
                node, item = self._replaced(candidate)
                self._nests[node.id] = item
                touched.append((node.start_byte, node.end_byte))
                if is_written(node):
                    self.writes = node
                continue
            for index, node in candidate.match.nodes.items():
                if candidate.match.block.elements[index].role.value == "-":
                    self._removed[node.id] = candidate, index
                    touched.append((node.start_byte, node.end_byte))
            for node in candidate.left_over:
                self._removed[node.id] = candidate, -1
                touched.append((node.start_byte, node.end_byte))
            for node, item in self._nested(candidate):
                self._nests[node.id] = item
                touched.append((node.start_byte, node.end_byte))
                if is_written(node):
                    self.writes = node
        for change in meant.imports.changes(meant.written) if meant.imports is not None else ():
            text = _Text(change.text)
            if change.replaces:
                self._nests[change.anchor.id] = text.item
                touched.append((change.anchor.start_byte, change.anchor.end_byte))
            else:
                self._beside[change.anchor.id].append((change.before, text.item))
        # Two that only meet do not touch: the windows hold the bytes between their ends.
        self._touched: Near = near((first, last - 1) for first, last in touched if first < last)

    def _replaced(self, candidate: Checked) -> tuple[Node, Item]:
        """The expression that a block which is one stands for, and what comes in its place."""
        [insertion], node = candidate.match.block.insertions, candidate.match.nodes[0]
        self._placed.add((id(candidate), id(insertion)))
        code, settings = insertion.code, self._meant.settings
        page = _Page(code.data, code.root, candidate, node, settings, _dots(candidate))
        return node, Item(page, children(children(code.root)[0])[0])

    def is_touched(self, node: Node) -> bool:
        """Whether something in a node was to become something else."""
        start, end = node.start_byte, node.end_byte
        if start == end:
            return self._touched(start - 1, start - 1) and self._touched(start, start)
        return self._touched(start, end - 1)

    def substitute(self, item: Item) -> Part | None:
        if item.node.type in SHORTHANDS and item.role != "name":
            return None
        return self._nests.get(item.node.id)

    def statements(self, nodes: Sequence[Node]) -> tuple[Part, ...]:
        return tuple(part for node in nodes for part in self._statement(node))

    def unplaced(self) -> Iterator[Insertion]:
        """Lines of a page that stand for nothing that was removed."""
        for candidate in self._meant.written:
            for insertion in candidate.match.block.insertions:
                if (id(candidate), id(insertion)) not in self._placed:
                    yield insertion

    def is_gone(self, node: Node) -> bool:
        return node.id in self._unused

    def _statement(self, node: Node) -> Iterator[Part]:
        beside = self._beside.get(node.id, ())
        yield from (item for is_before, item in beside if is_before)
        yield from self._own(node)
        yield from (item for is_before, item in beside if not is_before)

    def _own(self, node: Node) -> Iterator[Part]:
        if node.id in self._unused:
            return
        found = self._removed.get(node.id)
        if found is None:
            yield Item(self, node)
            return
        candidate, index = found
        dots = _dots(candidate)
        for insertion in candidate.match.block.insertions:
            if insertion.at == index:
                self._placed.add((id(candidate), id(insertion)))
                page = _Page(insertion.code.data, insertion.code.root, candidate, node, self._meant.settings, dots)
                yield from page.statements(statements_of(insertion.code.root))

    def _nested(self, candidate: Checked) -> Iterator[tuple[Node, Item]]:
        for nest in candidate.match.block.nests:
            binding = candidate.binding(nest.name)
            if binding is None or nest.code is None:
                continue
            for reference in binding.references:
                if self._meant.taken.goes(reference.node.start_byte):
                    continue
                node = nest_target(candidate, nest, reference)
                if node is not None:
                    code = nest.code
                    page = _Page(code.data, code.root, candidate, node, self._meant.settings, {}, reference.node)
                    yield node, Item(page, children(children(code.root)[0])[0])


class _Text(Reader):
    """An import that is written."""

    def __init__(self, text: str) -> None:
        source = Source.read("import.mjs", text.encode())
        super().__init__(source.data)
        self.item = Item(self, children(source.root)[0])
        self._source = source  # the tree is its


class _Copied(Reader):
    """Source text that a metavariable or dots stand for."""

    def __init__(self, data: bytes, root: Node) -> None:
        super().__init__(data)
        self.root = root

    @property
    def item(self) -> Item:
        return Item(self, self.root, "name" if self.root.type in SHORTHANDS else "")

    def holds(self, node: Node) -> bool:
        return self.root.start_byte <= node.start_byte and node.end_byte <= self.root.end_byte


class _Page(Reader):
    """A page's `+` lines or the new side of a nest, at one place: ``site`` is the node that it stands for, ``use`` the
    one that a nest's metavariable does.
    """

    def __init__(
        self,
        data: bytes,
        root: Node,
        candidate: Checked,
        site: Node,
        settings: Settings,
        dots: dict[int, list[tuple[Term, ...]]],
        use: Node | None = None,
    ) -> None:
        super().__init__(data)
        self.candidate, self.site = candidate, site
        self._root, self._settings, self._dots, self._use = root, settings, dots, use

    def holds(self, node: Node) -> bool:
        """Whether a function is one that the page writes."""
        return node.type != NodeKind.PROGRAM

    def substitute(self, item: Item) -> Part | None:
        if item.node.type == NodeKind.MEMBER_EXPRESSION:
            return self._expression(item)
        if item.node.type not in (NodeKind.IDENTIFIER, *SHORTHANDS):
            return None
        if item.node.type in SHORTHANDS and item.role != "name":
            return None
        name = self.text(item.node)
        return self._bound(name[1:]) if METAVARIABLE.match(name) else None

    def _expression(self, item: Item) -> Part | None:
        """What stands for the worker or the receiver, where that is no member of `this`."""
        text = self.text(item.node)
        if text == str(WORKER) and self._settings.worker.expression:
            reader = _Setting(self._settings.worker.expression, self)
            return Item(reader, reader.root, item.role)
        held = self.candidate.receiver if text == str(RECEIVER) else None
        return replace(_Copied(self.candidate.source.data, held).item, role=item.role) if held is not None else None

    def property(self, node: Node) -> str:
        name = self.name(node)
        if not METAVARIABLE.match(name):
            return name
        term = self.candidate.match.javascript.get(name[1:])
        named = term is not None and term.kind in _NAMING
        return term.value if term is not None and named else f"\0{name}"

    def member(self, base: Node, name: str) -> str:
        if base.type != NodeKind.THIS:
            return name
        members = {WORKER.member: self._settings.worker.member, RECEIVER.member: self._settings.receiver.member}
        return members.get(name, name)

    def keyword(self, declaration: Node, keyword: str) -> str:
        """The weaker one, where the source has declared a name that is declared again."""
        found = [keyword]
        stack = [child.child_by_field_name("name") for child in children(declaration)]
        while stack:
            node = stack.pop()
            if node is None:
                continue
            name = self.text(node) if not node.children else ""
            binding = self.candidate.binding(name[1:]) if METAVARIABLE.match(name) else None
            if binding is not None and binding.kind in _WEAKEST:
                found.append(binding.kind)
            stack.extend(node.named_children)
        return min(found, key=_WEAKEST.index)

    def texts(self, item: Item) -> list[tuple[Part, ...]] | None:
        dots = self._dots.get(item.node.id)
        if dots is None:
            return None
        given = iter(dots)
        stretches: list[tuple[Part, ...]] = []
        for text in self.stretches(item):
            parts: list[Part] = []
            for index, piece in enumerate(text.split("...")):
                if index:
                    parts.extend(self._dotted(next(given, ()), item))
                parts.append(View("text", piece))
            stretches.append(tuple(parts))
        return stretches

    def _dotted(self, terms: tuple[Term, ...], item: Item) -> Iterator[Part]:
        data = self.candidate.source.data
        for term in terms:
            if term.kind != "character":
                yield _Copied(data, term.origin).item
            elif item.role == "tagged":
                yield View("text", data[term.origin.start_byte : term.origin.end_byte].decode("utf-8"))
            else:
                yield View("text", term.value)

    def _bound(self, name: str) -> Part:
        if self._use is not None:
            return _Copied(self.candidate.source.data, self._use).item
        term = self.candidate.match.javascript.get(name)
        if term is not None:
            return _Copied(self.candidate.source.data, term.origin).item
        return View("value", of_python(self.candidate.match.python[name]) or "\0")


class _Setting(Reader):
    """The expression that the settings name for the worker, where a page writes it."""

    def __init__(self, text: str, page: _Page) -> None:
        source = Source.read("settings", text.encode())
        super().__init__(source.data)
        self.root = children(children(source.root)[0])[0]
        self.page = page
        self._source = source  # the tree is its


def _dots(candidate: Checked) -> dict[int, list[tuple[Term, ...]]]:
    """What dots stand for, by the template of `+` lines that has them: the page says which template of its `-` lines
    each one repeats.
    """
    match = candidate.match
    given = [
        [match.dots.get(dots, ()) for dots in template.children if dots.kind == "dots"]
        for template in match.block.dotted
    ]
    return {
        node.id: given[repeated]
        for insertion in match.block.insertions
        for node, repeated in zip(
            templates_with_dots(insertion.code), match.block.repeats(insertion), strict=True
        )
    }
