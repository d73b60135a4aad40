"""The HTTP contract as black-box tests: only the wire is known here, never the code behind it."""
