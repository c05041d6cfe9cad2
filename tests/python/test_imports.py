"""Names of modules become their paths, where nothing else can be meant."""

from __future__ import annotations

import pytest

from migrator.model.term import show
from migrator.python.imports import resolve

from .forms import built


def resolved(text: str) -> list[str]:
    builder, body = built(text)
    return [show(term) for term in resolve(body, builder)]


@pytest.mark.parametrize(
    "text",
    [
        "import json\njson = f()\njson.loads(a)",
        "json.loads(a)\nimport json",
        "if b:\n  import json\nelse:\n  import ujson as json\njson.loads(a)",
        "def json(): pass\njson.loads(a)",
        "def f(json):\n  json.loads(a)",
    ],
)
def test_the_name_stays(text: str) -> None:
    assert "module:" not in " ".join(resolved(text))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("import json\njson.loads(a)", "json.loads"),
        ("import json as j\nj.loads(a)", "json.loads"),
        ("from json import loads\nloads(a)", "json.loads"),
        ("from json import loads as l\nl(a)", "json.loads"),
        ("import os.path\nos.path.join(a)", "os.path.join"),
        ("import numpy as np\nnp.random.seed(a)", "numpy.random.seed"),
        ("def f():\n  return json.loads(a)\nimport json\nf()", "json.loads"),
        ("if b:\n  import json\njson.loads(a)", "json.loads"),
    ],
)
def test_the_path(text: str, path: str) -> None:
    assert f"module:{path}" in " ".join(resolved(text))


def test_imports_of_the_standard_library_and_numpy_go_and_others_stay() -> None:
    assert resolved("import json, numpy\nfrom game import env as e\nimport zoo\ne") == [
        "import:from game import env",
        "import:import zoo",
        "(expr module:game.env)",
    ]


def test_the_order_of_imports_does_not_count() -> None:
    assert resolved("import zoo\nimport art\n1") == resolved("import art\nimport zoo\nimport art\n1")
    assert resolved("import zoo\nf()\nimport art\n1") != resolved("import art\nf()\nimport zoo\n1")
