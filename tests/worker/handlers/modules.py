"""Helpers: modules from text."""

from __future__ import annotations

from pathlib import Path

from migrator.javascript.modules import Module
from migrator.javascript.project import Chain, Project
from migrator.javascript.source import Source


def module(text: str) -> Module:
    return Module(Path("a.js"), Source.read("a.js", text.encode()))


def chain(text: str, name: str = "Client") -> Chain:
    """A class of a file, with those that it extends."""
    found = module(text)
    return Project().chain(found.classes[name])
