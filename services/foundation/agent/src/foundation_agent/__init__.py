"""The agent's own process: orchestrator `streaming` and context manager `simple`."""
