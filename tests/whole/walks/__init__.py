"""Random walks of edits of a repository: after each step, every way to ask gives the same answer.

`python -m tests.whole.walks [STEPS] [SEED]...` walks far; `tests/whole/test_walks.py` walks a little.
"""
