"""Write anew what of docs/ is made: the samples of docs/formats.md, and the schemas of the JSON documents."""

from __future__ import annotations

from tests.report.formats.samples import PAGE, made, schemas

PAGE.write_text(made(PAGE.read_text("utf-8")), "utf-8")
for path, text in schemas().items():
    path.write_text(text, "utf-8")
