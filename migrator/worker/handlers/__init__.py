"""From a command of the worker class to what answers it in the other thread.

The message that the command sends (`messages`), the file of the worker script (`script`), and in it the code that takes
that message, with all that it calls (`dispatch`).
"""
