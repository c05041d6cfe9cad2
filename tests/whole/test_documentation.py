"""The pages of docs/ and the README: what their sessions print, what their rules do, and where their links lead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from docs.generator import filled, helps, made_pages
from docs.generator.site import faults
from migrator import __version__
from migrator.config import FILE, read
from migrator.config.keys import FACT, KEYS
from migrator.model.ledger import BreachKind, Code, Outcome
from migrator.report.words import page_fault
from migrator.rules.loader import RuleError, in_order, load_page
from tests.support import ROOT, left_alone, rewritten, shipped_rules
from tests.whole.documentation import (
    DOCS,
    NOT_RUN,
    Shown,
    commands,
    fences,
    pages,
    sessions,
    shown_faults,
    shown_rules,
)

RULES = (DOCS / "writing-rules.md").read_text("utf-8")


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_shows_what_its_commands_print(path: Path, tmp_path: Path) -> None:
    page, made = sessions(path, tmp_path.resolve())
    assert page == made, "`python -m tests.whole.documentation` writes it anew"


# -- writing rules -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", list(shown_rules(RULES)), ids=lambda shown: f"line-{shown.line}")
def test_a_rule_does_what_the_page_shows(shown: Shown, tmp_path: Path) -> None:
    rules = in_order([load_page(name, text) for name, text in shown.pages])
    if shown.after is not None:
        rewritten(tmp_path, shown.before, shown.after, rules=rules)
    else:
        left_alone(tmp_path, shown.before, code=shown.code, because=shown.because, rules=rules)


@pytest.mark.parametrize(("page", "message"), list(shown_faults(RULES)))
def test_a_faulty_rule_is_told_what_the_page_says(page: str, message: str) -> None:
    with pytest.raises(RuleError) as refused:
        load_page("01-x.md", page)
    assert message in "\n".join(page_fault(*fault) for fault in refused.value.faults)


def test_every_fence_of_the_page_about_rules_is_run() -> None:
    fenced = [fence for fence in fences(RULES) if fence.language in ("diff", "js", "markdown")]
    kinds = {(fence.title or "diff").partition(":")[0] for fence in fenced if fence.language != "markdown"}
    assert kinds == {"diff", "before", "after", "stays", "fault"}
    befores = sum(fence.title == "before" for fence in fenced)
    assert befores == sum(shown.after is not None for shown in shown_rules(RULES)) > 12


def test_the_readme_begins_with_a_site_that_the_shipped_rule_takes(tmp_path: Path) -> None:
    before, after, diff = list(fences((ROOT / "README.md").read_text("utf-8")))[:3]
    rewritten(tmp_path, before.text, after.text, by="06-episode-hash")
    assert diff.text in (ROOT / "rules/pyodide-worker/06-episode-hash.md").read_text("utf-8")


def test_the_sessions_of_the_runner_are_read_as_they_stand() -> None:
    page = '```sh title="a"\nx\n```\n\n````console\n$ one\n```\ntwo\n$ three\n````\n\n<!-- not run -->\n\n```console\n$ four\n```\n'
    found = list(fences(page))
    assert [(fence.language, fence.title, commands(fence)) for fence in found] == [
        ("sh", "a", []),
        ("console", None, ["one", "three"]),
        ("console", None, ["four"]),
    ]
    assert found[2].above == NOT_RUN


# -- links, and what the site is made of -------------------------------------------------------------------------------

MADE = made_pages()
WRITTEN = {path.relative_to(DOCS).as_posix(): filled(path.read_text("utf-8")) for path in DOCS.rglob("*.md")}
OTHERS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "fixtures/game/README.md")]
_LINK = re.compile(r"(?<!!)\[(?:[^][]|\[[^]]*\])*\]\(([^)\s]+)\)")


def without_fences(page: str) -> str:
    lines = page.split("\n")
    for fence in fences(page):
        lines[fence.first : fence.last] = [""] * (fence.last - fence.first)
    return re.sub(r"`[^`\n]*`", "`code`", "\n".join(lines))


def anchors(page: str) -> set[str]:
    """The anchors of a page: what its headings say outright, or what is made of their words."""
    found: set[str] = set()
    for heading in re.findall(r"(?m)^#+ (.+)$", page):
        said = re.search(r"\{ #([\w-]+) \}$", heading)
        words = re.sub(r"[^\w\s-]", "", heading.lower()).strip()
        found.add(said[1] if said else re.sub(r"[\s-]+", "-", words))
    return found


def broken(folder: Path, page: str, made: dict[str, str]) -> list[str]:
    """The links of a page that lead to no file, no page that is made, or no heading."""
    wrong = []
    for link in _LINK.findall(without_fences(page)):
        address, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", address):
            continue
        target = (folder / address).resolve()
        name = target.relative_to(DOCS).as_posix() if target.is_relative_to(DOCS) else ""
        text = page if not address else made.get(name, WRITTEN.get(name))
        there = text is not None or target.exists()
        if text is None and target.suffix == ".md" and target.exists():
            text = target.read_text("utf-8")
        if not there or (anchor and anchor not in anchors(text or "")):
            wrong.append(link)
    return wrong


@pytest.mark.parametrize("name", [*WRITTEN, *MADE])
def test_the_links_of_a_page_lead_somewhere(name: str) -> None:
    page = MADE.get(name) or WRITTEN[name]
    assert broken((DOCS / name).parent, page, MADE) == []


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_links_of_the_repository_lead_somewhere(path: Path) -> None:
    assert broken(path.parent, path.read_text("utf-8"), {}) == []


@pytest.mark.parametrize("link", ["nowhere.md", "tutorial.md#nothing", "#nothing", "../nothing/x.js", "rules/99-x.md"])
def test_a_link_that_leads_nowhere_is_found(link: str) -> None:
    assert broken(DOCS, f"# A\n\n[here](#a), [there](tutorial.md#done-and-kept-so), [x]({link})\n", MADE) == [link]


def test_every_page_has_a_place_on_the_site() -> None:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    placed = set(re.findall(r"(?m)^ +- [^:\n]+: (\S+\.md)$", text))
    assert placed == {*WRITTEN, *(name for name in MADE if not re.match(r"rules/\d", name))}


def test_the_catalogue_has_a_page_for_each_rule_with_its_diff_and_a_sample() -> None:
    for rule in shipped_rules():
        page = MADE[f"rules/{rule.id}.md"]
        assert "```diff\n" in page
        assert "\n## A sample\n" in page
        assert all(f"`{change.name}`" in page for change in rule.changes)
        assert f"[`{rule.id}`]({rule.id}.md)" in MADE["rules/index.md"]


def test_the_glossary_has_every_code() -> None:
    codes = {
        *(code.value for code in Code),
        *(kind.value for kind in BreachKind),
        *(outcome.value for outcome in Outcome),
    }
    assert {code for code in codes if f"| `{code}` | " not in MADE["glossary.md"]} == set()


def test_the_page_about_settings_has_every_key() -> None:
    assert anchors(WRITTEN["settings.md"]) >= {*KEYS, *FACT}


def test_every_command_has_a_page_with_its_help_text() -> None:
    for words in helps.commands():
        page = WRITTEN[f"commands/{words.split(' ')[0] or 'index'}.md"]
        assert helps.text(words) in page, words


# -- the built site ----------------------------------------------------------------------------------------------------


def test_a_page_of_the_site_that_fetches_or_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text('<h1 id="top"></h1>', "utf-8")
    (tmp_path / "ok.css").write_text(".a { background: url(data:image/png;base64,AA) }", "utf-8")
    (tmp_path / "bad.css").write_text('@import "https://fonts.example/x.css";', "utf-8")
    (tmp_path / "a.html").write_text(
        '<link rel="stylesheet" href="ok.css"><link rel="canonical" href="https://elsewhere.example/">'
        '<script src="//cdn.example/x.js"></script><img src="https://elsewhere.example/x.png"><img src="no.png">'
        '<a href="https://elsewhere.example/">out</a><a href="b.html#top"></a><a href="b.html#no"></a><a href="c.html"></a>',
        "utf-8",
    )
    assert list(faults(tmp_path)) == [
        "a.html: fetches //cdn.example/x.js",
        "a.html: fetches https://elsewhere.example/x.png",
        "a.html: no.png is not there",
        "a.html: the link b.html#no leads to no such place",
        "a.html: the link c.html leads nowhere",
        "bad.css: fetches from elsewhere",
    ]


# -- snippets ----------------------------------------------------------------------------------------------------------

SHOWN = {path: list(fences(path.read_text("utf-8"))) for path in [*DOCS.rglob("*.md"), ROOT / "README.md"]}


def snippets(language: str, part: str = "") -> list[str]:
    return [
        fence.text for found in SHOWN.values() for fence in found if fence.language == language and part in fence.text
    ]


@pytest.mark.parametrize("text", snippets("toml"))
def test_settings_that_a_page_shows_are_settings(text: str, tmp_path: Path) -> None:
    (tmp_path / "codemods/pages").mkdir(parents=True)
    (tmp_path / FILE).write_text(text, "utf-8")
    assert read(tmp_path / FILE) is not None


def test_hooks_that_a_page_shows_are_those_of_the_manifest() -> None:
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    shown = [yaml.safe_load(text)["repos"][0] for text in snippets("yaml", "hooks:")]
    assert len(shown) == 2
    for repository in shown:
        assert repository["repo"] == "https://github.com/OWNER/migrator"
        assert repository["rev"] == f"v{__version__}"
        assert [hook["id"] for hook in repository["hooks"]] == [hook["id"] for hook in manifest]


def test_the_action_that_a_page_shows_is_of_this_version() -> None:
    used = [use for text in snippets("yaml", "uses:") for use in re.findall(r"uses: (OWNER\S+)", text)]
    assert len(used) == 4
    assert set(used) == {f"OWNER/migrator@v{__version__}"}
