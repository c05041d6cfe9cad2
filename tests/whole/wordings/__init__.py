"""Other wordings of a file: the same meaning, written as somebody else would have written it.

A wording takes the bytes of a file and a random generator, and gives other bytes, or None where it does not apply. It
knows nothing of any one file. `python -m tests.whole.wordings` prints what became of every input under every wording.
"""
