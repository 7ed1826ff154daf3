"""Drawn inputs: strategies, what must come for them, and the search for the smallest that fails. No I/O."""
