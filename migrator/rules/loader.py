"""Rule pages: Markdown in, compiled rules out, every fault with its page, line and mend. Loading runs no code.

This is one module because a page is read once, from top to bottom: what a part of it may hold, and what is wrong with
it, depends on the parts before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from migrator.matching.notation import Fault, NotationError
from migrator.matching.pattern import (
    Block,
    called_metavariables,
    chain_of,
    compile_block,
    is_metavariable,
    metavariables,
)
from migrator.matching.variants import variants
from migrator.model.ledger import Message, Sentence
from migrator.model.packs import page_files, shipped_pages
from migrator.model.settings import CHANGE_PATTERN, EVERY_CHANGE, WORKER, one_line, show_path
from migrator.model.term import JavaScriptTerm, Term, arguments, callee, owner
from migrator.model.unexpected import TRACEBACK, Stop, described, is_fault
from migrator.rules.checks import check
from migrator.rules.pages import CHANGES, DUTIES, read
from migrator.rules.posted import Posted, posted
from migrator.rules.requirements import LANGUAGES, Duty, DutyPattern, compile_duty
from migrator.sites.program import everything

if TYPE_CHECKING:
    from markdown_it.token import Token

    from migrator.model.ledger.message import Value

_KEYS = ("after", "loggers")
_WIDEST = 60  # of a line of a page that a fault shows
# Faults that do not say what stands on their line by themselves.
_OF_LINES = frozenset({
    Sentence.NO_TITLE, Sentence.FRONT_MATTER_OPEN, Sentence.FRONT_MATTER_ALIAS, Sentence.FRONT_MATTER_NOT_YAML,
    Sentence.FRONT_MATTER_TOO_DEEP, Sentence.FRONT_MATTER_NO_MAPPING, Sentence.AFTER_IS_NO_LIST,
    Sentence.LOGGERS_IS_NO_LIST, Sentence.CHANGE_WITHOUT_NAME, Sentence.DUTY_WITHOUT_NAME, Sentence.PATTERN_WRONG,
    Sentence.PATTERN_NOT_PYTHON, Sentence.PATTERN_WITHOUT_VALUE, Sentence.PATTERN_STATEMENTS,
    Sentence.NOT_JAVASCRIPT_HERE, Sentence.PAGE_SYNTAX_UNKNOWN, Sentence.DIFF_LINE, Sentence.NEST_OPEN,
    Sentence.NOT_ONE_EXPRESSION, Sentence.GAP_MARKED, Sentence.MIXED_MARKERS, Sentence.BLOCK_NOT_PYTHON,
    Sentence.NEST_SHAPE, Sentence.NEST_METAVARIABLES, Sentence.NEST_NO_EXPRESSION, Sentence.ADDED_APART,
    Sentence.CALL_STAYS, Sentence.UNTIED_STATEMENT, Sentence.DOTS_UNPAIRED, Sentence.DROPS_ARGUMENTS,
    Sentence.MATCHES_AGAIN, Sentence.WRONG_TARGET,
})  # fmt: skip
_DEEPEST = 4  # lists in front matter
_DUTY = re.compile(r"`([a-z0-9-]+)`(?: \(`(\w+)`\))?:\s*(.+)\Z", re.DOTALL)
_CHANGE = re.compile(rf"`({CHANGE_PATTERN})`:?\s*(.*)\Z", re.DOTALL)


class RuleError(Stop):
    """Pages that cannot be used. ``faults`` are all that were found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults

    def __reduce__(self) -> tuple[type[RuleError], tuple[list[Fault]]]:
        return RuleError, (self.faults,)  # another process may raise it


class Change(NamedTuple):
    """An item of *What changes*: the name that behaviour tests use, and what a caller sees before and after."""

    name: str
    text: str


