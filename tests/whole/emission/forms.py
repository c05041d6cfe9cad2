"""What is put together: forms of expressions, places of a page that hold one, and layouts of the code around a site."""

from __future__ import annotations

import re
from typing import NamedTuple

# Expressions in a hole. Their names are parameters of the method that holds the site.
FORMS = (
    "a", "'x'", "`t${a}`", "1", "1.5", ".5", "1n", "-1", "null", "true", "undefined", "this", "/r/g", "[a, b]", "{ a }",
    "{ k: a, ...o }", "o.p", "o['p q']", "o?.p", "o?.['p']", "o?.foo.p", "f(a)", "o.m(a)", "f?.(a)", "o.m?.(a)", "new K",
    "new K()", "new K().v", "new o.K", "f`x`", "o.m`x`", "a + b", "a - b", "a * b", "a % b", "a ** b", "-a", "+a", "!a",
    "~a", "typeof a", "void a", "a++", "--a", "a = b", "a += b", "a ??= b", "a ? b : o", "a || b", "a && b", "a ?? b",
    "a, b", "a < b", "a === b", "a in o", "o instanceof K", "a | b", "a ^ b", "a & b", "a << 1", "() => a",
    "() => ({ a })", "x => x + a", "function () { return a; }", "function g() { return a; }", "function* () {}",
    "async () => a", "class { m() {} }", "await p", "await (p)", "(await p) + a", "(a, b)", "(a || b)", "new.target",
    "super.use", "super.same(a)", "this.n", "arguments[0]", "yield a", "delete o.p", "o.p = 1", "[...o.list]", "v",
    "v + 1", "o.foo", "!(a in o)", "`a${`b${a}`}`", "import('x')", "a /* said */ + b", "a // said\n + b", "/a/.test(a)",
)  # fmt: skip
_OPERATORS = (
    "**", "*", "/", "%", "+", "-", "<<", "<", "in", "instanceof", "==", "&", "^", "|", "&&", "||", "??", "===",
)  # fmt: skip
# Statements of a page. `$X` is what the hole held; `v` is a name of the page's own.
PLACES = (
    "$X;", "this.use($X);", "this.use(1, $X, 2);", "this.use(...$X);", "this.use([$X]);", "this.use([...$X]);",
    *(f"this.use($X {operator} 2);" for operator in _OPERATORS), *(f"this.use(2 {operator} $X);" for operator in _OPERATORS),
    "this.use(2-$X);", "this.use(2+$X);", "this.use(2/$X);", "this.use(-$X);", "this.use(+$X);", "this.use(!$X);",
    "this.use(~$X);", "this.use(typeof $X);", "this.use(void $X);", "this.use(await $X);", "await $X;", "this.use($X.foo);",
    "this.use($X?.foo);", "this.use($X[0]);", "this.use($X['k']);", "this.use(this.o[$X]);", "this.use($X());",
    "this.use($X(1));", "this.use($X?.(1));", "this.use(new $X());", "this.use(new $X);", "this.use(new $X.foo());",
    "this.use($X`t`);", "this.use($X.m`t`);", "this.use(`a${$X}b`);", "this.use($X ? 1 : 2);", "this.use(1 ? $X : 2);",
    "this.use(0 ? 1 : $X);", "this.use(() => $X);", "this.use(() => $X.foo);", "this.use(() => $X + 1);",
    "this.use(() => [$X]);", "this.use(() => $X ? 1 : 2);", "if ($X) this.use(1); else this.use(2);",
    "if (this.n) this.use($X); else this.use(0);", "if (this.n)\n    this.use($X);\nelse\n    this.use(0);",
    "if (this.n) {\n    this.use($X);\n}", "for (const v of $X) this.use(v);", "for (const v in $X) this.use(v);",
    "for (let v = $X; v; v = 0) this.use(v);", "for (let v = 2; v; v = 0) this.use($X);", "while ($X) {\n    break;\n}",
    "switch ($X) {\n    case 1: this.use(1); break;\n    default: this.use(2);\n}",
    "switch (3) {\n    case $X: this.use(1);\n}", "const v = $X;\nthis.use(v);", "const { foo: v } = $X;\nthis.use(v);",
    "const [v] = $X;\nthis.use(v);", "this.use({ k: $X });", "this.use({ k: $X, j: 1 });", "this.use({ [$X]: 1 });",
    "this.use({ ...$X });", "this.use({ $X });", "this.n = $X;", "this.n += $X;", "this.n ??= $X;", "$X = 1;", "$X += 1;",
    "$X++;", "--$X;", "[$X] = [1];", "({ k: $X } = { k: 1 });", "for ($X of [1]) this.use(2);", "this.use((v = $X) => v);",
    "this.use(class extends $X {});", "this.use({ [$X]() {} });", "return $X;", "throw $X;", "this.use((0, $X));",
    "this.use((1, $X, 2));", "$X.foo;", "$X.push(1);", "`${$X}`.trim();", "[$X].forEach((v) => this.use(v));", "+$X;",
    "-$X;", "!$X;", "/r/.test($X);", "($X || this).use(1);", "this.use({ get k() { return $X; } });",
    "this.use(function v() { return $X; });", "(() => $X)();", "(() => this.use($X))();", "label: this.use($X);",
    "do this.use($X); while (0);", "do this.use(1); while ($X && 0);", "$X ? this.use(1) : this.use(2);", "$X && this.use(1);",
    "this.use(1);\n$X;", "this.use(1);\n$X.foo;", "this.use(1);\n$X && this.use(2);", "const v = 1;\n$X.m(v);",
    "this.use(1);\n`${$X}`.trim();\n[$X];", "if (this.n);\nthis.use($X);", "if ($X);\nthis.use(1);", "delete $X.foo;",
    "this.use(delete $X.foo);", "this.use($X)\nthis.use(2)", "this.use(\n    $X,\n    `a\n  b`,\n);", "this.use({\n    k: $X,\n});",
    "// said\nthis.use($X); // said\nthis.use(2);", "this.use(async () => $X);", "yield $X;", "this.use(yield $X);",
    "this.use(class {\n    k = 1\n    j = $X\n});", "try {\n    this.use($X);\n} catch (v) {\n    this.use(v);\n}",
)  # fmt: skip
# What a nest makes of a use of `$H.size`, and of `$H`.
NESTS = (
    *(("$H.size", new) for new in (
        "$H.n", "$H.n + 1", "$H?.n", "$H.m()", "-$H.n", "$H.n ? 1 : 2", "() => $H.n", "{ n: $H }", "[$H.n]", "new $H.K",
        "$H.n || 1", "$H.n ?? 1", "function () { return $H.n; }", "class { k = $H.n; }", "`${$H.n}`", "typeof $H",
        "($H.n, 1)", "!$H.n",
    )),
    *(("$H", new) for new in ("$H.n", "$H.n + 1", "$H?.n", "{ n: $H }", "() => $H", "$H.n ? 1 : 2", "[$H]", "-$H.n")),
)  # fmt: skip

