"""What the files beside code say of specifiers: `tsconfig.json`, `jsconfig.json` and `package.json`.

One that is broken, or that extends itself, says nothing. All is read through the `Disk`, so that an answer depends on
it. Of packages only their names and folders are such a dependency: the rest of a `package.json` changes all the time.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

from migrator.javascript.disk import Disk, digest

_CONFIGS = ("tsconfig.json", "jsconfig.json")
_PACKAGE = "package.json"
_LARGEST = 1 << 20  # bytes; nobody writes more by hand
_MOST_FOLDERS = 5000  # that patterns of workspaces lead through
_STRING = r'"(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|\Z)'
_COMMENTS = re.compile(rf"{_STRING}|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_COMMAS = re.compile(rf"{_STRING}|,(?=\s*[}}\]])", re.DOTALL)
_HERE = "${configDir}"


class Pattern(NamedTuple):
    """A pattern of `paths` and the places that it stands for; each has one `*` at most."""

    pattern: str
    places: tuple[str, ...]


class Config(NamedTuple):
    """What a `tsconfig.json` says: the folder of `baseUrl`, `paths`, and whether imports stay whatever they are for."""

    base: str | None = None
    paths: tuple[Pattern, ...] = ()
    keeps_imports: bool = False


class _Option(NamedTuple):
    """An option, and the file that has it: paths are relative to that."""

    value: Any
    path: str


class Manifests:
    """The manifests that hold for a folder. Folders are absolute paths."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    # -- tsconfig.json -------------------------------------------------------------------------------------------------

    def configs(self, folder: str) -> tuple[Config, ...]:
        """What the nearest `tsconfig.json` or `jsconfig.json` says. Where it has no paths itself, but names other
        configurations (`references`), these are given, too: which one holds for a file is not known.
        """
        return self._disk.once(("configs", folder), lambda: self._configs(folder))

    def _configs(self, folder: str) -> tuple[Config, ...]:
        for name in _CONFIGS:
            path = os.path.join(folder, name)
            if self._disk.is_file(Path(path)):
                return tuple(self._stated(path))
        above = self._above(folder)
        return self.configs(above) if above is not None else ()

    def _stated(self, path: str) -> Iterator[Config]:
        options = self._options(path, ())
        own = self._config(options or {}, path)
        yield own
        references = self._json(path).get("references") if options is not None else None
        if own.base is not None or own.paths or not isinstance(references, list):
            return
        for reference in references:
            spelled = reference.get("path") if isinstance(reference, dict) else None
            if not is_path(spelled):
                continue
            place = str(self._disk.beside(Path(path), spelled))
            other = place if place.endswith(".json") else os.path.join(place, _CONFIGS[0])
            found = self._options(other, ())
            if found is not None:
                yield self._config(found, other)

    def _options(self, path: str, outer: tuple[str, ...]) -> dict[str, _Option] | None:
        """The options of a configuration and of those that it extends; None where it extends itself or is broken."""
        if path in outer:
            return None
        whole = self._json(path)
        found: dict[str, _Option] = {}
        extended = whole.get("extends")
        for spelled in extended if isinstance(extended, list) else [extended]:
            if not is_path(spelled) or not spelled.startswith("."):  # that of a package has no paths of this one
                continue
            base = str(self._disk.beside(Path(path), spelled))
            if not base.endswith(".json") and not self._disk.is_file(Path(base)):
                base += ".json"
            inherited = self._options(base, (*outer, path))
            if inherited is None:
                return None
            found.update(inherited)
        options = whole.get("compilerOptions")
        for name, value in options.items() if isinstance(options, dict) else ():
            if value is not None:
                found[name] = _Option(value, path)
        return found

    def _config(self, options: dict[str, _Option], path: str) -> Config:
        base, paths = options.get("baseUrl"), options.get("paths")
        verbatim = options.get("verbatimModuleSyntax")
        folder = self._place(base.value, base.path, path) if base is not None and is_path(base.value) else None
        patterns = []
        if paths is not None and isinstance(paths.value, dict):
            for pattern, places in paths.value.items():
                if pattern.count("*") > 1 or not isinstance(places, list):
                    continue
                near = paths.path if folder is None else os.path.join(folder, _CONFIGS[0])
                found = tuple(
                    self._place(place, near, path) for place in places if is_path(place) and place.count("*") < 2
                )
                patterns.append(Pattern(pattern, found))
        return Config(folder, tuple(patterns), verbatim is not None and verbatim.value is True)

    def _place(self, spelled: str, near: str, own: str) -> str:
        """The place of a path that a configuration spells, or that one that extends it (``own``) stands for."""
        if spelled.startswith(_HERE):
            near, spelled = own, "." + spelled.removeprefix(_HERE)
        return str(self._disk.beside(Path(near), spelled))

    # -- package.json --------------------------------------------------------------------------------------------------

    def package(self, folder: str) -> tuple[str, dict[str, Any]] | None:
        """The nearest `package.json` at or above a folder: where it stands, and what it says."""
        at: str | None = folder
        while at is not None:
            if self._disk.is_file(Path(at, _PACKAGE)):
                return at, self.manifest(at)
            at = self._above(at)
        return None

    def manifest(self, folder: str) -> dict[str, Any]:
        """What the `package.json` of a folder says; nothing where there is none that can be read."""
        return self._json(os.path.join(folder, _PACKAGE))

    def packages(self, folder: str) -> dict[str, str]:
        """The folders of the packages that code in a folder may name: the one that it is in, those of workspaces
        around, and what a `package.json` around names by its path (`file:`, `link:`).
        """
        found = self._packages(folder)
        self._disk.note_packages(folder, _said(folder, found))
        return found

    def packages_seen(self, folder: str) -> str:
        """What `packages` notes."""
        return _said(folder, self._packages(folder))

    def _packages(self, folder: str) -> dict[str, str]:
        """The packages around a folder, whoever watches: what is noted of them is their names."""
        with self._disk.watch(apart=True):
            return self._disk.once(("packages", folder), lambda: self._find_packages(folder))

    def _find_packages(self, folder: str) -> dict[str, str]:
        found = dict(self._around(folder))
        own = self.package(folder)
        name = own[1].get("name") if own is not None and "exports" in own[1] else None
        if own is not None and is_path(name):
            found[name] = own[0]
        return found

    def _around(self, folder: str) -> dict[str, str]:
        return self._disk.once(("packages around", folder), lambda: self._find_around(folder))

    def _find_around(self, folder: str) -> dict[str, str]:
        found: dict[str, str] = {}
        manifest = self.manifest(folder) if self._disk.is_file(Path(folder, _PACKAGE)) else {}
        for name, place in self._linked(folder, manifest):
            found.setdefault(name, place)
        for place in self._workspaces(folder, manifest):
            stated = self.manifest(place).get("name")
            if is_path(stated):
                found.setdefault(stated, place)
        above = self._above(folder)
        return self._around(above) | found if above is not None else found

    def _linked(self, folder: str, manifest: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for kind in ("dependencies", "devDependencies", "optionalDependencies"):
            given = manifest.get(kind)
            for name, version in given.items() if isinstance(given, dict) else ():
                how, _, spelled = version.partition(":") if isinstance(version, str) else ("", "", "")
                if how in ("file", "link", "portal") and is_path(spelled) and not os.path.isabs(spelled):
                    yield name, str(self._disk.beside(Path(folder, _PACKAGE), spelled))

    def _workspaces(self, folder: str, manifest: dict[str, Any]) -> list[str]:
        """The folders of the packages that a folder is the workspace of."""
        stated = manifest.get("workspaces")
        if isinstance(stated, dict):
            stated = stated.get("packages")
        if not isinstance(stated, list):
            stated = self._json(os.path.join(folder, "lerna.json")).get("packages")
        patterns = [text for text in stated if is_path(text)] if isinstance(stated, list) else []
        patterns += _of_pnpm(self._text(os.path.join(folder, "pnpm-workspace.yaml")))
        left = [_MOST_FOLDERS]
        taken = [place for text in patterns if text[0] != "!" for place in self._matching(folder, _parts(text), left)]
        left = [_MOST_FOLDERS]
        without = {place for text in patterns if text[0] == "!" for place in self._matching(folder, _parts(text), left)}
        return [place for place in dict.fromkeys(taken) if place not in without and place != folder]

    def _matching(self, folder: str, parts: tuple[str, ...], left: list[int]) -> Iterator[str]:
        """The folders below one that a pattern names. ``left`` is how many more are looked at."""
        left[0] -= 1
        if left[0] < 0:
            return
        if not parts:
            yield folder
            return
        head, rest = parts[0], parts[1:]
        if head == "**":
            yield from self._matching(folder, rest, left)
        elif "*" not in head and "?" not in head and "[" not in head:
            yield from self._matching(os.path.normpath(os.path.join(folder, head)), rest, left)
            return
        for name in self._disk.folders(Path(folder)):
            if name == "node_modules" or name.startswith("."):
                continue
            if head == "**":
                yield from self._matching(os.path.join(folder, name), parts, left)
            elif fnmatchcase(name, head):
                yield from self._matching(os.path.join(folder, name), rest, left)

    # -- files ---------------------------------------------------------------------------------------------------------

    def _above(self, folder: str) -> str | None:
        """The folder above; None at the top of the repository and of a package that is installed."""
        above = os.path.dirname(folder)
        git = os.path.join(folder, ".git")
        if above == folder or os.path.basename(above) == "node_modules" or os.path.lexists(git):
            return None
        for path in (git, os.path.join(git, "HEAD")):  # with one of these, the repository begins here
            self._disk.note(Path(path), None)
        return above

    def _text(self, path: str) -> str:
        data = self._disk.read(Path(path)) or b""
        return data.decode("utf-8-sig", "replace") if len(data) <= _LARGEST else ""

    def _json(self, path: str) -> dict[str, Any]:
        """The object of a file, which may have comments; nothing where there is none."""

        def find() -> dict[str, Any]:
            text = _COMMENTS.sub(lambda match: match[0] if match[0][0] == '"' else " ", self._text(path))
            text = _COMMAS.sub(lambda match: match[0] if match[0][0] == '"' else " ", text)
            try:
                found = json.loads(text)
            except (ValueError, RecursionError):
                return {}
            return found if isinstance(found, dict) else {}

        return self._disk.once(("json", path), find)


def words(config: Config) -> Iterator[str]:
    """What a specifier has in it that a configuration leads to a file of another name."""
    for pattern, places in config.paths:
        if all(_keeps_name(pattern, place) for place in places):
            continue
        word = pattern.partition("*")[0].rstrip("/")
        if word:
            yield word


def _keeps_name(pattern: str, place: str) -> bool:
    """Whether what a pattern stands for ends in the name that a specifier spells last."""
    folder, name = os.path.split(place)
    bare = os.path.splitext(name)[0]
    if pattern.endswith("*"):
        return bare == "*" or (bare == "index" and os.path.basename(folder) == "*")
    last = os.path.splitext(pattern.rpartition("/")[2])[0]
    return "*" not in pattern and last in (bare, os.path.basename(folder) if bare == "index" else bare)


def _said(folder: str, packages: dict[str, str]) -> str:
    """Packages as one word, the same in each checkout."""
    rows = sorted(f"{name}\0{os.path.relpath(place, folder)}" for name, place in packages.items())
    return digest("\n".join(rows).encode("utf-8", "surrogateescape"))


def is_path(text: object) -> TypeGuard[str]:
    """Whether something is a text that may be a path, or part of one: without NUL and halves of characters."""
    if not isinstance(text, str) or not text or "\0" in text:
        return False
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return True


def _parts(pattern: str) -> tuple[str, ...]:
    return tuple(part for part in pattern.lstrip("!").split("/") if part not in ("", "."))


def _of_pnpm(text: str) -> list[str]:
    """The patterns of `packages` in a `pnpm-workspace.yaml`: a list of texts, in lines or in brackets."""
    found: list[str] = []
    lines = iter(text.splitlines())
    for line in lines:
        if not line.startswith("packages:"):
            continue
        found += re.findall(r"""['"]([^'"]+)['"]""", line)
        for item in lines:
            match = re.match(r"""\s*-\s+(?:'([^']+)'|"([^"]+)"|([^\s#'"]+))""", item)
            if match is not None:
                found.append(match[1] or match[2] or match[3])
            elif item.strip() and not item.lstrip().startswith("#"):
                break
        break
    return [pattern for pattern in found if is_path(pattern)]
