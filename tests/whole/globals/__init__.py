"""Random Python programs: what `migrator.python.flow` says of each global is what CPython does with it."""
