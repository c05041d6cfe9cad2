"""Types added to the wordings: a file in TypeScript that is JavaScript once its types are erased.

`additions` puts types into JavaScript, `eraser` takes them out again with TypeScript's own parser, and `judge` compares
what becomes of both files. `python -m tests.whole.typed SEED CASES` types inputs, worded by chance.
"""
