"""The kinds of the grammar's nodes: how each is spelled, and what it is. No other module spells one.

`NodeKind` has a constant for each named kind of tree-sitter-javascript. The sets answer what a kind is: a function, a
class, a comment. A question about kinds that two modules ask is a set or a function of this module, so that a new
grammar is added here.

The constants are plain strings and not members of a `StrEnum`, because these comparisons are in the hot loops of a
scan: with Python 3.11, a comparison with a member takes 60 ns, one with a constant 20 ns, and a look into a set of
plain strings 15 ns.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tree_sitter import Node


class NodeKind:
    """The named kinds of nodes, as the grammar spells them."""

    ARGUMENTS: Final = "arguments"
    ARRAY: Final = "array"
    ARRAY_PATTERN: Final = "array_pattern"
    ARROW_FUNCTION: Final = "arrow_function"
    ASSIGNMENT_EXPRESSION: Final = "assignment_expression"
    ASSIGNMENT_PATTERN: Final = "assignment_pattern"
    AUGMENTED_ASSIGNMENT_EXPRESSION: Final = "augmented_assignment_expression"
    AWAIT_EXPRESSION: Final = "await_expression"
    BINARY_EXPRESSION: Final = "binary_expression"
    BREAK_STATEMENT: Final = "break_statement"
    CALL_EXPRESSION: Final = "call_expression"
    CATCH_CLAUSE: Final = "catch_clause"
    CLASS: Final = "class"
    CLASS_BODY: Final = "class_body"
    CLASS_DECLARATION: Final = "class_declaration"
    CLASS_HERITAGE: Final = "class_heritage"
    CLASS_STATIC_BLOCK: Final = "class_static_block"
    COMMENT: Final = "comment"
    COMPUTED_PROPERTY_NAME: Final = "computed_property_name"
    CONTINUE_STATEMENT: Final = "continue_statement"
    DEBUGGER_STATEMENT: Final = "debugger_statement"
    DECORATOR: Final = "decorator"
    DO_STATEMENT: Final = "do_statement"
    ELSE_CLAUSE: Final = "else_clause"
    EMPTY_STATEMENT: Final = "empty_statement"
    ESCAPE_SEQUENCE: Final = "escape_sequence"
    EXPORT_CLAUSE: Final = "export_clause"
    EXPORT_SPECIFIER: Final = "export_specifier"
    EXPORT_STATEMENT: Final = "export_statement"
    EXPRESSION_STATEMENT: Final = "expression_statement"
    FALSE: Final = "false"
    FIELD_DEFINITION: Final = "field_definition"
    FINALLY_CLAUSE: Final = "finally_clause"
    FOR_IN_STATEMENT: Final = "for_in_statement"
    FOR_STATEMENT: Final = "for_statement"
    FORMAL_PARAMETERS: Final = "formal_parameters"
    FUNCTION_DECLARATION: Final = "function_declaration"
    FUNCTION_EXPRESSION: Final = "function_expression"
    GENERATOR_FUNCTION: Final = "generator_function"
    GENERATOR_FUNCTION_DECLARATION: Final = "generator_function_declaration"
    HASH_BANG_LINE: Final = "hash_bang_line"
    HTML_CHARACTER_REFERENCE: Final = "html_character_reference"
    HTML_COMMENT: Final = "html_comment"
    IDENTIFIER: Final = "identifier"
    IF_STATEMENT: Final = "if_statement"
    IMPORT: Final = "import"
    IMPORT_ATTRIBUTE: Final = "import_attribute"
    IMPORT_CLAUSE: Final = "import_clause"
    IMPORT_SPECIFIER: Final = "import_specifier"
    IMPORT_STATEMENT: Final = "import_statement"
    JSX_ATTRIBUTE: Final = "jsx_attribute"
    JSX_CLOSING_ELEMENT: Final = "jsx_closing_element"
    JSX_ELEMENT: Final = "jsx_element"
    JSX_EXPRESSION: Final = "jsx_expression"
    JSX_NAMESPACE_NAME: Final = "jsx_namespace_name"
    JSX_OPENING_ELEMENT: Final = "jsx_opening_element"
    JSX_SELF_CLOSING_ELEMENT: Final = "jsx_self_closing_element"
    JSX_TEXT: Final = "jsx_text"
    LABELED_STATEMENT: Final = "labeled_statement"
    LEXICAL_DECLARATION: Final = "lexical_declaration"
    MEMBER_EXPRESSION: Final = "member_expression"
    META_PROPERTY: Final = "meta_property"
    METHOD_DEFINITION: Final = "method_definition"
    NAMED_IMPORTS: Final = "named_imports"
    NAMESPACE_EXPORT: Final = "namespace_export"
    NAMESPACE_IMPORT: Final = "namespace_import"
    NEW_EXPRESSION: Final = "new_expression"
    NULL: Final = "null"
    NUMBER: Final = "number"
    OBJECT: Final = "object"
    OBJECT_ASSIGNMENT_PATTERN: Final = "object_assignment_pattern"
    OBJECT_PATTERN: Final = "object_pattern"
    OPTIONAL_CHAIN: Final = "optional_chain"
    PAIR: Final = "pair"
    PAIR_PATTERN: Final = "pair_pattern"
    PARENTHESIZED_EXPRESSION: Final = "parenthesized_expression"
    PRIVATE_PROPERTY_IDENTIFIER: Final = "private_property_identifier"
    PROGRAM: Final = "program"
    PROPERTY_IDENTIFIER: Final = "property_identifier"
    REGEX: Final = "regex"
    REGEX_FLAGS: Final = "regex_flags"
    REGEX_PATTERN: Final = "regex_pattern"
    REST_PATTERN: Final = "rest_pattern"
    RETURN_STATEMENT: Final = "return_statement"
    SEQUENCE_EXPRESSION: Final = "sequence_expression"
    SHORTHAND_PROPERTY_IDENTIFIER: Final = "shorthand_property_identifier"
    SHORTHAND_PROPERTY_IDENTIFIER_PATTERN: Final = "shorthand_property_identifier_pattern"
    SPREAD_ELEMENT: Final = "spread_element"
    STATEMENT_BLOCK: Final = "statement_block"
    STATEMENT_IDENTIFIER: Final = "statement_identifier"
    STRING: Final = "string"
    STRING_FRAGMENT: Final = "string_fragment"
    SUBSCRIPT_EXPRESSION: Final = "subscript_expression"
    SUPER: Final = "super"
    SWITCH_BODY: Final = "switch_body"
    SWITCH_CASE: Final = "switch_case"
    SWITCH_DEFAULT: Final = "switch_default"
    SWITCH_STATEMENT: Final = "switch_statement"
    TEMPLATE_STRING: Final = "template_string"
    TEMPLATE_SUBSTITUTION: Final = "template_substitution"
    TERNARY_EXPRESSION: Final = "ternary_expression"
    THIS: Final = "this"
    THROW_STATEMENT: Final = "throw_statement"
    TRUE: Final = "true"
    TRY_STATEMENT: Final = "try_statement"
    UNARY_EXPRESSION: Final = "unary_expression"
    UNDEFINED: Final = "undefined"
    UPDATE_EXPRESSION: Final = "update_expression"
    USING_DECLARATION: Final = "using_declaration"
    VARIABLE_DECLARATION: Final = "variable_declaration"
    VARIABLE_DECLARATOR: Final = "variable_declarator"
    WHILE_STATEMENT: Final = "while_statement"
    WITH_STATEMENT: Final = "with_statement"
    YIELD_EXPRESSION: Final = "yield_expression"


class TypeKind:
    """Kinds of nodes in trees of TypeScript, which only what reads types knows."""

    ABSTRACT_CLASS_DECLARATION: Final = "abstract_class_declaration"
    ABSTRACT_METHOD_SIGNATURE: Final = "abstract_method_signature"
    ACCESSIBILITY_MODIFIER: Final = "accessibility_modifier"
    AMBIENT_DECLARATION: Final = "ambient_declaration"
    ARRAY_TYPE: Final = "array_type"
    ARROW_FUNCTION: Final = "arrow_function"
    ASSERTS_ANNOTATION: Final = "asserts_annotation"
    AS_EXPRESSION: Final = "as_expression"
    AWAIT_EXPRESSION: Final = "await_expression"
    BINARY_EXPRESSION: Final = "binary_expression"
    CALL_EXPRESSION: Final = "call_expression"
    CALL_SIGNATURE: Final = "call_signature"
    CATCH_CLAUSE: Final = "catch_clause"
    CLASS: Final = "class"
    CLASS_BODY: Final = "class_body"
    CLASS_DECLARATION: Final = "class_declaration"
    CLASS_HERITAGE: Final = "class_heritage"
    DECORATOR: Final = "decorator"
    ENUM_ASSIGNMENT: Final = "enum_assignment"
    ENUM_DECLARATION: Final = "enum_declaration"
    ERROR: Final = "ERROR"
    EXPORT_CLAUSE: Final = "export_clause"
    EXPORT_SPECIFIER: Final = "export_specifier"
    EXPORT_STATEMENT: Final = "export_statement"
    EXPRESSION_STATEMENT: Final = "expression_statement"
    EXTENDS_CLAUSE: Final = "extends_clause"
    EXTENDS_TYPE_CLAUSE: Final = "extends_type_clause"
    FUNCTION_SIGNATURE: Final = "function_signature"
    FUNCTION_TYPE: Final = "function_type"
    GENERIC_TYPE: Final = "generic_type"
    IDENTIFIER: Final = "identifier"
    IMPLEMENTS_CLAUSE: Final = "implements_clause"
    IMPORT: Final = "import"
    IMPORT_ALIAS: Final = "import_alias"
    IMPORT_CLAUSE: Final = "import_clause"
    IMPORT_REQUIRE_CLAUSE: Final = "import_require_clause"
    IMPORT_SPECIFIER: Final = "import_specifier"
    IMPORT_STATEMENT: Final = "import_statement"
    INDEX_SIGNATURE: Final = "index_signature"
    INTERFACE_BODY: Final = "interface_body"
    INTERFACE_DECLARATION: Final = "interface_declaration"
    INTERNAL_MODULE: Final = "internal_module"
    INTERSECTION_TYPE: Final = "intersection_type"
    LEXICAL_DECLARATION: Final = "lexical_declaration"
    LITERAL_TYPE: Final = "literal_type"
    LOOKUP_TYPE: Final = "lookup_type"
    MEMBER_EXPRESSION: Final = "member_expression"
    METHOD_DEFINITION: Final = "method_definition"
    METHOD_SIGNATURE: Final = "method_signature"
    MODULE: Final = "module"
    NAMESPACE_IMPORT: Final = "namespace_import"
    NESTED_IDENTIFIER: Final = "nested_identifier"
    NESTED_TYPE_IDENTIFIER: Final = "nested_type_identifier"
    NON_NULL_EXPRESSION: Final = "non_null_expression"
    OBJECT_TYPE: Final = "object_type"
    OPTIONAL_PARAMETER: Final = "optional_parameter"
    OPTIONAL_TYPE: Final = "optional_type"
    OVERRIDE_MODIFIER: Final = "override_modifier"
    PARENTHESIZED_EXPRESSION: Final = "parenthesized_expression"
    PARENTHESIZED_TYPE: Final = "parenthesized_type"
    PROGRAM: Final = "program"
    PROPERTY_SIGNATURE: Final = "property_signature"
    PUBLIC_FIELD_DEFINITION: Final = "public_field_definition"
    READONLY_TYPE: Final = "readonly_type"
    REQUIRED_PARAMETER: Final = "required_parameter"
    REST_PATTERN: Final = "rest_pattern"
    REST_TYPE: Final = "rest_type"
    RETURN_STATEMENT: Final = "return_statement"
    SATISFIES_EXPRESSION: Final = "satisfies_expression"
    STATEMENT_BLOCK: Final = "statement_block"
    STRING: Final = "string"
    SUBSCRIPT_EXPRESSION: Final = "subscript_expression"
    TEMPLATE_STRING: Final = "template_string"
    THIS: Final = "this"
    THROW_STATEMENT: Final = "throw_statement"
    TUPLE_TYPE: Final = "tuple_type"
    TYPE_ALIAS_DECLARATION: Final = "type_alias_declaration"
    TYPE_ANNOTATION: Final = "type_annotation"
    TYPE_ARGUMENTS: Final = "type_arguments"
    TYPE_ASSERTION: Final = "type_assertion"
    TYPE_IDENTIFIER: Final = "type_identifier"
    TYPE_PARAMETERS: Final = "type_parameters"
    TYPE_PREDICATE_ANNOTATION: Final = "type_predicate_annotation"
    TYPE_QUERY: Final = "type_query"
    UNARY_EXPRESSION: Final = "unary_expression"
    UNION_TYPE: Final = "union_type"
    VARIABLE_DECLARATION: Final = "variable_declaration"
    VARIABLE_DECLARATOR: Final = "variable_declarator"


# Every kind that somebody has named.
KINDS: Final = frozenset(value for name, value in vars(NodeKind).items() if name.isupper())

# ---- what is not code

COMMENTS: Final = frozenset({NodeKind.COMMENT, NodeKind.HTML_COMMENT})
# What may stand between statements and is not one.
NO_STATEMENTS: Final = COMMENTS | {NodeKind.EMPTY_STATEMENT, NodeKind.HASH_BANG_LINE}

# ---- functions and classes

DECLARED_FUNCTIONS: Final = frozenset({NodeKind.FUNCTION_DECLARATION, NodeKind.GENERATOR_FUNCTION_DECLARATION})
# Functions that are values.
FUNCTION_VALUES: Final = frozenset({NodeKind.FUNCTION_EXPRESSION, NodeKind.GENERATOR_FUNCTION, NodeKind.ARROW_FUNCTION})
# Functions that are not members.
FREE_FUNCTIONS: Final = DECLARED_FUNCTIONS | FUNCTION_VALUES
FUNCTIONS: Final = FREE_FUNCTIONS | {NodeKind.METHOD_DEFINITION}
# Free functions that have a `this` of their own.
THIS_FUNCTIONS: Final = FREE_FUNCTIONS - {NodeKind.ARROW_FUNCTION}
# Functions with an expression or a block after `=>` or `function`, as most people write them: no generators.
PLAIN_FUNCTION_VALUES: Final = FUNCTION_VALUES - {NodeKind.GENERATOR_FUNCTION}
CLASSES: Final = frozenset({NodeKind.CLASS, NodeKind.CLASS_DECLARATION})
CLASS_MEMBERS: Final = frozenset({NodeKind.METHOD_DEFINITION, NodeKind.FIELD_DEFINITION})
# What does not run as a part of the code around it.
BODIES: Final = FUNCTIONS | {NodeKind.CLASS_STATIC_BLOCK, NodeKind.FIELD_DEFINITION, NodeKind.PROGRAM}

# ---- expressions

# `x.name` and `x[index]`.
MEMBERS: Final = frozenset({NodeKind.MEMBER_EXPRESSION, NodeKind.SUBSCRIPT_EXPRESSION})
# What a path of names consists of: `x`, `x.name`, `x[index]`.
PATHS: Final = MEMBERS | {NodeKind.IDENTIFIER}
# The links of a chain: `x.name`, `x[index]`, `x()`.
LINKS: Final = MEMBERS | {NodeKind.CALL_EXPRESSION}
CALLS: Final = frozenset({NodeKind.CALL_EXPRESSION, NodeKind.NEW_EXPRESSION})
# `a = b` and `a += b`.
ASSIGNMENTS: Final = frozenset({NodeKind.ASSIGNMENT_EXPRESSION, NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION})
STRINGS: Final = frozenset({NodeKind.STRING, NodeKind.TEMPLATE_STRING})
# What the text between quotes consists of.
STRING_PARTS: Final = frozenset({NodeKind.STRING_FRAGMENT, NodeKind.ESCAPE_SEQUENCE})

# ---- names

# Names of variables. The parser has a kind of its own for `undefined`.
VARIABLES: Final = frozenset({
    NodeKind.IDENTIFIER, NodeKind.UNDEFINED, NodeKind.SHORTHAND_PROPERTY_IDENTIFIER,
    NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN,
})  # fmt: skip
# A name of a variable where its value is taken, and one where the variable is given a value.
NOTHING: Final = frozenset({NodeKind.NULL, NodeKind.UNDEFINED})
READ_NAMES: Final = frozenset({NodeKind.IDENTIFIER, NodeKind.SHORTHAND_PROPERTY_IDENTIFIER})
TARGET_NAMES: Final = frozenset({NodeKind.IDENTIFIER, NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN})
# `{ x }`.
SHORTHANDS: Final = frozenset({NodeKind.SHORTHAND_PROPERTY_IDENTIFIER, NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN})
PROPERTY_NAMES: Final = frozenset({NodeKind.PROPERTY_IDENTIFIER, NodeKind.PRIVATE_PROPERTY_IDENTIFIER})
# Names of anything: a variable, a property, a label.
IDENTIFIERS: Final = READ_NAMES | TARGET_NAMES | PROPERTY_NAMES | {NodeKind.STATEMENT_IDENTIFIER}

# ---- patterns and the objects that they take apart

# Patterns that take a value apart.
TAKING_APART: Final = frozenset({NodeKind.OBJECT_PATTERN, NodeKind.ARRAY_PATTERN})
PATTERNS: Final = TAKING_APART | {NodeKind.REST_PATTERN}
# Targets with a default.
DEFAULTS: Final = frozenset({NodeKind.ASSIGNMENT_PATTERN, NodeKind.OBJECT_ASSIGNMENT_PATTERN})
# `...x`.
SPREADS: Final = frozenset({NodeKind.SPREAD_ELEMENT, NodeKind.REST_PATTERN})
# `key: value`.
PAIRS: Final = frozenset({NodeKind.PAIR, NodeKind.PAIR_PATTERN})
# What stands before a member that is no part of its code: `@decorator` and `[key]`.
BEFORE_MEMBERS: Final = frozenset({NodeKind.DECORATOR, NodeKind.COMPUTED_PROPERTY_NAME})

# ---- statements

# Declarations of variables that end with their value; `using` also disposes of its value at the end of the block.
DECLARATIONS: Final = frozenset({NodeKind.LEXICAL_DECLARATION, NodeKind.VARIABLE_DECLARATION})
LOOPS: Final = frozenset(
    {NodeKind.FOR_STATEMENT, NodeKind.FOR_IN_STATEMENT, NodeKind.WHILE_STATEMENT, NodeKind.DO_STATEMENT}
)
# Statements that are not declarations or blocks.
PLAIN_STATEMENTS: Final = LOOPS | {
    NodeKind.BREAK_STATEMENT, NodeKind.CONTINUE_STATEMENT, NodeKind.DEBUGGER_STATEMENT, NodeKind.EMPTY_STATEMENT,
    NodeKind.EXPORT_STATEMENT, NodeKind.EXPRESSION_STATEMENT, NodeKind.IF_STATEMENT, NodeKind.IMPORT_STATEMENT,
    NodeKind.LABELED_STATEMENT, NodeKind.RETURN_STATEMENT, NodeKind.SWITCH_STATEMENT, NodeKind.THROW_STATEMENT,
    NodeKind.TRY_STATEMENT, NodeKind.WITH_STATEMENT,
}  # fmt: skip
# Statements that are not blocks.
UNBRACED_STATEMENTS: Final = PLAIN_STATEMENTS | DECLARATIONS | DECLARED_FUNCTIONS | {
    NodeKind.CLASS_DECLARATION, NodeKind.USING_DECLARATION,
}  # fmt: skip
STATEMENTS: Final = UNBRACED_STATEMENTS | {NodeKind.STATEMENT_BLOCK}
# Statements whose body may stand without braces.
BARE: Final = LOOPS | {NodeKind.IF_STATEMENT, NodeKind.ELSE_CLAUSE, NodeKind.LABELED_STATEMENT, NodeKind.WITH_STATEMENT}
# What only a module has.
MODULE_STATEMENTS: Final = frozenset({NodeKind.IMPORT_STATEMENT, NodeKind.EXPORT_STATEMENT})
CASES: Final = frozenset({NodeKind.SWITCH_CASE, NodeKind.SWITCH_DEFAULT})
# What holds statements one after the other.
STATEMENT_LISTS: Final = CASES | {NodeKind.PROGRAM, NodeKind.STATEMENT_BLOCK}


def is_known(kind: str) -> bool:
    """Whether somebody has named a kind, and so said what it is.

    A grammar may learn new syntax. Nothing is known of a node of another kind: which names it declares, what it
    evaluates, what its value is. It must not pass as a plain expression.
    """
    return kind in KINDS


def children(node: Node | None) -> list[Node]:
    """The named children of a node, without comments."""
    return [child for child in node.named_children if child.type not in COMMENTS] if node is not None else []


def operator(node: Node) -> str:
    """The operator of an expression or a loop; empty where it has none."""
    found = node.child_by_field_name("operator")
    return found.type if found is not None else ""


# -- grammars ----------------------------------------------------------------------------------------------------------

JAVASCRIPT: Final = "javascript"
TYPESCRIPT: Final = "typescript"
TSX: Final = "tsx"
# Those of types that become JavaScript before anything else reads them.
TYPED: Final = frozenset({TYPESCRIPT, TSX})


def _javascript() -> object:
    import tree_sitter_javascript

    return tree_sitter_javascript.language()


def _typescript() -> object:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_typescript()


def _tsx() -> object:
    import tree_sitter_typescript

    return tree_sitter_typescript.language_tsx()


# By the names that `documents.kinds` gives them.
GRAMMARS: Final[dict[str, Callable[[], object]]] = {
    JAVASCRIPT: _javascript,
    TYPESCRIPT: _typescript,
    TSX: _tsx,
}
