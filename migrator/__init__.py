"""Rewrites Python that a JavaScript class runs through Pyodide to typed commands of a web worker."""

__version__ = "0.1.0"

# The folder of the package: a wheel brings its pages, and what they compile to, beside the code.
FOLDER = __path__[0]
