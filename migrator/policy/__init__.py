"""What may stay: comments, the ratchet, an earlier commit, and facts that settings state."""
