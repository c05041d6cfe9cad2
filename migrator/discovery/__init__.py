"""From the paths of a run to the files that can matter, and to the repository around a file."""
