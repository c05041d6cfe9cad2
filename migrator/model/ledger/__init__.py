"""The outcomes, frozen: what every report and every exit code is made of.

This is one module because its values are made of one another: a ledger of files, a file of entries, an entry of its
reason, its changes and its place.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from migrator.model.ledger.message import Message as Message  # part of the ledger
    from migrator.model.ledger.message import Sentence as Sentence


def __getattr__(name: str) -> Any:
    """Messages are imported where there is one: a hook that finds what a rule rewrites says nothing else."""
    if name not in ("Message", "Sentence"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from migrator.model.ledger import message

    return getattr(message, name)


class Outcome(StrEnum):
    """What became of a use of the receiver; each use has exactly one."""

    REWRITTEN = "rewritten"
    KEPT = "kept"
    PROVIDED = "provided"
    UNMATCHED = "unmatched"
    IN_WORKER = "in-worker"


class Code(StrEnum):
    """Why a use is unmatched. A closed list; `docs/design.md` says what each means."""

    NO_RULE = "no-rule"
    DIFFERS = "differs"
    UNEXPLAINED = "unexplained"
    STILL_USED = "still-used"
    STILL_READ = "still-read"
    EFFECT = "effect"
    HOLE = "hole"
    NO_LITERAL = "no-literal"
    NOT_IN_PLACE = "not-in-place"
    NOT_PYTHON = "not-python"
    NO_WORKER = "no-worker"
    NO_COMMAND = "no-command"
    NO_HELPER = "no-helper"
    NO_IMPORT = "no-import"
    NOT_ASYNC = "not-async"
    NO_LOGGER = "no-logger"
    VERIFY = "verify"
    TOO_AMBIGUOUS = "too-ambiguous"
    NOT_NEEDED = "not-needed"
    NOT_ACCEPTED = "not-accepted"
    UNFINISHED_PAGE = "unfinished-page"


# Every check that finds something makes the classes below: a dataclass takes ten times as long.
class Reason(NamedTuple):
    """A cause, with what the source and the page have. ``line`` is in the file, ``page_line`` on the page; both from
    1.
    """

    code: Code
    message: Message
    line: int | None = None
    page: str | None = None
    page_line: int | None = None


class Nearest(NamedTuple):
    """A rule that nearly fits: what it has and what the source has at the first difference, both verbatim."""

    rule: str
    line: int | None
    page_line: int | None
    expected: str
    found: str


class Dropped(NamedTuple):
    """A statement of the removed Python that no rule line names, since it decides nothing."""

    line: int
    text: str


class Suppression(NamedTuple):
    """A comment that keeps a use: what it names of the finding, its line, and the reason that it gives."""

    name: str
    line: int
    reason: str


class Why(StrEnum):
    """How a receiver that is followed by its key shows that it is Pyodide; `named` is one that the settings name."""

    NAMED = "named"
    PROGRAM = "runs-python"
    LOADER = "loaded"
    TYPE = "typed"
    GIVEN = "given"
    IMPORTED = "imported"
    WRAPPED = "wrapper"


class Evidence(NamedTuple):
    """What shows that an expression is Pyodide, and the line of it, from 1: of the call that runs Python or loads
    Pyodide, of the type, or of the import. What is `given` has it from what that line shows. A `wrapper` is a function
    that only runs what it is given, which the line does; it may stand in another ``file``, seen from that of the use.
    """

    why: Why
    line: int
    file: str | None = None


class Place(StrEnum):
    """What `this` is where a use stands: an instance, in a method or a field; the class; or something else."""

    METHOD = "method"
    FIELD = "field"
    STATIC = "static"
    OBJECT = "object"
    FUNCTION = "function"
    MODULE = "module"


class Function(StrEnum):
    """What `await` would be written into, where that is not async."""

    FUNCTION = "function"
    ARROW = "arrow"
    METHOD = "method"
    GETTER = "getter"
    SETTER = "setter"
    CONSTRUCTOR = "constructor"
    GENERATOR = "generator"
    FIELD = "field"
    STATIC = "static"
    PARAMETERS = "parameters"
    SCRIPT = "script"

    @property
    def can_be(self) -> bool:
        """Whether it could be made async."""
        return self in (Function.FUNCTION, Function.ARROW, Function.METHOD, Function.GENERATOR)


class Accepted(StrEnum):
    """Why `check` does not report a use that it otherwise would."""

    RATCHET = "ratchet"
    OLDER = "older"


class Entry(NamedTuple):
    """One use of the receiver. Lines and columns from 1; the end is exclusive in columns.

    ``last_line`` is that of the statement or call that the use is part of. ``fingerprint`` is the same for a use that
    was only moved or laid out anew.
    """

    id: int
    line: int
    column: int
    end_line: int
    end_column: int
    class_name: str | None
    method: str | None
    member: str | None
    kind: str
    outcome: Outcome
    is_program: bool
    last_line: int = 0
    fingerprint: str = ""
    rule: str | None = None
    # What the rule changes at run time, by the names of its page; and which of it nobody accepted. Where there is such
    # a change, the rule fits and does not take the use.
    changes: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    reason: Reason | None = None
    nearest: tuple[Nearest, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    not_carried_over: tuple[Dropped, ...] = ()
    # Whether a finding goes through the name that this use gives the receiver: mending that one mends this.
    is_told: bool = False
    # The comment that keeps it, where it stands in no method that may.
    suppression: Suppression | None = None
    accepted: Accepted | None = None
    # Where it stands: what `this` is there, and the innermost function with a name that is no member of a class.
    place: Place = Place.MODULE
    function: str | None = None
    # Of a receiver that no setting names.
    evidence: Evidence | None = None
    # The item of `keep` in the settings that it is kept by; of what may not stay, all of these.
    keeper: str | None = None
    keepers: tuple[str, ...] = ()
    # Whether it is the use at which a rule that fits begins: its first program or, without one, its first use.
    is_first: bool = False

    @property
    def is_site(self) -> bool:
        """Whether it is told by itself where a rule fits: a program, or the use at which the rule begins."""
        return self.is_program or self.is_first

    @property
    def page(self) -> str | None:
        """The rule that takes the use or, where none does, the one that is nearest to it."""
        return self.rule or (self.nearest[0].rule if self.nearest else None)

    @property
    def goes_along(self) -> bool:
        """Whether it goes, or stays, with a site that a rule fits, and is told with it."""
        return (self.outcome is Outcome.REWRITTEN or bool(self.pending)) and not self.is_site

    @property
    def is_left(self) -> bool:
        """Whether something is left to do here that no rule does."""
        return self.outcome is Outcome.UNMATCHED or (self.outcome is Outcome.PROVIDED and self.reason is not None)

    @property
    def is_finding(self) -> bool:
        """Whether `check` reports the use: it is neither kept nor provided for what is kept, nor accepted."""
        left = self.is_left or self.outcome is Outcome.REWRITTEN
        return left and not self.is_told and self.accepted is None


class BreachKind(StrEnum):
    """What `check` reports beside uses of the receiver."""

    FACT = "fact"
    RATCHET = "ratchet"
    SETTING = "setting"
    SUPPRESSION = "suppression"
    UNREAD = "unread"
    WORKER = "worker"


class Breach(NamedTuple):
    """A finding that is not a use: a fact that does not hold, a setting that names nothing, a comment that keeps
    nothing, a call that runs Python and that no setting covers, an open duty of a worker script.

    Lines and columns count from 1. ``fingerprint`` is the same for a finding that only moved; a finding without one
    cannot be accepted by a ratchet. ``member`` is the property that is called, or the command of a duty.
    """

    kind: BreachKind
    line: int
    column: int
    message: Message
    class_name: str | None = None
    method: str | None = None
    member: str | None = None
    fingerprint: str = ""
    place: Place | None = None
    function: str | None = None
    # Set where `check` does not report it.
    accepted: Accepted | None = None
    # The name of the duty, where one is open.
    duty: str | None = None


class TextEdit(NamedTuple):
    """A region of a file as it was, and the text that takes its place. ``site`` is the id of the entries that it
    rewrites, ``also`` are those of others that need it, too; lines and columns are as those of an entry.
    """

    site: int
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    also: tuple[int, ...] = ()


class NoteCode(StrEnum):
    """What a note is about. A closed list; `docs/design.md` says what each means."""

    TWO_INTERPRETERS = "two-interpreters"
    DUTY = "duty"
    COMMENT = "comment"
    NOT_CHECKED = "not-checked"
    UNSEEN_CODE = "unseen-code"
    PYTHON_COMMENT = "python-comment"
    COMMENT_STAYS = "comment-stays"
    UNREAD = "unread"
    BOTH_SIDES = "both-sides"
    SHIM_METHODS = "shim-methods"
    NOT_PARSED = "not-parsed"
    ANSWER_IS_PLAIN_DATA = "answer-is-plain-data"


class Note(NamedTuple):
    """What a reader should know about a file, which changes no exit code.

    ``line`` counts from 1, in the file of the entry or, where it is another one, in the file at ``path``. ``rules`` are
    the ids of the pages that say so, and ``site`` is the line of the one use that it is about.
    """

    code: NoteCode
    message: Message
    line: int | None = None
    path: str | None = None
    rules: tuple[str, ...] = ()
    site: int | None = None


class FileError(NamedTuple):
    """Why a file was not read, parsed or written."""

    message: Message
    line: int | None = None


class FileEntry(NamedTuple):
    """A file with a use or an error. ``diff`` is empty where nothing changes; ``edits`` are the same, site by site."""

    path: str
    entries: tuple[Entry, ...] = ()
    notes: tuple[Note, ...] = ()
    error: FileError | None = None
    diff: bytes = b""
    breaches: tuple[Breach, ...] = ()
    edits: tuple[TextEdit, ...] = ()

    @property
    def changes(self) -> bool:
        return bool(self.diff)

    @property
    def findings(self) -> tuple[Entry, ...]:
        """Uses that stand outside of what may keep them, rewritable ones included."""
        return tuple(entry for entry in self.entries if entry.is_finding)

    def notes_on(self, entry: Entry) -> tuple[Note, ...]:
        """Notes of the rule that takes a use; of those on answers, the ones of this use."""
        return tuple(note for note in self.notes if entry.rule in note.rules and note.site in (None, entry.line))

    @property
    def open_breaches(self) -> tuple[Breach, ...]:
        """What `check` reports beside uses: neither a ratchet nor an earlier commit has it."""
        return tuple(breach for breach in self.breaches if breach.accepted is None)

    @property
    def general_notes(self) -> tuple[Note, ...]:
        """Notes that concern every finding of the file: that it is on both sides, and that it could not be parsed."""
        return tuple(note for note in self.notes if note.code in (NoteCode.BOTH_SIDES, NoteCode.NOT_PARSED))

    @property
    def own_notes(self) -> tuple[Note, ...]:
        """Notes on this file. Duties are left out: they are those of a worker script, and reported once for all files
        that send it commands.
        """
        return tuple(note for note in self.notes if note.code is not NoteCode.DUTY)


class Skipped(NamedTuple):
    """A file that was not looked at, and why."""

    path: str
    reason: Message


class Summary(NamedTuple):
    """Counts of programs (calls that run Python), of files listed, and of files with an error."""

    files: int
    rewritten: int
    kept: int
    unmatched: int
    errors: int


class Ratchet(NamedTuple):
    """A file of accepted uses: how many of this run are in it, how many fewer there are, and how many moved."""

    path: str
    accepted: int
    fewer: int
    moved: int


class Examined(NamedTuple):
    """How many files a run examined, and how many of these it only searched, since their language is not parsed."""

    files: int = 0
    searched: int = 0


class Ledger(NamedTuple):
    """What one run found, in the order of the paths. ``older`` counts the findings that are left out, since they were
    there before.
    """

    files: tuple[FileEntry, ...]
    skipped: tuple[Skipped, ...] = ()
    ratchets: tuple[Ratchet, ...] = ()
    older: int = 0
    examined: Examined = Examined()

    @property
    def summary(self) -> Summary:
        programs = [entry.outcome for file in self.files for entry in file.entries if entry.is_program]
        return Summary(
            files=len({file.path for file in self.files}),
            rewritten=programs.count(Outcome.REWRITTEN),
            kept=programs.count(Outcome.KEPT),
            unmatched=programs.count(Outcome.UNMATCHED),
            errors=sum(file.error is not None for file in self.files),
        )

    @property
    def suppressed(self) -> int:
        """How many uses a comment keeps."""
        return sum(entry.suppression is not None for file in self.files for entry in file.entries)

    @property
    def uses(self) -> int:
        """How many uses of the receiver there are, whatever became of them."""
        return sum(len(file.entries) for file in self.files)

    @property
    def has_accepted(self) -> bool:
        """Whether findings are left out that a ratchet accepts or that were there before."""
        return any(
            any(entry.accepted is not None for entry in file.entries)
            or any(breach.accepted is not None for breach in file.breaches)
            for file in self.files
        )

    @property
    def others(self) -> int:
        """How many uses are left that are no programs and are told by themselves."""
        uses = (entry for file in self.files for entry in file.entries if entry.is_left)
        return sum(not entry.is_program and not entry.goes_along for entry in uses)

    @property
    def pending(self) -> tuple[Entry, ...]:
        """The sites that a rule fits, and that change for callers what nobody accepted."""
        return tuple(entry for file in self.files for entry in file.entries if entry.pending and entry.is_site)

    @property
    def others_rewritten(self) -> int:
        """How many uses are rewritten that are no programs and are told by themselves."""
        uses = (entry for file in self.files for entry in file.entries if entry.outcome is Outcome.REWRITTEN)
        return sum(not entry.is_program and not entry.goes_along for entry in uses)

    @property
    def unread(self) -> int:
        """How many calls run Python and are covered by no setting, those that are accepted left out."""
        return sum(breach.kind is BreachKind.UNREAD for file in self.files for breach in file.open_breaches)

    @property
    def duties(self) -> tuple[Note, ...]:
        """The open duties of worker scripts, each once, in the order of their places."""
        duties = (note for file in self.files for note in file.notes if note.code is NoteCode.DUTY)
        found = {(note.path, note.line, note.message): note for note in duties}
        return tuple(sorted(found.values(), key=lambda note: (note.path or "", note.line or 0)))

    @property
    def in_worker(self) -> int:
        """How many uses stand in worker scripts, where Pyodide belongs."""
        return sum(entry.outcome is Outcome.IN_WORKER for file in self.files for entry in file.entries)

    @property
    def has_left(self) -> bool:
        return any(entry.is_left for file in self.files for entry in file.entries)

    @property
    def has_findings(self) -> bool:
        return any(file.findings or file.open_breaches for file in self.files)

    @property
    def has_errors(self) -> bool:
        return any(file.error is not None for file in self.files)

    @property
    def has_changes(self) -> bool:
        return any(file.changes for file in self.files)
