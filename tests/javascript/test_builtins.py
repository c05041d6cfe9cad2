"""The names of the platform, as the module that is written by a tool has them: what a page may write, and what it may not."""

from __future__ import annotations

import pytest

from migrator.javascript.builtins import CONFUSING, GLOBAL_OBJECTS, GLOBALS, PLATFORM


@pytest.mark.parametrize("name", ["$", "require", "module", "process", "Buffer", "jQuery", "importScripts_", "pyodide"])
def test_names_of_other_platforms_are_none(name: str) -> None:
    assert name not in PLATFORM


@pytest.mark.parametrize("name", ["event", "name", "length", "top", "status"])
def test_a_name_that_is_mostly_a_forgotten_variable_is_no_name_for_a_page(name: str) -> None:
    assert name in CONFUSING
    assert name not in GLOBALS
    assert name in PLATFORM


@pytest.mark.parametrize("name", ["JSON", "Map", "Worker", "postMessage", "document", "importScripts", "globalThis"])
def test_names_of_the_language_of_pages_and_of_workers_are_there(name: str) -> None:
    assert name in GLOBALS
    assert name in PLATFORM


def test_arguments_may_be_written_and_are_the_platforms_nowhere() -> None:
    assert "arguments" in GLOBALS
    assert "arguments" not in PLATFORM


def test_an_object_of_globals_is_one_of_its_members() -> None:
    assert GLOBAL_OBJECTS <= PLATFORM
    assert all(name.isidentifier() for name in PLATFORM)
