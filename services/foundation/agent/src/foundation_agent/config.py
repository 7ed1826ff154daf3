"""The settings of both components, with their defaults."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Retry:
    """When a model may be asked again after a retryable error. Delays in seconds."""

    max_retries: int = 5
    initial_delay: float = 1.0
    max_delay: float = 60.0
    honour_retry_after_to: float = 300.0


@dataclass(frozen=True, slots=True)
class StreamingConfig:
    """Of the orchestrator. `max_iterations` -1 is no limit; limits of text in characters."""

    max_iterations: int = -1
    max_parallel_tools: int = 8
    retry: Retry = field(default_factory=Retry)
    min_delay_between_calls_ms: int = 0
    reasoning_effort: str | None = None
    tool_output_limit: int = 200_000
    preview_chars: int = 2000
    repair_tool_sequence: bool = True


@dataclass(frozen=True, slots=True)
class SimpleConfig:
    """Of the context manager. `max_tokens` holds where no window is known.

    `compact_threshold`, `target_usage`, `protected_recent`, `output_reserve_fraction` are fractions;
    `protected_tool_results` counts messages, `truncate_chars` characters, `safety_margin` tokens.
    """

    max_tokens: int = 200_000
    compact_threshold: float = 0.85
    target_usage: float = 0.60
    protected_recent: float = 0.30
    protected_tool_results: int = 5
    truncate_chars: int = 8000
    output_reserve_fraction: float = 0.25
    safety_margin: int = 4096
