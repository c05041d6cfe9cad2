"""All wordings by name."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.whole.wordings import formatters, javascript, layout, python, rename


@dataclass(frozen=True)
class Wording:
    """A wording and what it may change beside the words.

    ``prints``: whether programs have the "same", "more", "fewer", "reworded" or "any" lines printed; ``comments``: whether
    the comments of JavaScript stay as they are.
    """

    name: str
    kind: str
    change: Callable[[bytes, Random], bytes | None]
    prints: str = "same"
    comments: bool = True

    def of(self, data: bytes, seed: int = 0) -> bytes | None:
        """``data`` in this wording, None where there is nothing to word."""
        result = self.change(data, Random(zlib.crc32(f"{self.name} {seed}".encode())))
        return result if result != data else None


def _layout() -> list[Wording]:
    changes = (
        layout.crlf, layout.line_feeds, layout.lone_cr, layout.mixed_ends, layout.three_ends, layout.byte_order_mark,
        layout.no_last_newline, layout.more_newlines_at_the_end, layout.tabs, layout.two_spaces, layout.not_indented,
        layout.blank_lines, layout.no_blank_lines, layout.trailing_spaces,
    )  # fmt: skip
    return [Wording(f"layout: {_words(change.__name__)}", "layout", change) for change in changes]


def _names() -> list[Wording]:
    return [
        Wording("names: of JavaScript", "names", lambda data, _random: rename.rename_javascript(data)),
        Wording("names: of Python", "names", lambda data, _random: rename.rename_python_in(data)),
    ]


def _python() -> list[Wording]:
    changes = (
        python.quotes, python.swapped_quotes, python.raw_strings, python.split_strings, python.field_quotes,
        python.comments_behind, python.comments_above, python.no_comments, python.blank_lines, python.trailing_spaces,
        python.joined_by_semicolons, python.closed_by_semicolons, python.one_statement_a_line, python.broken_lines,
        python.joined_lines, python.spaced, python.other_depth, python.suites_on_the_line, python.docstrings,
        python.no_docstrings, python.strings_as_comments,
    )  # fmt: skip
    meant = (
        python.imports_reordered, python.imports_merged, python.imports_split,
        python.unused_imports, python.no_unused_imports, python.keyword_order,
    )  # fmt: skip
    margins = {"not indented": "", "a tab": "\t", "two spaces": "  ", "deep": " " * 18, "mixed": "\t  "}
    return [
        *(Wording(f"python: {_words(c.__name__)}", "python", python.wording(c, layout=True)) for c in changes),
        *(Wording(f"python: {_words(c.__name__)}", "python", python.wording(c)) for c in meant),
        *(Wording(f"python: margin {name}", "python", python.margin(text)) for name, text in margins.items()),
        Wording("python: temporaries", "python", python.wording(python.temporaries), prints="reworded"),
        # The ledger lists a temporary that only a dropped print reads as dropped, too.
        Wording("python: imports respelled", "python", python.wording(python.imports_respelled), prints="reworded"),
        Wording("python: printed temporaries", "python", python.wording(python.printed_temporaries), prints="reworded"),
        Wording("python: no temporaries", "python", python.wording(python.no_temporaries), prints="reworded"),
        Wording("python: prints", "python", python.wording(python.prints), prints="more"),
        Wording("python: no prints", "python", python.wording(python.no_prints), prints="fewer"),
    ]


def _javascript() -> list[Wording]:
    changes = (
        javascript.parentheses, javascript.awaited_parentheses, javascript.receiver_parentheses,
        javascript.callee_parentheses,        javascript.let_for_const, javascript.const_for_let, javascript.var_for_const, javascript.let_for_var,
        javascript.bracket_members, javascript.bracket_assignments, javascript.dotted_members, javascript.long_properties, javascript.quoted_keys, javascript.plain_keys, javascript.trailing_commas,
        javascript.no_trailing_commas, javascript.arrow_parentheses, javascript.bare_arrows, javascript.braces,
        javascript.no_braces, javascript.strings_for_templates, javascript.templates_for_strings, javascript.quotes,
        javascript.broken_members,
    )  # fmt: skip
    remarks = (
        (javascript.comments_between_tokens, 0.15),
        (javascript.comments_at_line_ends, 0.6),
        (javascript.comments_above_statements, 0.6),
    )
    return [
        *(Wording(f"javascript: {_words(c.__name__)}", "javascript", javascript.wording(c)) for c in changes),
        *(
            Wording(f"javascript: {_words(c.__name__)}", "javascript", javascript.wording(c, often), comments=False)
            for c, often in remarks
        ),
    ]


def _formatters() -> list[Wording]:
    return [
        Wording(f"formatter: {style}", "formatter", formatters.wording(style), comments="esbuild" not in style)
        for style in formatters.STYLES
    ]


def _words(name: str) -> str:
    return name.replace("_", " ")


def named(name: str) -> Wording:
    """The wording of this name."""
    return next(wording for wording in WORDINGS if wording.name == name)


WORDINGS = (*_python(), *_names(), *_javascript(), *_formatters(), *_layout())
