"""What the JavaScript of a repository runs Python on, and through what it sends commands: the evidence for `init`."""
