"""The page in Chromium: it filters, asks for nothing, runs nothing of what it shows, and can be used by anybody."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.report.browser.conftest import Open
from tests.report.formats import invoke
from tests.report.html import large, read
from tests.support import FIXTURES, GAME, in_game

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PAYLOAD = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that a page can have: the game with a site that is left, a hostile file, one that is broken, one that
    is skipped.
    """
    folder = tmp_path_factory.mktemp("page")
    shutil.copytree(FIXTURES / "game", folder / "game")
    path = folder / "game/js/multiplayer.js"
    path.write_bytes(path.read_bytes().replace(b"hexdigest()[:16]", b"hexdigest()[:12]", 1))
    (folder / "broken.js").write_text("class { this.pyodide", "utf-8")
    (folder / "page.astro").write_text("this.pyodide", "utf-8")
    hostile = "async ['%s']() { await this.pyodide.runPythonAsync(`env.render('%s')`); this.pyodide.toPy(`%s`); }"
    text = f"{GAME}class Game extends Base {{\n    {hostile % ((PAYLOAD,) * 3)}\n}}\n"
    (folder / f"{PAYLOAD.replace('/', '')}.js").write_text(text, "utf-8")
    result = invoke(folder, "migrate", "--quiet", "--report", "out.html")
    assert result.code == 2
    return folder / "out.html"


