"""The files that specifiers lead to: the one place that knows how a module is called from another file.

A specifier is relative, stands for something by the `paths` or the `baseUrl` of the nearest `tsconfig.json`, is one of
the `imports` of its own package (`#x`), or names a package of the repository. Anything else leads nowhere: a package
that is installed, an address, and a name that only a bundler's settings know.

Which file a path means is said by `documents.places`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from migrator.documents.kinds import is_page, kind_of
from migrator.documents.places import indexes, spellings
from migrator.javascript.disk import Disk
from migrator.javascript.manifests import Config, Manifests, is_path, words

# What a bundler gives as something else than the module: its text, its address, or a worker of it.
_ASSET = re.compile(r"[?&](?:raw|url|inline|(?:shared)?worker)\b")
_PATH = re.compile(r".[^?#]*", re.DOTALL)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# The conditions of `exports` and `imports` that hold for code in a browser.
_CONDITIONS = frozenset({"import", "browser", "module", "svelte", "default"})
_MAINS = ("browser", "module", "main")


def path_of(specifier: str) -> str:
    """A specifier without the loaders before it, its query and its fragment."""
    found = _PATH.match(specifier.rpartition("!")[2])
    return found[0] if found is not None else ""


def is_asset(specifier: str) -> bool:
    """Whether a bundler gives something else than the module itself: `?raw`, `?url`, `?inline`, `?worker`."""
    return _ASSET.search(specifier) is not None


def is_own(specifier: str) -> bool:
    """Whether a specifier is none of a package that is installed, whether or not it leads to a file."""
    return specifier.startswith((".", "/", "#", "@/", "~/", "$"))


def is_module(path: str) -> bool:
    """Whether a file holds a module by its name: a script, or a component."""
    kind = kind_of(path)
    if kind is None:
        return not os.path.splitext(path)[1]
    return kind.grammar is not None and not is_page(path)


class Specifiers:
    """Where specifiers lead on a disk."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._manifests = Manifests(disk)

    def file(self, near: Path, specifier: str) -> Path | None:
        """The file that a specifier in the file ``near`` leads to. That there are no better ones is noted; the file
        itself the caller reads.
        """
        return self._disk.once(("specifier", str(near), specifier), lambda: self._file(near, path_of(specifier)))

    def keeps_imports(self, near: Path) -> bool:
        """Whether a compiler keeps imports of which no name is used as a value (`verbatimModuleSyntax`)."""
        return any(config.keeps_imports for config in self._configs(near))

    def words(self, folders: Iterable[str]) -> frozenset[str]:
        """What specifiers have in them that the configurations of some folders lead to files of other names."""
        configs = {config for folder in folders for config in self._manifests.configs(folder)}
        return frozenset(word for config in configs for word in words(config))

    def names(self, path: str) -> Iterator[str]:
        """What specifiers may have in them, beside the file's own name, that lead to a file by its package."""
        found = self._manifests.package(os.path.dirname(path))
        if found is None:
            return
        folder, manifest = found
        imports = manifest.get("imports")
        yield from filter(None, (key.partition("*")[0] for key in (imports if isinstance(imports, dict) else ())))
        yield from (name for name, place in self._manifests.packages(folder).items() if place == folder)
        if self.is_main(path):
            yield os.path.basename(folder)

    def is_main(self, path: str) -> bool:
        """Whether a file is what its folder, or one above, stands for by a `package.json`."""
        found = self._manifests.package(os.path.dirname(path))
        return found is not None and str(self._at(found[0], Path(path), is_folder=True)) == path

    def _configs(self, near: Path) -> tuple[Config, ...]:
        return self._manifests.configs(_folder(near))

    def _file(self, near: Path, path: str) -> Path | None:
        if not is_path(path):
            return None
        if path.startswith("."):
            return self._beside(near, path, near)
        if _URL.match(path) is not None:
            return None
        return self._mapped(near, path) or self._packaged(near, path)

    def _beside(self, from_: Path, path: str, near: Path) -> Path | None:
        is_folder = path.rpartition("/")[2] in ("", ".", "..")
        return self._at(str(self._disk.beside(from_, path)), near, is_folder=is_folder)

    def _at(self, place: str, near: Path, *, is_folder: bool = False) -> Path | None:
        """The file that a path means."""
        if not is_folder and (found := self._first(spellings(place, str(near)))) is not None:
            return found
        if self._disk.is_file(Path(place, "package.json")):
            for name in self._mains(place):
                main = str(self._disk.beside(Path(place, "package.json"), name))
                found = self._first((*spellings(main, str(near)), *indexes(main, str(near))))
                if found is not None:
                    return found
        return self._first(indexes(place, str(near)))

    def _first(self, places: Iterable[str]) -> Path | None:
        return next((path for path in map(Path, places) if self._disk.is_file(path)), None)

    def _mains(self, folder: str) -> list[str]:
        manifest = self._manifests.manifest(folder)
        given = (manifest.get(key) for key in _MAINS)
        return [name for name in given if isinstance(name, str) and is_path(name)]

    def _mapped(self, near: Path, path: str) -> Path | None:
        """The file by `paths` and `baseUrl`; none where several configurations may hold and say otherwise."""
        given = (self._of_config(near, path, config) for config in self._configs(near))
        found = {place for place in given if place is not None}
        return found.pop() if len(found) == 1 else None

    def _of_config(self, near: Path, path: str, config: Config) -> Path | None:
        matched = _matched({pattern.pattern: pattern.places for pattern in config.paths}, path)
        for place in matched[0] if matched is not None else ():
            assert matched is not None
            found = self._at(os.path.normpath(place.replace("*", matched[1])), near)
            if found is not None:
                return found
        if config.base is not None and not path.startswith("/"):
            return self._at(os.path.normpath(os.path.join(config.base, path)), near)
        return None

    def _packaged(self, near: Path, path: str) -> Path | None:
        """The file of a package of the repository, or of one's own by its `imports`."""
        folder = _folder(near)
        if path.startswith("#"):
            own = self._manifests.package(folder)
            table = own[1].get("imports") if own is not None else None
            return self._target(own[0], table, path, near) if own is not None and isinstance(table, dict) else None
        parts = path.split("/")
        count = 2 if path.startswith("@") else 1
        place = self._manifests.packages(folder).get("/".join(parts[:count])) if "" not in parts else None
        return self._of_package(place, "/".join(parts[count:]), near) if place is not None else None

    def _of_package(self, folder: str, path: str, near: Path) -> Path | None:
        exports = self._manifests.manifest(folder).get("exports")
        if exports is None:
            return self._at(os.path.join(folder, path), near) if path else self._at(folder, near, is_folder=True)
        if not isinstance(exports, dict) or not any(key.startswith(".") for key in exports):
            exports = {".": exports}
        return self._target(folder, exports, f"./{path}" if path else ".", near)

    def _target(self, folder: str, table: dict[str, Any], key: str, near: Path) -> Path | None:
        """What a table of a `package.json` gives for a key."""
        matched = _matched(table, key)
        for target in _targets(matched[0]) if matched is not None else ():
            assert matched is not None
            path = target.replace("*", matched[1])
            found = None
            if not is_path(path) or ".." in path.split("/"):
                continue
            if path.startswith("./"):
                found = self._beside(Path(folder, "package.json"), path, near)
            elif key.startswith("#") and not path.startswith(("#", "/")):
                found = self._packaged(Path(folder, "package.json"), path)
            if found is not None:
                return found
        return None


def _folder(near: Path) -> str:
    return os.path.dirname(os.path.realpath(near))


def _matched(table: dict[str, Any], key: str) -> tuple[Any, str] | None:
    """What a table has for a key, and what the `*` of its pattern stands for: the key itself, or the pattern with the
    longest beginning.
    """
    if key in table and "*" not in key:
        return table[key], ""
    best, longest = None, -1
    for pattern, value in table.items():
        start, star, end = pattern.partition("*")
        if not star or len(start) <= longest or len(key) < len(start) + len(end):
            continue
        if key.startswith(start) and key.endswith(end):
            best, longest = (value, key[len(start) : len(key) - len(end)]), len(start)
    return best


def _targets(value: Any, depth: int = 0) -> Iterator[str]:
    """The targets of an entry that hold for a browser."""
    if isinstance(value, str):
        yield value
    elif depth < 10:
        given = value if isinstance(value, list) else ()
        if isinstance(value, dict):
            given = [each for condition, each in value.items() if condition in _CONDITIONS]
        for each in given:
            yield from _targets(each, depth + 1)
