"""The words of reports: outcomes, codes of reasons and kinds of findings, each in a sentence."""

from __future__ import annotations

from migrator.report.meanings import BREACHES, CODES

_OUTCOMES = {
    "rewritten": "A rule fits, and everything about the site is accounted for.",
    "kept": "It stands in a method, a function or a file that may keep Pyodide, or a comment keeps it.",
    "in-worker": "A use in a worker script, where Pyodide belongs.",
    "provided": "An assignment that gives the receiver its value; uses that stay depend on it.",
    "unmatched": "It is left alone, and the reason is named.",
}


def page() -> str:
    return "\n".join(
        [
            "# Glossary of codes",
            "",
            "The words that reports use, in text and in every format. The lists are closed: there are no others.",
            "",
            "## Outcomes",
            "",
            "Each use of the receiver has exactly one.",
            "",
            *_table(_OUTCOMES),
            "",
            "## Reasons",
            "",
            "Why a use is `unmatched`. `migrator explain FILE:LINE` shows the place in the source and on the page.",
            "",
            *_table({code.value: _sentence(text) for code, text in CODES.items()}),
            "",
            "## Findings that are no uses",
            "",
            "What `migrator check` reports beside uses.",
            "",
            *_table({kind.value: _sentence(text) for kind, text in BREACHES.items()}),
            "",
        ]
    )


def _table(meanings: dict[str, str]) -> list[str]:
    return ["| code | means |", "|---|---|", *(f"| `{word}` | {text} |" for word, text in meanings.items())]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
