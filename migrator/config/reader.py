"""A settings file to settings, or to every fault in it."""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrator.config.keys import FACT, KEYS, Key
from migrator.discovery.roots import PROJECT, deepest_key, is_within, repository_of
from migrator.model.settings import Fact, Receiver, SettingFault, Settings, SettingsError, show_path

if TYPE_CHECKING:
    from migrator.model.ledger.message import Value

# Most runs look for no line, and compile none of these.
_PART = r"""[\w-]+|"[^"\n]*"|'[^'\n]*'"""
# The beginning of a line: a key, dotted or not, or the head of a table.
_KEY = rf"\s*+\[*+\s*+(?:{_PART})(?:\s*+\.\s*+(?:{_PART}))*+(?=\s*+[=\]])"
_LONG_NUMBER = r"\d(?:_?\d){1000,}"


def read(path: Path) -> Settings:
    """The settings of a file; raises SettingsError with every fault."""
    import tomllib

    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise _failure(path, 1, "CANNOT_BE_READ", why=str(error.strerror)) from None
    except UnicodeDecodeError as error:
        raise _failure(path, error.object.count(b"\n", 0, error.start) + 1, "NOT_UTF8") from None
    deep = deepest_key(text)
    if deep is not None:
        raise _failure(path, text.count("\n", 0, deep) + 1, "TOML_TOO_DEEP")
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        if not isinstance(error, tomllib.TOMLDecodeError | RecursionError):  # Python reads only so many digits
            number = re.search(_LONG_NUMBER, text)
            raise _failure(path, text.count("\n", 0, number.start()) + 1 if number else 1, "TOML_NUMBER") from None
        if isinstance(error, RecursionError):
            raise _failure(path, _deepest_line(text), "TOML_TOO_DEEP") from None
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        why = re.sub(r" \(at .*\)$", "", str(error))
        raise _failure(path, line, "NOT_TOML", why=why) from None
    is_project = path.name == PROJECT
    reader = _Reader(path, text, "tool.migrator" if is_project else "")
    tool = document.get("tool", {}) if is_project else document
    values = tool.get("migrator", {}) if is_project and isinstance(tool, dict) else tool
    settings = reader.settings(values)
    if reader.faults:
        raise SettingsError(sorted(reader.faults, key=lambda fault: fault.line), settings)
    return settings


def _deepest_line(text: str) -> int:
    """The line on which brackets nest most, those in texts and comments among them."""
    line, depth, deepest, found = 1, 0, 0, 1
    for char in re.findall(r"[\n\[{\]}]", text):
        line += char == "\n"
        depth += (char in "[{") - (char in "]}")
        if depth > deepest:
            deepest, found = depth, line
    return found


def _failure(path: Path, line: int, sentence: str, **values: Value) -> SettingsError:
    return SettingsError([_made(path, line, sentence, **values)])


def _made(path: Path, line: int, sentence: str, **values: Value) -> SettingFault:
    """A fault, by the name of its sentence: settings are read in every run, and most have no fault."""
    from migrator.model.ledger import Message, Sentence

    return SettingFault(str(path), line, Message.of(Sentence.named(sentence), **values))


