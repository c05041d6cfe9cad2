"""Rewrites Python that a JavaScript class runs through Pyodide to typed commands of a web worker."""

__version__ = "0.1.0"