BEFORE = ("", "this.use('b')", "let r = this.n", "if (this.n) this.use('b')", "q = function () {}", "q = { q }", "q = `b`")
AFTER = (
    "", "this.use('a')", "(this.z || this).use('a')", "[1, 2].forEach((q) => this.use(q))", "`x${this.use('a')}`.trim()",
    "/r/.test(this.use('a'))", "+this.use('a')", "-this.use('a')", "++this.n", "{ this.use('a'); }", "// said", ".5.toFixed()",
)  # fmt: skip
HOLDERS = ("body", "block", "arrow", "case", "default", "if", "else", "if-else", "for", "one-line block", "one-line arrow")
HABITS = ("always", "never", "mixed")
_BARE = frozenset({"if", "else", "if-else", "for"})
_RISKY = re.compile(r"[(\[`/+\-.]")


class Layout(NamedTuple):
    """The code around a site. ``seed`` decides where ``mixed`` leaves a semicolon out."""

    before: str = ""
    after: str = ""
    holder: str = "body"
    habit: str = "always"
    one_line: bool = False
    seed: int = 0

    def source(self, site: list[str]) -> str:
        """Statements of a method: the site's own, without semicolons at their ends, in this layout."""
        joined = self.one_line or self.holder.startswith("one-line")
        if self.holder in _BARE and len(site) > 1:
            site = ["{ " + "; ".join(site) + " }"]
        return self._held(self._listed, site, joined)

    def reference(self, site: str) -> str:
        """The same with a site that is written with all its semicolons, in braces where one statement is not enough."""
        return self._held(lambda statements, _: "\n".join(f"{text}\n;" for text in statements if text), [site], False)

    def _held(self, listed, site: list[str], joined: bool) -> str:  # type: ignore[no-untyped-def]
        around = [text for text in (self.before, *site, self.after) if text]
        own = listed(site, joined) if self.holder in _BARE else listed(around, joined)
        is_reference = listed != self._listed
        body = "{\n" + own + "\n}" if is_reference else own
        first = listed([self.before], joined) + "\n" if self.before else ""
        rest = "\n" + (";" if not self._ended(own) and _RISKY.match(self.after) else "") + self.after if self.after else ""
        if self.holder == "if":
            return f"{first}if (this.n) {body}{rest}"
        if self.holder == "else":
            return f"{first}if (!this.n) this.use(0); else {body}{rest}"
        if self.holder == "if-else":
            return f"{first}if (this.n)\n{body}\nelse this.use(0);{rest}"
        if self.holder == "for":
            return f"{first}for (let w = 0; w < 1; w++)\n{body}{rest}"
        if self.holder.endswith("block"):
            return "{ " + own + " }" if joined else "{\n" + own + "\n}"
        if self.holder.endswith("arrow"):
            return "await (async () => { " + own + " })();" if joined else "await (async () => {\n" + own + "\n})();"
        if self.holder == "case":
            return "switch (1) {\ncase 1:\n" + own + "\nbreak;\ncase 2: this.use(2);\n}"
        if self.holder == "default":
            return "switch (1) { default: " + own + "\n}"
        return own

    def _ended(self, text: str) -> bool:
        return text.rstrip().endswith((";", "}"))

    def _listed(self, statements: list[str], joined: bool) -> str:
        """Statements one after the other, with a `;` where the habit has one, and where one must be."""
        text = ""
        for index, statement in enumerate(statements):
            if index:
                text += " " if joined and not text.rstrip().rsplit("\n", 1)[-1].lstrip().startswith("//") else "\n"
            if _RISKY.match(statement) and not statement.startswith("//") and text.strip() and not self._closed(text):
                text += ";"
            text += statement
            if statement.startswith("//") or statement.endswith("; }"):
                continue
            last = index == len(statements) - 1
            wanted = self.habit == "always" or (self.habit == "mixed" and (self.seed >> index) & 1)
            if wanted or (joined and not last):
                text += ";"
        return text

    def _closed(self, text: str) -> bool:
        lines = [line for line in text.rstrip().split("\n") if not line.lstrip().startswith("//")]
        return bool(lines) and lines[-1].rstrip().endswith(";")


def in_place(place: str, text: str, nested: bool = False) -> str:
    """A statement of a page as it is meant: the expression is one, and the page's own names are nobody's."""
    own = re.sub(r"(?<![\w.'])v(?![\w'])", "v9", place)
    if "{ $X }" in own and nested:
        own = own.replace("{ $X }", "{ h: $X }")
    if "{ $X }" in own:
        own = own.replace("{ $X }", "{ " + text + " }" if re.fullmatch(r"[a-z]+", text) else "{ (0) }")
    return own.replace("$X", f"({text}\n)")
