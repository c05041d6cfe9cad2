"""The kinds of terms, as literal types.

mypy refuses a term of another kind, and a comparison with one. It does not look into a tuple behind `in`: a set of
kinds has a name, and the type `frozenset[Kind]`. Only mypy and tests read this module: to make the types takes as long
as to import the rest of `term`.
"""

from typing import Literal

# What holds for both languages, in patterns and sources.
_SharedKind = Literal[
    "anything", "array", "assign", "await", "binary", "block", "call", "conditional", "dots", "expr", "function", "gap",
    "if", "metavar", "name", "none", "number", "object", "pair", "parameters", "property", "return", "string", "text",
    "unary",
]  # fmt: skip
# JavaScript that no rule has needed to see through is called as the grammar calls it.
PlainKind = Literal[
    "ERROR", "arguments", "break_statement", "call_expression", "catch_clause", "class", "class_body",
    "class_declaration", "class_heritage", "class_static_block", "comment", "computed_property_name",
    "continue_statement", "debugger_statement", "decorator", "do_statement", "else_clause", "empty_statement",
    "escape_sequence", "export_clause", "export_specifier", "export_statement", "field_definition", "finally_clause",
    "for_statement", "formal_parameters", "hash_bang_line", "html_character_reference", "html_comment", "import",
    "import_attribute", "import_clause", "import_specifier", "import_statement", "jsx_attribute",
    "jsx_closing_element", "jsx_element", "jsx_expression", "jsx_namespace_name", "jsx_opening_element",
    "jsx_self_closing_element", "jsx_text", "labeled_statement", "member_expression", "meta_property", "named_imports",
    "namespace_export", "namespace_import", "optional_chain", "parenthesized_expression",
    "private_property_identifier", "program", "property_identifier", "regex_flags", "regex_pattern",
    "statement_identifier", "string_fragment", "subscript_expression", "switch_body", "switch_case", "switch_default",
    "switch_statement", "template_substitution", "throw_statement", "try_statement", "using_declaration",
    "while_statement", "with_statement", "yield_expression",
]  # fmt: skip
JavaScriptKind = Literal[
    _SharedKind,
    PlainKind,
    "arrow", "call?", "character", "computed", "declare", "declarator", "default", "elision", "false", "for-in",
    "function-expression", "group", "index", "index?", "member", "member?", "method", "new", "null", "program",
    "receiver", "regex", "sequence", "spread", "super", "tagged", "template", "this", "too-deep", "true", "update",
    "unknown",
]  # fmt: skip
PythonKind = Literal[
    _SharedKind,
    "annassign", "annotation", "assert", "async_def", "attribute", "augassign", "boolop", "break", "bytes", "case",
    "class", "comp_for", "compare", "constant", "continue", "decorator", "def", "delete", "dict", "dictcomp",
    "doublestar", "ellipsis", "environment", "field", "for", "fstring", "generator", "global", "handler", "hole",
    "holestring", "import", "item", "keyword", "lambda", "list", "listcomp", "match", "module", "nonlocal",
    "parameter", "program-body", "raise", "set", "setcomp", "slice", "star", "subscript", "try", "tuple", "walrus",
    "while", "with", "yield",
    # The patterns of `match` are called as libcst calls them.
    "MatchAs", "MatchClass", "MatchKeywordElement", "MatchList", "MatchMapping", "MatchMappingElement", "MatchOr",
    "MatchOrElement", "MatchSequenceElement", "MatchSingleton", "MatchStar", "MatchTuple", "MatchValue",
]  # fmt: skip
Kind = Literal[JavaScriptKind, PythonKind]
