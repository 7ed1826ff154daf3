"""The host of Amplifier IPC."""
