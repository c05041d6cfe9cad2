"""Pages learned from what a commit did.

    commit ─▶ change ─▶ alignment ─▶ region ─▶ block ─▶ page ─▶ judges ─▶ ledger

`learner` goes this way. `change` has both sides of a commit, `alignment` what stays and what is changed in a file (with
`names` for what is only renamed), `region` the statements of one site, `values` what stands for its names and
expressions, `block` the lines of its page (spelled by `layout`), and `judges` what a page has to pass before it is
written.
"""
