"""One run: which files are examined, by how many processes, and what earlier runs found of them."""
