"""What a run found, kept for the next one.

Values under keys in files (`store`), values of the program as JSON and back (`codec`), and what was found of a file
with all that it depends on (`results`).
"""
