"""Generated mutants: the programs that differ from a page in one thing, which must be left alone for that thing."""
