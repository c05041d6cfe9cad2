"""Writing that can be taken back.

One file by a rename (`replace`), all files of a run as one transaction (`transaction`), what it did on disk
(`journal`), where that is kept and who writes there now (`history`, `lock`), taking it back (`restore`), and what
nobody but the user has a copy of (`unstaged`).
"""
