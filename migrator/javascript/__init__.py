"""JavaScript through tree-sitter: source, scopes, classes, and the lowering to terms."""
