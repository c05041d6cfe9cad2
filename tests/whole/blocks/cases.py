"""A file with a site of a page, drawn at random."""

from __future__ import annotations

import random
import re
from typing import NamedTuple

from tests.whole.blocks.pages import COMMANDS, EXPRESSIONS, PAGES, STATEMENTS, Page
from tests.whole.blocks.statements import AFTER, ARGUMENTS, ASSIGNED, BEFORE, CODES, GAPS, HEADS, PLACES, USES
from tests.whole.effects import statements
from tests.whole.effects.statements import FIELDS, METHODS, MODULE, SETUPS, with_names
from tests.whole.emission.forms import HABITS, HOLDERS, Layout

_BASE = """\
let q0, with0;
const CODE = 'env.draw()';
const codes = (x) => `env.one(${x.a})`;
const runsToo = () => interpreter.runPython('env.ran()');
const sendOne = async (a) => py(['one', a]);
const f0 = (x) => x.pyodide.runPython('env.ran()');
const tagged0 = (strings, x) => use(x);
class Runs { constructor(x) { x.runs(); } static now(x) { x.runs(); } }
class Base {
    constructor() {
""" + FIELDS + """\
        this.frame = 4; this.code = 'env.held()'; this.codes = { draw: 'env.draw()' };
    }
    use(x, ...more) { return use(more.length ? [x, ...more] : x); }
    pause() { return answer(); }
    runs() { return this.pyodide.runPython('env.ran()'); }
    coded(x) { return `env.one(${x.a})`; }
    async fetched() { await this.pause(); return 'env.fetched()'; }
""" + METHODS + "}\n"


class Case(NamedTuple):
    """A page by its name, what stands for its metavariables, and what stands around."""

    page: str
    values: tuple[str, str, str]  # $A, $B and $CODE
    layout: Layout
    place: str = ""  # of an expression
    use: str = ""
    assigned: tuple[str, str] | None = None
    setups: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    head: str = ""

    @property
    def rule(self) -> Page:
        return PAGES[self.page]

    @property
    def is_module(self) -> bool:
        return bool(self.head)

    @property
    def lines(self) -> list[str]:
        """The statements of the site and those that belong to it."""
        site = self.rule.site
        if self.rule.is_expression:
            return [self.place.replace("$E", self._filled(site))]
        lines = [self._filled(line) for line in site.split("\n")]  # code may have lines of its own
        at = lines.index("$GAP") if "$GAP" in lines else -1
        found = [line for line in lines if line != "$GAP"]
        if at >= 0:
            found[at:at] = self.gaps
        if self.assigned is not None:
            before, behind = self.assigned
            found = [re.sub(r"^const (val|fun) =", r"\1 =", line) for line in found]
            if "let fun" not in before and "fun =" in site:
                before += "; let fun" if before else "let fun"
            found = [before, *found, behind]
        return [line for line in (*found, self.use) if line]

    def _filled(self, text: str) -> str:
        for name, value in zip(("$A", "$B", "$CODE"), self.values, strict=True):
            text = text.replace(name, value)
        return text

    @property
    def source(self) -> str:
        return self.file(self.lines)

    @property
    def marked(self) -> str:
        """The same with the moments between the statements of the site, at which others may run."""
        marked = []
        for line in self.lines:
            marked += ["moment()", line, "moment()"] if "this.pyodide" in line or "fun(" in line else [line]
        return self.file(marked).replace("moment() };", "moment() }")  # a block may stand before `else`

    def file(self, lines: list[str]) -> str:
        """The file with other lines for those of the site."""
        body = self.layout.source(lines)
        text = "\n".join([*with_names(self.setups, body), body]).replace("\n", "\n        ")
        head = f"{self.head}\n" if self.head else ""
        export = "export " if self.head else ""
        return (
            f"{head}{MODULE}{_BASE}{COMMANDS}{export}class Game extends Base {{\n"
            f"    async act(s, o, code, later) {{\n        {text}\n    }}\n}}\n"
        )

    def __str__(self) -> str:
        act = self.source[self.source.index("    async act") :]
        return f"{self.page}: {self!r}\n{self.rule.diff}\n{self.head}\n{act}"


def cases(seed: int, count: int) -> list[Case]:
    drawn = random.Random(seed)
    return [_drawn(drawn) for _ in range(count)]


def _drawn(drawn: random.Random) -> Case:
    name = drawn.choice(list(EXPRESSIONS) if drawn.random() < 0.4 else list(STATEMENTS))
    page = PAGES[name]
    simple = drawn.random() < 0.5
    pool = ("s.a", "n", "1", "'x'", "o.a") if simple else ARGUMENTS
    layout = Layout(
        *(("", "") if drawn.random() < 0.4 else (drawn.choice(BEFORE), drawn.choice(AFTER))),
        "body" if page.is_expression and drawn.random() < 0.6 else drawn.choice(HOLDERS),
        drawn.choice(HABITS),
        drawn.random() < 0.2,
        drawn.randrange(8),
    )
    gaps = tuple(gap.rstrip(";") for gap in drawn.sample((*GAPS, *statements.GAPS) if drawn.random() < 0.8 else GAPS, drawn.choice((0, 1, 1, 1, 2))))
    is_assigned = page.result and drawn.random() < 0.4
    return Case(
        name,
        (drawn.choice(pool), drawn.choice(pool), drawn.choice(CODES)),
        layout,
        place=drawn.choice(PLACES) if page.is_expression else "",
        use=drawn.choice(USES) if page.result else "",
        assigned=drawn.choice(ASSIGNED) if is_assigned else None,
        setups=tuple(drawn.sample(SETUPS, drawn.choice((0, 0, 0, 1, 2)))),
        gaps=gaps if "$GAP" in page.site else (),
        head=drawn.choice(HEADS) if page.is_module else "",
    )
