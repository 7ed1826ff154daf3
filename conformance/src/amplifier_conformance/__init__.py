"""Judges services and hosts of Amplifier IPC by the requirements of the protocol, on the wire alone."""

__version__ = "0.1.0"
