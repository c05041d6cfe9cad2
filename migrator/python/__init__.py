"""Python that is embedded in JavaScript: from the bytes of a literal to a normal form made of terms."""
