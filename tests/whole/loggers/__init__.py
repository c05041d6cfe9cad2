"""Definitions of loggers, and of what is none, whose truth is known by how they are made."""