class Command(NamedTuple):
    """A worker command or a helper of the class that a rule writes, with the most arguments it is given."""

    name: str
    arguments: int


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A page. ``id`` is its file name without the ending; ``blocks`` are its alternatives in order, each followed by
    its inline variants. ``samples`` is the folder of its samples, None if there is none. ``loggers`` are metavariables,
    without their ``$``, that stand for loggers.
    """

    id: str
    title: str
    summary: str
    page: str
    text: str
    blocks: tuple[Block, ...]
    changes: tuple[Change, ...]
    after: tuple[str, ...]
    commands: tuple[Command, ...]
    helpers: tuple[Command, ...]
    duties: tuple[Duty, ...] = ()
    samples: Path | None = None
    loggers: tuple[str, ...] = ()

    @property
    def writes_worker(self) -> bool:
        """Whether `+` lines write the worker, with a command or without."""
        return any(is_worker(part) for term in self._written for part in everything(term))

    @property
    def posts(self) -> tuple[Posted, ...]:
        """The messages that `+` lines post to the worker."""
        return tuple(posted(self._written))

    @property
    def writes_this(self) -> bool:
        """Whether `+` lines write `this` for anything but the worker and the receiver, and no `-` line has it."""
        removed = (element.term for block in self.blocks for element in block.removed())
        if any(part.kind == "this" for term in removed if term is not None for part in everything(term)):
            return False
        return any(_has_this(term) for term in self._written)

    @property
    def _written(self) -> Iterator[Term]:
        return (term for block in self.blocks for insertion in block.insertions for term in insertion.terms)

    @property
    def number(self) -> int:
        return int(self.id.split("-", 1)[0])


def is_worker(term: Term) -> bool:
    """Whether a term of a page is the worker."""
    return term.kind == "member" and term.value == WORKER.member and owner(term).kind == "this"


def _has_this(term: Term) -> bool:
    return term.kind == "this" or (not is_worker(term) and any(map(_has_this, term.children)))


def load_rules(folders: Iterable[Path]) -> list[Rule]:
    """All pages in the folders and below, in the order in which they are tried; raises RuleError with every fault."""
    folders = list(folders)
    faults: list[Fault] = []
    pages: list[tuple[Rule, str]] = []
    for path in page_files(folders):
        shown = show_path(str(path))
        try:
            rule = load_page(path.name, _text(path))
            pages.append((replace(rule, samples=samples_of(path)), shown))
        except RuleError as error:
            faults.extend(fault._replace(page=shown) for fault in error.faults)
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            faults.append(Fault(shown, line, Message.of(Sentence.PAGE_NOT_UTF8)))
        except OSError as error:
            faults.append(Fault(shown, 1, Message.of(Sentence.PAGE_UNREADABLE, why=str(error.strerror))))
    faults.extend(_order_faults(pages))
    if not pages and not faults:
        names = " or ".join(f"`{show_path(str(folder))}`" for folder in folders)
        faults.append(Fault(names, 0, Message.of(Sentence.NO_PAGES)))
    if faults:
        raise RuleError(faults)
    return in_order([rule for rule, _ in pages])


def _text(path: Path) -> str:
    """The text of a page, its lines ended as everywhere; raises OSError and UnicodeDecodeError."""
    return read(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def samples_of(page: Path) -> Path | None:
    """The folder of a page's samples: of its name and beside it, or among the fixtures of a checkout."""
    beside = page.with_suffix("")
    shipped = shipped_pages().parent / "fixtures" / page.stem
    if beside.is_dir():
        return beside
    return shipped if shipped_pages() in page.parents and shipped.is_dir() else None


def in_order(rules: list[Rule]) -> list[Rule]:
    """By number, except that a page comes after those that its front matter names."""
    waiting = sorted(rules, key=lambda rule: (rule.number, rule.id))
    ordered: list[Rule] = []
    while waiting:
        ids = {rule.id for rule in waiting}
        ready = next(
            (rule for rule in waiting if not ids & {name for name in rule.after if name != rule.id}), waiting[0]
        )
        waiting.remove(ready)
        ordered.append(ready)
    return ordered


def overlaps(rules: list[Rule]) -> dict[str, list[str]]:
    """For each rule, the others with the same program or, of those that name none, with the same use: only what stands
    around it tells them apart.
    """
    forms = {rule.id: set(_forms(rule)) for rule in rules}
    return {
        rule.id: [other.id for other in rules if other is not rule and forms[rule.id] & forms[other.id]]
        for rule in rules
    }


