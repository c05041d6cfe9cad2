"""From bindings to verified edits on the original bytes."""
