"""The agent's own process: orchestrator `streaming` and context manager `simple`."""

__version__ = "0.1.0"
