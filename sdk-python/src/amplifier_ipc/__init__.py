"""Services for Amplifier in Python."""