def shown(page: Any, selector: str) -> int:
    return sum(item.is_visible() for item in page.query_selector_all(selector))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with one of everything."""
    folder = tmp_path_factory.mktemp("small")
    sites = """
        await this.pyodide.runPythonAsync(`
            import random
            import numpy as np
            np.random.seed(${seed})
            random.seed(${seed})
            print("seeded")
        `);
        await this.pyodide.runPythonAsync(`
            # as far as it goes
            env.tilt(${"4"}, None)
        `);
        await this.pyodide.runPythonAsync(`env.render()`);
        this.pyodide.toPy(1);
    """
    long = "await this.pyodide.runPythonAsync(`" + "\nenv.tilt(1)" * 60 + "`);"
    (folder / "game.js").write_text(in_game(f"{sites}\n{long}", "seed"), "utf-8")
    (folder / "broken.js").write_text("class { this.pyodide", "utf-8")
    (folder / "page.astro").write_text("this.pyodide", "utf-8")
    assert invoke(folder, "migrate", "--quiet", "--report", "out.html").code == 2
    root = read((folder / "out.html").read_text("utf-8"))
    kinds = "rewritten left kept provided error skipped notes dropped nearest changes duties rule gone come here py"
    assert [name for name in kinds.split() if not list(root.all("", name))] == []
    return folder / "out.html"


# -- filters -----------------------------------------------------------------------------------------------------------


def test_filters_by_outcome_rule_and_file(page: Path, opened: Open) -> None:
    tab = opened(page, viewport=DESKTOP)
    total = tab.locator("article.use").count()
    assert tab.locator("#shown").inner_text() == f"{total} of {total} uses"

    tab.locator("input[value=rewritten]").uncheck()
    left = total - tab.locator("article.rewritten").count()
    assert tab.locator("#shown").inner_text() == f"{left} of {total} uses"
    assert shown(tab, "article.rewritten") == shown(tab, "a.cell.rewritten") == 0
    assert shown(tab, "a.cell") == left

    tab.locator("select[name=rule]").select_option("=11-hash-from-state")
    assert [item.get_attribute("data-outcome") for item in tab.query_selector_all("article") if item.is_visible()] == [
        "left"
    ]
    assert shown(tab, "section.file h3") == 2, "the file of the use, and the one that could not be read"

    tab.locator("button[type=reset]").click()
    tab.wait_for_function(
        "(text) => document.getElementById('shown').textContent === text", arg=f"{total} of {total} uses"
    )
    tab.locator("select[name=file]").select_option(label="game/js/game.js (1)")
    assert tab.locator("#shown").inner_text() == f"1 of {total} uses"
    tab.locator("input[value=provided]").uncheck()
    assert tab.locator("#none").is_visible()
    assert tab.locator("#shown").inner_text() == f"0 of {total} uses"


def test_a_filter_is_set_with_the_keyboard(page: Path, opened: Open) -> None:
    tab = opened(page, viewport=DESKTOP)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to the uses"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    assert tab.locator("input[value=rewritten]").is_checked() is False
    assert shown(tab, "article.rewritten") == 0


def test_a_cell_leads_to_its_use(page: Path, opened: Open) -> None:
    tab = opened(page, viewport=PHONE)
    cell = tab.locator("a.cell.left").last
    cell.click()
    use = tab.locator(f"[id='{cell.get_attribute('href')[1:]}']")
    tab.wait_for_function("(use) => use.getBoundingClientRect().top < innerHeight / 2", arg=use.element_handle())
    assert use.bounding_box()["y"] >= 0


# -- without anything --------------------------------------------------------------------------------------------------


def test_without_javascript_all_is_there_but_the_filters(page: Path, opened: Open) -> None:
    with_script, without = opened(page, viewport=DESKTOP), opened(page, viewport=DESKTOP, java_script_enabled=False)
    assert not without.locator("#filters").is_visible()
    assert with_script.locator("#filters").is_visible()
    for selector in ("article.use", "a.cell", ".panel", "section.rule"):
        assert shown(without, selector) == shown(with_script, selector) > 0
    without.locator("details.changes > summary").first.click()
    assert without.locator("details.changes dd").first.is_visible()


def test_hostile_code_is_text(page: Path, opened: Open) -> None:
    tab = opened(page, viewport=DESKTOP)
    assert tab.evaluate("document.images.length") == 0
    assert tab.evaluate("document.scripts.length") == 1
    # Whoever got markup in would still be stopped by the policy.
    tab.evaluate(
        "window.broken = []; document.addEventListener('securitypolicyviolation', (e) => broken.push(e.effectiveDirective))"
    )
    blocked = tab.evaluate(
        """async () => {
            const made = document.createElement('script');
            made.textContent = 'window.ran = true';
            document.body.append(made);
            await new Promise((done) => setTimeout(done, 50));
            return [window.ran === true, broken];
        }"""
    )
    assert blocked == [False, ["script-src-elem"]]
    assert len(opened.said) == 1
    assert opened.said.pop().startswith("Executing inline script violates")


# -- for anybody -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_stands_in_anybodys_way(small: Path, opened: Open, axe: str, scheme: str, size: dict[str, int]) -> None:
    tab = opened(small, viewport=size, color_scheme=scheme, bypass_csp=True)
    # All of it is looked at: nothing folded, nothing left out because it is below the screen.
    tab.evaluate("for (const item of document.querySelectorAll('details')) item.open = true")
    tab.add_style_tag(content=".use, .rule, .row { content-visibility: visible !important }")
    tab.evaluate(axe)
    found = tab.evaluate("axe.run({ rules: { 'target-size': { enabled: true } } })")
    assert [(item["id"], item["nodes"][0]["html"]) for item in found["violations"]] == []
    passed = {item["id"] for item in found["passes"]}
    assert passed >= {"color-contrast", "link-name", "select-name", "target-size", "heading-order"}
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, "nothing is wider than the screen"


def test_sides_stand_beside_each_other_where_there_is_room(page: Path, opened: Open) -> None:
    for size, beside in ((DESKTOP, True), (PHONE, False)):
        tab = opened(page, viewport=size)
        left, right = (panel.bounding_box() for panel in tab.query_selector_all(".sides >> nth=0 >> .panel"))
        assert (left["y"] == right["y"]) is beside
        assert (left["x"] == right["x"]) is not beside


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_it_is_light_or_dark_as_the_system_is(page: Path, opened: Open, scheme: str, dark: bool) -> None:
    tab = opened(page, viewport=DESKTOP, color_scheme=scheme)
    colour = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, colour[4:-1].split(","))) < 3 * 128) is dark


# -- large -------------------------------------------------------------------------------------------------------------

TIMES = """() => {
    const [load] = performance.getEntriesByType('navigation');
    return [performance.getEntriesByName('first-contentful-paint')[0].startTime, load.loadEventEnd];
}"""
FILTER = """([name, value]) => new Promise((done) => {
    const form = document.getElementById('filters');
    const begun = performance.now();
    form.elements[name].value = value;
    form.dispatchEvent(new Event('input', { bubbles: true }));
    requestAnimationFrame(() => setTimeout(() => done([performance.now() - begun, form.elements.shown.value])));
})"""


def test_two_thousand_uses(tmp_path: Path, opened: Open, capsys: pytest.CaptureFixture[str]) -> None:
    tab = opened(large(tmp_path), viewport=DESKTOP)
    assert tab.locator("article.use").count() == 2000
    painted, loaded = tab.evaluate(TIMES)
    times = []
    for choice, expected in (
        (["rule", "=06-episode-hash"], "100 of 2,000 uses"),
        (["rule", ""], "2,000 of 2,000 uses"),
        (["file", "=50"], "20 of 2,000 uses"),
    ):
        spent, text = tab.evaluate(FILTER, choice)
        assert text == expected
        times.append(spent)
    with capsys.disabled():
        told = ", ".join(f"{spent:.0f}" for spent in times)
        print(
            f"\n2,000 uses: first paint {painted:.0f} ms, loaded {loaded:.0f} ms, filters {told} ms with the next frame"
        )
    if os.environ.get("PICTURES"):
        tab.screenshot(path=str(Path(os.environ["PICTURES"]) / "large.png"))


@pytest.mark.skipif("PICTURES" not in os.environ, reason="pictures go to the folder PICTURES, if it is given")
def test_pictures(page: Path, opened: Open) -> None:
    folder = Path(os.environ["PICTURES"])
    for name, options in {
        "light": {"viewport": DESKTOP, "color_scheme": "light"},
        "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
        "phone": {"viewport": PHONE, "color_scheme": "light"},
        "phone-dark": {"viewport": PHONE, "color_scheme": "dark"},
        "plain": {"viewport": DESKTOP, "java_script_enabled": False},
    }.items():
        opened(page, **options).screenshot(path=str(folder / f"{name}.png"))
        assert (folder / f"{name}.png").stat().st_size > 0
