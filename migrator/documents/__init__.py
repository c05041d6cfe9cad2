"""Documents: the files that hold scripts.

Which files these are by their endings, and what is done with each (`kinds`). A grammar is added here and in
`javascript.syntax`, and nowhere else.
"""
