"""Uses of the receiver, the programs that they run, and what a use is wherever it stands."""
