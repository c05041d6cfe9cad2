"""The edits of a walk. Each is decided by its own seed and by what is on disk, so that a part of a walk can be repeated."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.report.formats import invoke

FOLDERS = ("", "js", "js/deep", "lib", "pkg", "pkg/src", "pkg/static", "vendor/ours", "build/out")
NAMES = ("base.js", "client.js", "worker.js", "game.js", "duel.mjs", "more.js", "other.js")
COMMANDS = ("count", "open", "seedRng", "computeHash", "getState", "render", "reset", "step")

# What a method may do, and the outcome that it has where all is well.
BODIES = {
    "kept": ("performRollback", "await this.pyodide.runPythonAsync(`env.t = 0`);"),
    "kept by other settings": ("tilt", "await this.pyodide.runPythonAsync(`env.tilt(4)`);"),
    "kept by a comment": (
        "act",
        "// migrator-keep: not-in-place -- the code is the user's\n        await this.pyodide.runPythonAsync(code);",
    ),
    "kept by a comment in vain": ("act", "// migrator-keep: 03-seed -- why not\n        this.worker.count();"),
    "no rule": ("turn", "await this.pyodide.runPythonAsync(`env.turn(1)`);"),
    "a rule": (
        "seed",
        "await this.pyodide.runPythonAsync(`\n            import random\n            import numpy as np\n"
        "            np.random.seed(${seed})\n            random.seed(${seed})\n        `);",
    ),
    "another name": ("load", "const py = this.pyodide;\n        py.loadPackage('numpy');"),
    "nothing": ("rest", "this.rested = true;"),
    "an assignment": ("start", "this.pyodide = this.worker;"),
    "no longer": ("stop", "this.pyodide = null;"),
}


class World:
    """A folder with a repository, and one beside it."""

    def __init__(self, root: Path, *, git: bool) -> None:
        self.root = root
        self.repo = root / "repo"
        for folder in (self.repo, root / "beside"):
            folder.mkdir(parents=True)
        if git:
            self.git(self.repo, "init", "-q", ".")
        rng = random.Random(1)
        _write(self.repo / "js/client.js", client(rng, "/js/worker.js"))
        _write(self.repo / "js/worker.js", script(rng))
        _write(self.repo / "lib/base.js", base(rng, "../js/client.js"))
        _write(self.repo / "js/game.js", game(rng, "../lib/base.js", "Game"))

    def git(self, folder: Path, *arguments: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(self.root)}
        command = ["git", *identity, "-C", str(folder), *arguments]
        subprocess.run(command, check=False, capture_output=True, env=environment, timeout=300)

    def files(self) -> list[Path]:
        """Every file that an edit may take, in order; links are among them."""
        found = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(name for name in folders if name != ".git")
            found += [Path(folder, name) for name in names if name != ".gitignore"]
            found += [Path(folder, name) for name in folders if os.path.islink(os.path.join(folder, name))]
        return sorted(found)

    def sources(self) -> list[Path]:
        return [path for path in self.files() if path.suffix in (".js", ".mjs") and path.is_file()]

    def folders(self) -> list[Path]:
        found = [self.root / "beside"]
        for folder, folders, _ in os.walk(self.repo):
            folders[:] = sorted(name for name in folders if name != ".git")
            found.append(Path(folder))
        return found

    def some_folder(self, rng: random.Random) -> Path:
        if rng.random() < 0.1:
            return self.root / "beside"
        return self.repo / rng.choice(FOLDERS)


def client(rng: random.Random, url: str) -> str:
    commands = [name for name in COMMANDS if rng.random() < 0.9]
    methods = "".join(f"    {name}(x) {{ return this._send('{name}', {{ x }}); }}\n" for name in commands)
    return (
        f"export class Client {{\n    constructor() {{ this.thread = new Worker('{url}'); }}\n"
        "    _send(type, data) { this.thread.postMessage({ type, ...data }); }\n" + methods + "}\n"
    )


def script(rng: random.Random) -> str:
    cases = "".join(f"        case '{name}': answer(); break;\n" for name in COMMANDS if rng.random() < 0.7)
    return f"let count = 0;\nself.onmessage = (event) => {{\n    switch (event.data.type) {{\n{cases}    }}\n}};\n"


def base(rng: random.Random, imported: str, name: str = "Base") -> str:
    methods = _methods(rng, rng.sample(list(BODIES), rng.randrange(0, 2)))
    return (
        f"import {{ Client }} from '{imported}';\nexport class {name} {{\n"
        f"    constructor() {{ this.worker = new Client(); this.pyodide = this.worker; }}\n{methods}}}\n"
    )


def game(rng: random.Random, imported: str, name: str) -> str:
    methods = _methods(rng, rng.sample(list(BODIES), rng.randrange(1, 4)))
    head = f"import {{ Base }} from '{imported}';\n" if rng.random() < 0.9 else ""
    return f"{head}export class {name} extends Base {{\n{methods}}}\n"


def _methods(rng: random.Random, kinds: list[str]) -> str:
    chosen = (BODIES[kind] for kind in kinds)
    return "".join(f"    async {name}(seed, code) {{\n        {body}\n    }}\n" for name, body in chosen)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError:  # a file where the folder would be, or the other way round
        pass


def _relative(target: Path, folder: Path) -> str:
    relative = os.path.relpath(target, folder)
    return relative if relative.startswith(".") else f"./{relative}"


def _imported(world: World, rng: random.Random, folder: Path, stem: str) -> str:
    near = [path for path in world.sources() if path.stem == stem]
    return _relative(rng.choice(near), folder) if near else f"./{stem}.js"


# -- edits -------------------------------------------------------------------------------------------------------------


def add_game(world: World, rng: random.Random) -> None:
    folder = world.some_folder(rng)
    name = rng.choice(("game.js", "duel.mjs", "more.js", "other.js"))
    _write(folder / name, game(rng, _imported(world, rng, folder, "base"), rng.choice(("Game", "Duel"))))


def change_base(world: World, rng: random.Random) -> None:
    bases = [path for path in world.sources() if path.stem == "base"]
    path = rng.choice(bases) if bases and rng.random() < 0.7 else world.some_folder(rng) / "base.js"
    name = "Base" if rng.random() < 0.8 else "Ground"
    _write(path, base(rng, _imported(world, rng, path.parent, "client"), name))


def change_worker(world: World, rng: random.Random) -> None:
    folder = world.some_folder(rng)
    if rng.random() < 0.5:
        _write(folder / "worker.js", script(rng))
    else:
        urls = ("/js/worker.js", "./worker.js", "worker.js", "/static/worker.js")
        _write(folder / "client.js", client(rng, rng.choice(urls)))


def change_comment(world: World, rng: random.Random) -> None:
    paths = [path for path in world.sources() if "migrator-keep: " in path.read_text("utf-8", "replace")]
    if paths:
        path = rng.choice(paths)
        old, new = rng.choice(
            (("not-in-place", "no-rule"), ("migrator-keep: ", "keep "), (" -- ", " "), ("// ", "/// "))
        )
        _write(path, path.read_text("utf-8").replace(old, new, 1))


def spoil(world: World, rng: random.Random) -> None:
    paths = world.sources()
    if paths:
        path = rng.choice(paths)
        _write(path, path.read_text("utf-8", "replace") + rng.choice(("// more\n", "}\n", "export class More {}\n")))


def move(world: World, rng: random.Random) -> None:
    paths = world.files()
    if not paths:
        return
    path, folder = rng.choice(paths), world.some_folder(rng)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / (path.name if rng.random() < 0.8 else rng.choice(NAMES))
        if not target.is_dir():
            os.replace(path, target)
    except OSError:
        pass


def move_folder(world: World, rng: random.Random) -> None:
    folders = [folder for folder in world.folders() if folder not in (world.repo, world.root / "beside")]
    if folders:
        folder = rng.choice(folders)
        target = world.repo / rng.choice(FOLDERS[1:])
        if not os.path.lexists(target) and folder not in target.parents:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(folder, target)


def remove(world: World, rng: random.Random) -> None:
    paths = world.files()
    if paths:
        rng.choice(paths).unlink()


def ignore(world: World, rng: random.Random) -> None:
    folder = rng.choice(world.folders())
    path = folder / ".gitignore"
    if path.exists() and rng.random() < 0.6:
        path.unlink()
        return
    patterns = ("game.js", "*.mjs", "deep/", "/lib", "pkg/*", "!game.js", "worker.js", "src/", "static", "link*")
    _write(path, "".join(f"{rng.choice(patterns)}\n" for _ in range(rng.randrange(1, 3))))


def commit(world: World, rng: random.Random) -> None:
    for folder in sorted({path.parent for path in world.root.glob("repo/**/.git")} | {world.repo}):
        if (folder / ".git").exists():
            if rng.random() < 0.3:
                world.git(folder, "add", "-f", "-A")
            else:
                world.git(folder, "add", "-A")
            world.git(folder, "commit", "-qm", "more")


def link_file(world: World, rng: random.Random) -> None:
    paths, folder = world.files(), world.some_folder(rng)
    if paths:
        target = rng.choice(paths)
        link = folder / rng.choice(("link.js", "game.js", "base.js", "worker.js"))
        _link(link, target, is_folder=False)


def link_folder(world: World, rng: random.Random) -> None:
    target, folder = rng.choice(world.folders()), world.some_folder(rng)
    _link(folder / rng.choice(("link", "linked", "js", "src")), target, is_folder=True)


def _link(link: Path, target: Path, *, is_folder: bool) -> None:
    try:
        link.parent.mkdir(parents=True, exist_ok=True)
        if link.is_symlink():
            link.unlink()
        if not os.path.lexists(link):
            link.symlink_to(os.path.relpath(target, os.path.realpath(link.parent)), target_is_directory=is_folder)
    except OSError:
        pass


def nest(world: World, rng: random.Random) -> None:
    """A repository comes to be, or is none any more; at the top too."""
    folder = rng.choice(world.folders())
    if (folder / ".git").is_dir():
        shutil.rmtree(folder / ".git")
    elif folder != world.repo or rng.random() < 0.5:
        world.git(folder, "init", "-q", ".")


def change_settings(world: World, rng: random.Random) -> None:
    folder = rng.choice(world.folders())
    name = "migrator.toml" if rng.random() < 0.8 else "pyproject.toml"
    path = folder / name
    if path.exists() and rng.random() < 0.5:
        path.unlink()
        return
    lines = []
    for line in (
        'keep = ["performRollback", "tilt"]',
        'keep = ["Duel.tilt"]',
        'exclude = ["deep/", "more.js"]',
        'exclude = ["*.mjs"]',
        'receiver = "this.py"',
        'unknown-class = "refuse"',
        'worker-script = "worker.js"',
        '[[fact]]\nmethod = "seed"\ncalls = ["this.seed()"]',
        "keep = 3",
    ):
        if rng.random() < 0.2 and line.partition("=")[0] not in "".join(lines):
            lines.append(line)
    text = "\n".join(lines) + "\n"
    if name == "pyproject.toml":
        text = "[tool.migrator]\n" + text.replace("[[fact]]", "[[tool.migrator.fact]]")
    _write(path, text)


def package(world: World, rng: random.Random) -> None:
    path = rng.choice(world.folders()) / "package.json"
    if path.exists():
        path.unlink()
    else:
        _write(path, "{}\n")


def ratchet(world: World, rng: random.Random) -> None:
    found = [path for path in world.files() if path.name == "migrator-ratchet.json"]
    if found and rng.random() < 0.5:
        rng.choice(found).unlink()
        return
    folder = rng.choice(world.folders())
    invoke(folder, "check", "--update-ratchet", *(["--allow-growth"] if rng.random() < 0.5 else []), "--no-cache", ".")


EDITS: dict[str, tuple[Callable[[World, random.Random], None], int]] = {
    "add a game": (add_game, 8),
    "change the base class": (change_base, 5),
    "change the worker": (change_worker, 4),
    "change a comment": (change_comment, 3),
    "add text": (spoil, 3),
    "move": (move, 6),
    "move a folder": (move_folder, 1),
    "remove": (remove, 4),
    "ignore": (ignore, 4),
    "commit": (commit, 6),
    "link a file": (link_file, 3),
    "link a folder": (link_folder, 3),
    "nest": (nest, 3),
    "change settings": (change_settings, 5),
    "change a package": (package, 1),
    "update the ratchet": (ratchet, 2),
}
