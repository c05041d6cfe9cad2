"""The values that all components share, with no behaviour of their own beyond what reads them.

`ledger`: the outcomes of a run, and what there is to say of them (`ledger.message`). `settings`: what a repository
calls things. `term`: the small tree to which both languages are lowered. They are one component because every other
one speaks in them: a dependency on one of them tells a reader nothing.
"""
