"""What the tool does with every earlier version of the public file: `python -m tests.whole.versions GIT`."""