class _Reader:
    """Checks the values of one file, and finds their lines in its text."""

    def __init__(self, path: Path, text: str, table: str) -> None:
        self._path = path
        self._lines = text.split("\n")
        self._table = table
        self.faults: list[SettingFault] = []
        self._outside: list[SettingFault] = []
        self._shipped: set[Path] = set()

    def settings(self, values: Any) -> Settings:
        if not isinstance(values, dict):
            self._fault(1, "NO_TABLE", name=self._table)
            return Settings()
        values = self._checked(values, KEYS, self._own)
        default = Settings()
        named = values.get("receiver", [])
        receivers = list(filter(None, map(Receiver.read, [named] if isinstance(named, str) else named)))
        rules = self._rules(values.get("rules", ()))
        self._check_inside("rules", [found for path in rules if path not in self._shipped for found in _pages(path)])
        for name in ("worker-script", "ratchet"):
            self._check_inside(name, [self._path.parent / values[name]] if name in values else [])
        if "worker-script" in values and not os.path.isfile(self._path.parent / values["worker-script"]):
            line = self._line("worker-script", self._own)
            self._fault(line, "SCRIPT_SETTING_NO_FILE", name=values["worker-script"])
        return Settings(
            receiver=next((each for each in receivers if each.member), default.receiver),
            worker=Receiver.read(values.get("worker", "")) or default.worker,
            environment=values.get("environment", default.environment),
            kept=tuple(values.get("keep", default.kept)),
            rules=() if self._names_the_first(rules) else rules,
            exclude=tuple(values.get("exclude", ())),
            refuse_unknown=values.get("unknown-class") == "refuse",
            script=self._path.parent / values["worker-script"] if "worker-script" in values else None,
            ratchet=self._path.parent / values["ratchet"] if "ratchet" in values else None,
            facts=tuple(self._facts(values.get("facts", ()))),
            path=self._path,
            largest_file=values.get("largest-file", default.largest_file),
            log_methods=tuple(values.get("log-methods", ())),
            dedent_tags=tuple(values.get("dedent-tags", ())),
            infers="receiver" not in values,
            receivers=_others(receivers),
            accept=tuple(values["accept"]) if "accept" in values else None,
            accept_lines=tuple(self._item_lines("accept", values["accept"])) if "accept" in values else (),
            kept_line=self._line("keep", self._own) if "keep" in values else None,
            outside=tuple(self._outside),
        )

    def _rules(self, names: list[str]) -> tuple[Path, ...]:
        """The folders of pages."""
        if not names:
            return ()
        from migrator.model.packs import SHIPPED, packs

        folders: list[Path] = []
        for name in names:
            line = self._line("rules", self._own)
            if name.startswith(SHIPPED):
                known = packs()
                if name in known:
                    self._shipped.add(known[name])
                    folders.append(known[name])
                else:
                    self._fault(line, "RULES_NAME_NO_PACK", name=name, known=tuple(known))
            else:
                folders.append(self._path.parent / name)
                if not os.path.isdir(folders[-1]):
                    self._fault(line, "RULES_NAME_NO_FOLDER", name=name)
        return tuple(folders)

    def _names_the_first(self, rules: tuple[Path, ...]) -> bool:
        """Whether only the pack is named that applies where nothing is."""
        if len(rules) != 1 or rules[0] not in self._shipped:
            return False
        from migrator.model.packs import first_pack

        return rules[0] == first_pack()

    def _check_inside(self, key: str, paths: list[Path]) -> None:
        """Note which of the paths of a setting lead out of the repository."""
        top = repository_of(os.path.realpath(self._path.parent)) if paths else ""
        for path in paths:
            real = os.path.realpath(path)
            if not is_within(real, top):
                line = self._line(key, self._own)
                values: dict[str, Value] = {"key": key, "place": show_path(real), "top": top}
                self._outside.append(_made(self._path, line, "SETTING_LEADS_OUT", **values))

    def _facts(self, tables: list[dict[str, Any]]) -> Iterator[Fact]:
        name = f"{self._table}.facts" if self._table else "facts"
        heads = [number for number, line in enumerate(self._lines, 1) if _is_head(line, f"[[{name}]]")]
        for index, table in enumerate(tables):
            # Inline tables have no head of their own.
            first = heads[index] if index < len(heads) else self._line("facts", self._own)
            last = heads[index + 1] - 1 if index + 1 < len(heads) else len(self._lines)
            before = len(self.faults)
            values = self._checked(table, FACT, range(first, last + 1))
            if "method" not in values:
                if "method" not in table:
                    self._fault(first, "FACT_WITHOUT_METHOD")
                continue
            fact = Fact(
                values["method"],
                calls=tuple(values.get("calls", ())),
                always=tuple(values.get("always", ())),
                never=tuple(values.get("never", ())),
                line=first,
            )
            if len(self.faults) == before and not (fact.calls or fact.always or fact.never):
                self._fault(first, "FACT_SAYS_NOTHING", method=fact.method)
            self._check_notation(fact, range(first, last + 1))
            yield fact

    def _check_notation(self, fact: Fact, section: range) -> None:
        from migrator.matching.notation import NotationError
        from migrator.matching.pattern import compile_expression

        for key in ("calls", "always", "never"):
            for call in getattr(fact, key):
                try:
                    compile_expression(call)
                except NotationError as error:
                    self._fault(self._line(key, section), "FACT_NOTATION", call=call, fault=error.message)

    def _checked(self, values: dict[str, Any], keys: dict[str, Key], section: range) -> dict[str, Any]:
        """The values that are as they must be; the rest are faults."""
        good = {}
        for name, value in values.items():
            line = self._line(name, section)
            if name not in keys:
                from difflib import get_close_matches

                near = next(iter(get_close_matches(name, keys, n=1)), None)
                self._fault(line, "UNKNOWN_SETTING", name=name, near=near, known=tuple(keys))
                continue
            wrong = keys[name].value.wrong(value)
            if wrong is None:
                good[name] = value
            else:
                self._fault(line, "SETTING_WRONG", name=name, wrong=wrong)
        return good

    @cached_property
    def _own(self) -> range:
        """The lines of the table that has the settings."""
        return self._section(self._table)

    def _section(self, table: str) -> range:
        """The lines of a table, from its head up to the next; of the whole file's own keys, up to the first head."""
        heads = [number for number, line in enumerate(self._lines, 1) if line.lstrip().startswith("[")]
        if not table:
            return range(1, (heads[0] if heads else len(self._lines) + 1))
        first = next((number for number in heads if _is_head(self._lines[number - 1], f"[{table}]")), None)
        if first is None:
            return range(1, len(self._lines) + 1)
        return range(first, next((number for number in heads if number > first), len(self._lines) + 1))

    @cached_property
    def _named(self) -> dict[str, list[int]]:
        """The lines that begin with a key or a head, by each name in it: a file may have many settings to find."""
        found: dict[str, list[int]] = {}
        begins, parts = re.compile(_KEY), re.compile(_PART)
        for number, line in enumerate(self._lines, 1):
            key = begins.match(line)
            for part in parts.findall(key[0]) if key is not None else ():
                found.setdefault(part[1:-1] if part[0] in "\"'" else part, []).append(number)
        return found

    def _line(self, name: str, section: range) -> int:
        """The line on which a key is given, or the first of its section."""
        lines = self._named.get(name, ())
        within = bisect_left(lines, section.start)
        if within < len(lines) and lines[within] < section.stop:
            return lines[within]
        return lines[0] if lines else section.start

    def _item_lines(self, name: str, items: Iterable[str]) -> Iterator[int]:
        """The line of each item of a list: from that of its key on, the first that has the item in quotes."""
        section = self._own
        first = self._line(name, section)
        for item in items:
            held = re.compile(rf"""["']{re.escape(item)}["']""")
            yield next((at for at in range(first, section.stop) if held.search(self._lines[at - 1])), first)

    def _fault(self, line: int, sentence: str, **values: Value) -> None:
        self.faults.append(_made(self._path, line, sentence, **values))


def _others(receivers: list[Receiver]) -> tuple[Receiver, ...]:
    """The receivers without the first that is a member of `this`, and without the same twice."""
    first = next((each for each in receivers if each.member), None)
    return tuple(each for each in dict.fromkeys(receivers) if each != first)


def _pages(folder: Path) -> list[Path]:
    """A folder of pages, and those of its pages that are links."""
    from migrator.model.packs import page_files

    if not os.path.isdir(folder):
        return [folder]
    return [folder, *(page for page in page_files([folder]) if page.is_symlink())]


def _is_head(line: str, head: str) -> bool:
    return re.sub(r"\s|#.*", "", line) == head
