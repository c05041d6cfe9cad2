"""Plays the fixture game before and after its migration on real Pyodide, and compares what a caller can see."""
