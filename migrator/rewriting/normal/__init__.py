"""The normal form of a source: what says the same in the words that pages are written in.

Pages name a program where a call is given it, and await what the call gives. Where a file says that in another way (the
program in a constant, `.then`), the file is rewritten as if it said it so. What no rewritten site needs of that is
taken back, so all else of the file stays byte for byte.
"""
