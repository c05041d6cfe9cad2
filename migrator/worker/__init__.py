"""The contract with the worker: its commands, its script, and what the handlers there lack."""
