"""Random walks of edits of a repository: after each step, every way to ask gives the same answer.

`python -m tests.walks [STEPS] [SEED]...` walks far; `tests/test_walks.py` walks a little.
"""
