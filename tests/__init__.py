"""The tests, and what is run beside them as `python -m tests.NAME`."""

import atexit
import os
import shutil
import tempfile

# Outside of repositories the journals of --write go to the user's state folder: to one of our own, for all that is run.
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="migrator-state-")
atexit.register(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True)