def _forms(rule: Rule) -> Iterator[tuple[Any, ...]]:
    """What the blocks of a rule take: the structure of each program, any code, or a use of the receiver."""
    from migrator.python.lower import structure

    for block in rule.blocks:
        if block.is_any_code:
            yield ("any code",)
        elif not block.runs:
            yield ("use", *chain_of(block))
        for program in block.programs:
            yield from (_without_holes(structure(variant)) for variant in program.variants)


def _without_holes(form: tuple[Any, ...]) -> tuple[Any, ...]:
    """A program's structure without what its holes hold."""
    return tuple(part for part in form if not isinstance(part, Term))


def load_page(name: str, text: str) -> Rule:
    """Read one page; raises RuleError with every fault of it."""
    try:
        return _Page(name, text).rule()
    except BaseException as error:
        if not is_fault(error):
            raise
        raise RuleError([Fault(name, 1, _raised(error))]) from None


def _raised(error: BaseException) -> Message:
    """What is said of a page, or a block, at which a fault of our own was met, and not one of the page."""
    if isinstance(error, RecursionError):
        return Message.of(Sentence.PAGE_TOO_DEEP)
    return Message.of(Sentence.PAGE_RAISED, raised=described(error), variable=TRACEBACK)


def change_names(folders: Iterable[Path]) -> frozenset[str]:
    """The names of all changes for callers that pages list, whatever else is wrong with a page."""
    from markdown_it import MarkdownIt

    found: set[str] = set()
    for path in page_files(folders):
        try:
            page = _Page(path.name, _text(path))
        except (OSError, UnicodeDecodeError):
            continue
        _, body = page._front_matter()
        found.update(change.name for change in page._changes(list(_sections(MarkdownIt("commonmark").parse(body)))))
    return frozenset(found)


