"""The editor's server: what `check` finds and what `migrate` does, while a file is written. It writes none."""
