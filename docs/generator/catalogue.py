"""The catalogue of rules: an index, and a page for each rule with a sample of what it did."""

from __future__ import annotations

from pathlib import Path

from migrator.model.packs import shipped_pages
from migrator.rules.loader import Rule, load_rules, overlaps

# A sample may hold a fence of three.
_FENCE = "````"


def pages(root: Path) -> dict[str, str]:
    rules = load_rules([shipped_pages()])
    shared = overlaps(rules)
    return {
        "rules/index.md": _index(sorted(rules, key=lambda rule: rule.number)),
        **{f"rules/{rule.id}.md": _page(rule, shared[rule.id], root) for rule in rules},
    }


def _index(rules: list[Rule]) -> str:
    lines = [
        "# Rules",
        "",
        "Made from the pages in `rules/pyodide-worker/`. A page is the rule: what its `-` lines say goes, what its `+`",
        "lines say comes.",
        "[Writing rules](../writing-rules.md) has the notation.",
        "",
        "| rule | does | writes | changes that a caller can observe |",
        "|---|---|---|--:|",
    ]
    for rule in rules:
        commands = ", ".join(f"`{command.name}`" for command in rule.commands)
        lines.append(f"| [`{rule.id}`]({rule.id}.md) | {rule.summary} | {commands} | {len(rule.changes)} |")
    return "\n".join(lines) + "\n"


def _page(rule: Rule, shared: list[str], root: Path) -> str:
    """The page as it is, without its front matter, and one sample of its own before and after."""
    text = rule.text
    if text.startswith("---\n"):
        text = text.split("\n---\n", 1)[1]
    notes = []
    if rule.after:
        notes.append(f"Tried where {_links(rule.after)} do not match.")
    if others := [name for name in shared if name not in rule.after]:
        notes.append(f"Runs the same program as {_links(others)}.")
    lines = [text.strip("\n"), ""]
    if notes:
        title, _, rest = lines[0].partition("\n")
        lines[0] = f"{title}\n\n{' '.join(notes)}\n{rest}"
    if sample := _sample(rule):
        before, after = sample
        lines += ["## A sample", "", "Before:", "", f"{_FENCE}js", before, _FENCE, ""]
        lines += ["After:", "", f"{_FENCE}js", after, _FENCE, ""]
        where = sample_path(rule).relative_to(root).as_posix()
        lines += [f"From `{where}`; more samples, and near misses that stay, lie beside it.", ""]
    return "\n".join(lines)


def _links(ids: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"[`{name}`]({name}.md)" for name in ids)


def sample_path(rule: Rule) -> Path:
    """The shortest file that the rule rewrites."""
    assert rule.samples is not None
    return min(rule.samples.glob("*.before.js"), key=lambda path: (path.stat().st_size, path.name))


def _sample(rule: Rule) -> tuple[str, str] | None:
    if rule.samples is None or not any(rule.samples.glob("*.before.js")):
        return None
    before = sample_path(rule)
    after = before.with_name(before.name.replace(".before.", ".after."))
    return before.read_text("utf-8").strip("\n"), after.read_text("utf-8").strip("\n")