class _Page:
    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.faults: list[Fault] = []

    def fault(self, line: int, sentence: Sentence, **values: Value) -> None:
        self.faults.append(Fault(self.name, line, Message.of(sentence, **values)))

    def rule(self) -> Rule:
        from markdown_it import MarkdownIt

        front, body = self._front_matter()
        tokens = MarkdownIt("commonmark").parse(body)
        sections = list(_sections(tokens))
        title = sections[0].title if sections and sections[0].level == 1 else ""
        if not title:
            self.fault(1, Sentence.NO_TITLE)
        programs = {
            info.split()[1]: text
            for section in sections
            for info, text, _ in section.fences
            if info.split()[:1] == ["python"] and len(info.split()) == 2 and info.split()[1] != "not"
        }
        blocks = self._blocks(sections, programs)
        if not blocks and not self.faults:
            self.fault(1, Sentence.NO_DIFF)
        loggers = self._loggers(front, [block for block, *_ in blocks])
        changes = tuple(self._changes(sections))
        duties = tuple(self._duties(sections))
        if self.faults:
            raise RuleError([self._with_line(fault) for fault in self.faults])
        added = [term for block, *_ in blocks for insertion in block.insertions for term in insertion.terms]
        this = JavaScriptTerm("this")
        worker = JavaScriptTerm("member", WORKER.member, (this,))
        return Rule(
            id=self.name.removesuffix(".md"),
            title=title,
            summary=sections[0].paragraph,
            page=self.name,
            text=self.text,
            blocks=tuple(variant for block in blocks for variant in block),
            changes=changes,
            after=tuple(front.get("after", ())),
            commands=tuple(_calls_on(added, worker)),
            helpers=tuple(_calls_on(added, this)),
            duties=duties,
            loggers=loggers,
        )

    def _with_line(self, fault: Fault) -> Fault:
        """A fault with what the page has on its line, where the fault does not say it."""
        lines = self.text.split("\n")
        written = one_line(lines[fault.line - 1].strip(), _WIDEST) if 0 < fault.line <= len(lines) else ""
        if fault.message.sentence not in _OF_LINES or not written:
            return fault
        return fault._replace(message=Message.of(Sentence.PAGE_HAS, written=written, fault=fault.message))

    def _front_matter(self) -> tuple[dict[str, Any], str]:
        import yaml

        if not self.text.startswith("---\n"):
            return {}, self.text
        end = self.text.find("\n---\n", 3)
        if end < 0:
            self.fault(1, Sentence.FRONT_MATTER_OPEN)
            return {}, self.text
        head = self.text[4 : end + 1]
        body = "\n" * (head.count("\n") + 2) + self.text[end + 5 :]
        try:
            wrong = _beyond_lists(yaml.scan(head, yaml.BaseLoader))
            if wrong is not None:
                self.fault(2 + wrong[0], wrong[1])
                return {}, body
            # Every value is the text that stands there: YAML would take `2024-13-45` for a date, and fail.
            values = yaml.load(head, yaml.BaseLoader) or {}
        except (yaml.YAMLError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            at = mark.line if mark else head.count("\n", 0, max(getattr(error, "position", None) or 0, 0))
            self.fault(2 + min(at, head.count("\n") - 1), Sentence.FRONT_MATTER_NOT_YAML)
            return {}, body
        if not isinstance(values, dict):
            self.fault(2, Sentence.FRONT_MATTER_NO_MAPPING)
            return {}, body
        for key in values:
            if key not in _KEYS:
                self.fault(self._line(key), Sentence.UNKNOWN_KEY, key=str(key), known=tuple(_KEYS))
        after = values.get("after", [])
        if not isinstance(after, list) or not all(isinstance(item, str) for item in after):
            self.fault(self._line("after"), Sentence.AFTER_IS_NO_LIST)
            values["after"] = []
        return values, body

    def _line(self, key: object) -> int:
        """The line of the front matter on which a key is given."""
        lines = self.text.split("\n---\n")[0].splitlines()[1:]
        return 2 + next((index for index, text in enumerate(lines) if text.lstrip("\"'").startswith(str(key))), 0)

    def _loggers(self, front: dict[str, Any], blocks: list[Block]) -> tuple[str, ...]:
        """The metavariables that stand for loggers."""
        given, line = front.get("loggers", []), self._line("loggers")
        if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
            self.fault(line, Sentence.LOGGERS_IS_NO_LIST)
            return ()
        terms = [element.term for block in blocks for element in block.elements if element.term is not None]
        bound = {name for term in terms for name in metavariables(term)}
        called = {name for term in terms for name, _ in called_metavariables(term)}
        for index, name in enumerate(given):
            if not is_metavariable(f"${name}"):
                self.fault(line, Sentence.LOGGER_IS_NO_NAME, name=name)
            elif name in given[:index]:
                self.fault(line, Sentence.LOGGER_TWICE, name=name)
            elif blocks and name not in bound:
                self.fault(line, Sentence.LOGGER_NOT_ON_PAGE, name=name)
            elif blocks and name not in called:
                self.fault(line, Sentence.LOGGER_NOT_CALLED, name=name)
        return tuple(given)

    def _blocks(self, sections: list[_Section], programs: dict[str, str]) -> list[tuple[Block, ...]]:
        """The blocks of the page, each with its inline variants."""
        blocks = []
        for section in sections:
            for info, text, line in section.fences:
                words = info.split()
                if words not in (["diff"], ["diff", "expression"]):
                    continue
                try:
                    compiled = compile_block(line, text, programs, is_expression=len(words) > 1)
                    block, *inlined = variants(compiled)
                    check(block, self.fault)
                except NotationError as error:
                    self.faults.append(Fault(self.name, error.line, error.message))
                    continue
                except BaseException as error:
                    if not is_fault(error):
                        raise
                    self.faults.append(Fault(self.name, line, _raised(error)))
                    continue
                blocks.append((block, *inlined))
        return blocks

    def _changes(self, sections: list[_Section]) -> Iterator[Change]:
        found = next((section for section in sections if section.title == CHANGES), None)
        known: set[str] = set()
        for text, line in found.items if found is not None else ():
            match = _CHANGE.match(text)
            if match is None:
                self.fault(line, Sentence.CHANGE_WITHOUT_NAME)
                continue
            if match[1] == EVERY_CHANGE:
                self.fault(line, Sentence.CHANGE_IS_EVERY, name=match[1])
            elif match[1] in known:
                self.fault(line, Sentence.CHANGE_TWICE, name=match[1])
            known.add(match[1])
            yield Change(match[1], " ".join(match[2].split()))

    def _duties(self, sections: list[_Section]) -> Iterator[Duty]:
        found = next((section for section in sections if section.title == DUTIES), None)
        items = found.items if found is not None else []
        for index, (text, line) in enumerate(items):
            match = _DUTY.match(text)
            if match is None:
                self.fault(line, Sentence.DUTY_WITHOUT_NAME)
                continue
            assert found is not None
            last = items[index + 1][1] if index + 1 < len(items) else None
            fences = [item for item in found.fences if item[2] > line and (last is None or item[2] < last)]
            patterns = [pattern for fence in fences if (pattern := self._duty_pattern(*fence)) is not None]
            if not fences:
                self.fault(line, Sentence.DUTY_WITHOUT_PATTERN, name=match[1])
            yield Duty(match[1], " ".join(match[3].split()).removesuffix("."), match[2], tuple(patterns))

    def _duty_pattern(self, info: str, text: str, line: int) -> DutyPattern | None:
        words = info.split()
        if not words or words[0] not in LANGUAGES or words[1:] not in ([], ["not"]):
            self.fault(line - 1, Sentence.PATTERN_LANGUAGE, info=info)
            return None
        try:
            return compile_duty(words[0], words[1:] == ["not"], text, line)
        except NotationError as error:
            self.faults.append(Fault(self.name, error.line, error.message))
            return None
        except BaseException as error:
            if not is_fault(error):
                raise
            self.faults.append(Fault(self.name, line, _raised(error)))
            return None


@dataclass(slots=True)
class _Section:
    level: int
    title: str
    paragraph: str = ""
    fences: list[tuple[str, str, int]] = field(default_factory=list)  # info, text, line of its first line
    items: list[tuple[str, int]] = field(default_factory=list)


def _sections(tokens: list[Token]) -> Iterator[_Section]:
    section = _Section(0, "")
    in_item = False
    for index, token in enumerate(tokens):
        line = token.map[0] + 1 if token.map else 1
        if token.type == "heading_open":
            if section.level or section.fences:
                yield section
            section = _Section(int(token.tag[1]), tokens[index + 1].content.strip())
        elif token.type == "fence":
            section.fences.append((token.info.strip(), token.content, line + 1))
        elif token.type == "list_item_open":
            in_item = True
        elif token.type == "list_item_close":
            in_item = False
        elif token.type == "inline" and tokens[index - 1].type == "paragraph_open":
            if in_item:
                section.items.append((token.content, line))
            elif not section.paragraph:
                section.paragraph = " ".join(token.content.split())
    yield section


def _beyond_lists(tokens: Iterable[Any]) -> tuple[int, Sentence] | None:
    """What front matter has that no key needs, with its line: an alias, or lists in lists."""
    import yaml

    begins = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken, yaml.BlockSequenceStartToken,
              yaml.BlockMappingStartToken)  # fmt: skip
    ends = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
    depth = 0
    for token in tokens:
        depth += isinstance(token, begins) - isinstance(token, ends)
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
            return token.start_mark.line, Sentence.FRONT_MATTER_ALIAS
        if depth > _DEEPEST:
            return token.start_mark.line, Sentence.FRONT_MATTER_TOO_DEEP
    return None


def _calls_on(terms: Iterable[Term], source: Term) -> Iterator[Command]:
    found: dict[str, int] = {}
    for term in terms:
        for call in term.walk():
            if call.kind != "call" or callee(call).kind != "member":
                continue
            function = callee(call)
            target = owner(function)
            if (target.kind, target.value, len(target.children)) != (source.kind, source.value, len(source.children)):
                continue
            found[function.value] = max(found.get(function.value, 0), len(arguments(call)))
    return (Command(name, count) for name, count in sorted(found.items()))


def _order_faults(pages: list[tuple[Rule, str]]) -> Iterator[Fault]:
    known = {rule.id for rule, _ in pages}
    for rule, path in pages:
        for name in rule.after:
            if name not in known:
                near = tuple(sorted(i for i in known if i[:2] == name[:2])) or tuple(sorted(known)[:3])
                yield Fault(path, 2, Message.of(Sentence.AFTER_NAMES_NO_PAGE, name=name, near=near))
    by_id: dict[str, str] = {}
    for rule, path in pages:
        other = by_id.setdefault(rule.id, path)
        if other is not path:
            yield Fault(path, 1, Message.of(Sentence.SAME_NAME, page=other))
