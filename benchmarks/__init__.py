"""How fast the tool is beside what one would otherwise run. `make bench`; `docs/benchmark.md` says what each row is."""
