"""How near the tool's result comes to a migration that was done by hand: `python -m tests.whole.real SRC`."""
