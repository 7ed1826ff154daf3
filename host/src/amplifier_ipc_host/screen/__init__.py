"""What a user sees of a turn on a terminal of their own."""
