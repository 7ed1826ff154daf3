"""The conversation of `amplifier-ipc run` on a terminal."""
