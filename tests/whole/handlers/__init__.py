"""Random worker scripts whose handlers are known by construction: what they owe must be what the construction says."""
