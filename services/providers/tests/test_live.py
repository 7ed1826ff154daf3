"""Two tiny calls of each real vendor; without its key they are left out."""

import os
from pathlib import Path

import pytest
from battery.adapters import Adapter, command, plain
from battery.conversation import WEATHER
from battery.process import AdapterProcess
from battery.streams import text_of

pytestmark = pytest.mark.live
LIVE = {
    "anthropic": ("ANTHROPIC_API_KEY",),
    "openai": ("OPENAI_API_KEY",),
    "azure_openai": ("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT"),
    "gemini": ("GEMINI_API_KEY",),
    "ollama": ("OLLAMA_HOST",),
    "vllm": ("VLLM_API_BASE",),
    "github_copilot": ("GITHUB_TOKEN", "GITHUB_COPILOT_LIVE"),
}
"""What must be set; GITHUB_TOKEN alone is set in too many places."""


async def test_the_vendor_answers_and_calls_a_tool(adapter: Adapter, tmp_path: Path) -> None:
    missing = [name for name in LIVE[adapter.folder] if not os.environ.get(name)]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not set")
    given = {name: os.environ[name] for name in LIVE[adapter.folder]}
    model = os.environ.get(f"{adapter.folder.upper()}_LIVE_MODEL")
    async with AdapterProcess(command(adapter.folder), {**plain(), **given}, tmp_path) as process:
        await process.set(**adapter.config, **({"model": model} if model else {}))
        ask = {"messages": [{"role": "user", "content": "Answer with the word yes alone."}]}
        answer = await process.ask({**ask, "max_output_tokens": 2000}, stream=True)
        assert "yes" in text_of(answer).lower()
        assert answer["usage"]["output_tokens"] > 0
        ask = {
            "messages": [{"role": "user", "content": "How is the weather in Oslo? Use the tool."}]
        }
        answer = await process.ask({**ask, "tools": [WEATHER], "max_output_tokens": 2000})
        assert answer["tool_calls"][0]["arguments"]["city"] == "Oslo"
