"""Builds what the benchmark works on: a repository of 30,000 JavaScript files, and games to migrate.

`python -m benchmarks.corpus FOLDER` builds it, and does nothing where it is as this generator and the fixtures make it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import games
from benchmarks.javascript import Writer
from benchmarks.typescript import typed

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "build" / "bench"
FIXTURE = ROOT / "fixtures" / "game"
FILES = 30_000
MEAN_SIZE, SPREAD = 6_500, 0.8
SMALLEST, LARGEST = 300, 90_000
# Packages with a game; in the first ones its sessions are still to migrate. Five files of each name Pyodide.
GAMES, UNMIGRATED = 5, 3
NAMED = 5 * GAMES
# What stands beside the JavaScript, a share of its number.
TYPESCRIPT, HTML, MARKDOWN, IGNORED = 0.05, 0.01, 0.02, 0.01
STAMP = "made-by"
CLEAN_CHECK, FINDING_CHECK = "hook/src/clean.js", "hook/src/finding.js"
GAME = "js/multiplayer.js"
GROWN, LONGER, MORE_SITES = "games/grown", "games/longer", "games/more-sites"
TYPED = "games/typed"
# A repository of TypeScript, a third of the size.
TYPED_FILES, TYPED_NAMED = 10_000, 3


@dataclass(frozen=True)
class Corpus:
    """Where things are."""

    folder: Path = FOLDER

    @property
    def repository(self) -> Path:
        return self.folder / "repository"

    @property
    def typescript(self) -> Path:
        return self.folder / "typescript"

    @property
    def hook(self) -> Path:
        return self.folder / "hook"

    def original(self, game: str) -> Path:
        """A game file as it was built, which is put back before each run that writes."""
        return self.folder / "originals" / f"{Path(game).name}{Path(game_file(game)).suffix}"

    def is_current(self) -> bool:
        stamp = self.folder / STAMP
        return stamp.is_file() and stamp.read_text("utf-8") == fingerprint()

    def build(self, files: int = FILES) -> None:
        """Build all of it anew. What was there goes, so the folder is one that this made, or empty.

        Only `finish` says that it is whole.
        """
        if self.folder.exists() and any(self.folder.iterdir()) and not (self.folder / STAMP).exists():
            raise SystemExit(f"{self.folder} holds something else; remove it, or name another folder")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        (self.folder / STAMP).write_text("begun", "utf-8")
        _write_repository(self.repository, files)
        for path, text in typescript_files(max(TYPED_NAMED, files // 3)):
            _write(self.typescript / path, text)
        self._write_games()
        self._write_hook()
        games_here = (self.folder / name for name in (GROWN, LONGER, MORE_SITES, TYPED))
        for repository in (self.repository, self.typescript, self.hook, *games_here):
            _commit(repository)

    def finish(self) -> None:
        """See that every game can be migrated as it was meant to be, and mark the corpus as whole."""
        for name, classes in ((GROWN, 1), (LONGER, 1), (MORE_SITES, games.TIMES), (TYPED, 1)):
            _verify(self.folder / name, game_file(name), classes)
        (self.folder / STAMP).write_text(fingerprint(), "utf-8")

    def _write_games(self) -> None:
        (self.folder / "originals").mkdir()
        made = ((GROWN, games.grown), (LONGER, games.longer), (MORE_SITES, games.more_sites), (TYPED, games.typed))
        for name, make in made:
            shutil.copytree(FIXTURE, self.folder / name)
            text = make(FIXTURE / GAME)
            (self.folder / name / GAME).unlink()
            _write(self.folder / name / game_file(name), text)
            _write(self.original(name), text)

    def _write_hook(self) -> None:
        writer = Writer("hook")
        _write(self.folder / CLEAN_CHECK, _file(writer, MEAN_SIZE))
        _write(self.folder / FINDING_CHECK, _one_finding(writer))


def game_file(game: str) -> str:
    """The file of a game that is migrated."""
    return GAME.removesuffix(".js") + ".ts" if game == TYPED else GAME


def typescript_files(files: int) -> Iterator[tuple[str, str]]:
    """Paths and texts of a repository of TypeScript."""
    writer = Writer("typescript")
    for number in range(files - TYPED_NAMED):
        size = min(LARGEST, max(SMALLEST, writer.size(MEAN_SIZE, SPREAD)))
        yield f"packages/{number % 90:03}/src/{writer.word()}-{number}.ts", typed(_file(writer, size))
    for number in range(TYPED_NAMED):
        yield f"packages/game-{number}/src/thumbnail.ts", typed(_one_finding(writer))


def fingerprint() -> str:
    """What the corpus is made from: this package's generators and the fixture game."""
    here = Path(__file__).parent
    sources = [here / name for name in ("corpus.py", "games.py", "javascript.py", "typescript.py")]
    sources += sorted(path for path in FIXTURE.rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in sources:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def repository_files(files: int) -> Iterator[tuple[str, str]]:
    """Paths and texts of the repository: ``files`` of JavaScript, and what stands beside them."""
    yield ".gitignore", "node_modules/\nout/\n*.log\n"
    writer = Writer("repository")
    named = dict(_game_packages(writer))
    yield from named.items()
    packages = max(1, files // 120)
    areas = ["core", "views", "api", "state", "util", "forms", "hooks", "charts"]
    left = files - sum(path.endswith(".js") for path in named)
    for number in range(left):
        package = f"packages/{number % packages:03}-{_word_of(number % packages)}"
        name = f"{writer.word()}-{writer.word()}-{number}.js"
        folder = "test" if writer.chance(0.15) else f"src/{writer.pick(areas)}"
        size = min(LARGEST, max(SMALLEST, writer.size(MEAN_SIZE, SPREAD)))
        yield f"{package}/{folder}/{name}", _file(writer, size)
    yield from _beside(writer, files, packages)


def _beside(writer: Writer, files: int, packages: int) -> Iterator[tuple[str, str]]:
    """TypeScript, pages, notes, and a folder that git ignores, which names Pyodide and must not be looked into."""
    for number in range(round(files * TYPESCRIPT)):
        package = number % packages
        text = (
            f"export interface {writer.class_name()}{number} {{\n    id: string;\n    {writer.word()}?: number;\n}}\n"
        )
        yield f"packages/{package:03}-{_word_of(package)}/types/{writer.word()}-{number}.ts", text
    for number in range(round(files * HTML)):
        body = "".join(f"    <p>{writer.paragraph(3)}</p>\n" for _ in range(30))
        text = f"<!doctype html>\n<html>\n<body>\n{body}</body>\n</html>\n"
        yield f"pages/{writer.word()}-{number}.html", text
    for number in range(round(files * MARKDOWN)):
        text = "".join(f"## {writer.class_name()}\n\n{writer.paragraph(6)}\n\n" for _ in range(8))
        yield f"docs/{writer.word()}-{number}.md", text
    for number in range(round(files * IGNORED)):
        yield f"out/bundle-{number}.js", f"self.pyodide = null;\n{_file(writer, MEAN_SIZE)}"


def _word_of(package: int) -> str:
    return Writer(f"package {package}").word()


def _file(writer: Writer, size: int) -> str:
    """An ordinary module of about this many characters."""
    name = writer.class_name()
    imported = [writer.word() for _ in range(3)]
    parts = [f"/**\n * {writer.paragraph(2)}\n */\n", "'use strict';\n" if writer.chance(0.1) else ""]
    parts += [f"import {{ {word}Of }} from '../{word}.js';\n" for word in dict.fromkeys(imported)]
    so_far = sum(map(len, parts))
    functions: list[str] = []
    while so_far < size * 0.3:
        functions.append("\n" + writer.function())
        so_far += len(functions[-1])
    methods: list[str] = []
    while so_far < size or not methods:
        methods.append(("\n" if methods else "") + writer.method())
        so_far += len(methods[-1])
    return "".join([*parts, *functions, f"\nexport class {name} {{\n", *methods, "}\n"])


def _game_packages(writer: Writer) -> Iterator[tuple[str, str]]:
    """Packages with a game, its worker and the thread: what a migration that is half done looks like."""
    for number in range(GAMES):
        base = f"packages/game-{number}/js"
        for path in sorted((FIXTURE / "js").glob("*.js")):
            if path.name not in ("multiplayer.js", "main.js"):
                text = path.read_text("utf-8").replace("/static/js/worker_script.js", "./worker_script.js")
                yield f"{base}/{path.name}", text
        yield f"{base}/replay.js", _kept_only(writer, number)
        yield f"{base}/lobby.js", _mentioned(writer)
        yield f"{base}/session.js", _session(writer, number, migrated=number >= UNMIGRATED)


def _kept_only(writer: Writer, number: int) -> str:
    return f"""\
import {{ Game }} from './game.js';

/** Plays frames again; Python is still sent as text, since all of them are one program. */
export class Replay{number} extends Game {{
{writer.method()}
    async performRollback(frame) {{
        const text = await this.pyodide.runPythonAsync(`
            import json
            env.set_state(json.loads('''${{JSON.stringify(frame)}}'''))
            json.dumps([env.step({{}}) for _ in range({number + 2})], default=str)
        `);
        return JSON.parse(text);
    }}

{writer.method()}}}
"""


def _mentioned(writer: Writer) -> str:
    return f"""\
/** Waits until everybody's pyodide is up; what runs in it is none of our business. */
export class Lobby {{
    message() {{
        return 'loading pyodide\\u2026';
    }}

{writer.method()}
{writer.method()}}}
"""


def _session(writer: Writer, number: int, *, migrated: bool) -> str:
    # In the first package the generators are seeded the other way around, which fits no rule.
    seeds = ["np.random.seed(${seed})", "random.seed(${seed})"]
    first, second = reversed(seeds) if number == 0 else seeds
    sites = f"""\
    async seed(seed) {{
        await this.pyodide.runPythonAsync(`
            import numpy as np
            import random
            {first}
            {second}
        `);
    }}

    async digest() {{
        const digest = await this.pyodide.runPythonAsync(`
            import json, hashlib
            held = env.get_state()
            hashlib.md5(json.dumps(held, sort_keys=True).encode()).hexdigest()[:8]
        `);
        this.digests.push(digest);
    }}

    async redraw() {{
        await this.pyodide.runPythonAsync(`env.render()`);
    }}
"""
    commands = """\
    async seed(seed) {
        await this.worker.seedRng(seed);
    }

    async digest() {
        const hashResult = await this.worker.computeHash();
        this.digests.push(hashResult.hash);
    }

    async redraw() {
        await this.worker.render();
    }
"""
    return f"""\
import {{ Game }} from './game.js';

export class Session{number} extends Game {{
    constructor(config) {{
        super(config);
        this.digests = [];
    }}

{commands if migrated else sites}
{writer.method()}
    async _performFastForward(frames) {{
        await this.pyodide.runPythonAsync(`
            for _ in range(${{frames}}):
                env.step({{}})
        `);
    }}
}}
"""


def _one_finding(writer: Writer) -> str:
    return f"""\
/** What a commit brings in while others migrate. */
export class Thumbnail {{
    constructor(worker) {{
        this.worker = worker;
        this.cached = null;
    }}

{writer.method()}
    async refresh() {{
        await this.pyodide.runPythonAsync(`env.render()`);
        this.cached = null;
    }}

{writer.method()}
{writer.method()}}}
"""


def _write_repository(folder: Path, files: int) -> None:
    for path, text in repository_files(files):
        _write(folder / path, text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def _commit(folder: Path) -> None:
    """One commit of all files. Blobs go straight into a pack: 30,000 loose objects would take minutes to write."""
    _git(folder, "init", "--quiet")
    for key, value in (("core.autocrlf", "false"), ("gc.auto", "0")):
        _git(folder, "config", key, value)
    _git(folder, "-c", "core.bigFileThreshold=1", "-c", "core.compression=1", "add", "--all")
    _git(folder, "-c", "user.name=benchmark", "-c", "user.email=benchmark@example.com", "commit", "-qm", "Corpus")


def _verify(game: Path, file: str, classes: int) -> None:
    """What a game was given between its methods has to leave every site as it was."""
    command = [sys.executable, "-m", "migrator", "migrate", "--format", "json", file]
    done = subprocess.run(command, cwd=game, capture_output=True, check=False)
    if done.returncode != 1:
        raise SystemExit(f"{game} cannot be migrated: {done.stderr.decode(errors='replace').strip()}")
    summary = json.loads(done.stdout)["summary"]
    expected = {"rewritten": 18 * classes, "kept": 2 * classes, "unmatched": 0}
    if {name: summary[name] for name in expected} != expected:
        raise SystemExit(f"{game} was to have {expected}; it has {summary}")


def _git(folder: Path, *arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    date = {"GIT_AUTHOR_DATE": "2024-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2024-01-01T00:00:00Z"}
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        env={**environment, **date, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"git {arguments[0]} failed in {folder}: {done.stderr.decode(errors='replace').strip()}")


def main() -> None:
    corpus = Corpus(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
    if corpus.is_current():
        print(f"the corpus in {corpus.folder} is up to date", file=sys.stderr)
        return
    print(f"building the corpus in {corpus.folder}: about a minute, 400 MB", file=sys.stderr)
    corpus.build()
    corpus.finish()


if __name__ == "__main__":
    main()
