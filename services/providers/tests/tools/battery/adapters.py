"""The adapters, and what of each a test must know to reach it."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PROVIDERS = Path(__file__).parents[3]
ROOT = PROVIDERS.parents[1]
KEY = "sk-battery-0123456789abcdefghijklmnop"
"""The key that every adapter is given; no answer, error or log may ever show it."""


@dataclass(frozen=True, eq=False)
class Adapter:
    """One way to run one adapter."""

    name: str
    """The name in the tests."""
    folder: str
    dialect: str
    """What it speaks: a key of `dialects.DIALECTS`."""
    url_env: str
    """The variable with the base URL."""
    vendor: str
    """The vendor's name for people."""
    key_env: str | None = None
    path: str = ""
    """What follows the server's address in the base URL."""
    model: str = ""
    """A model that thinks, and that the fake vendors know as such."""
    plain_model: str = ""
    """A model that takes a temperature."""
    beyond: frozenset[str] = frozenset()
    """Members of a request that its server takes beside those of the dialect's document."""
    config: Mapping[str, Any] = field(default_factory=dict)
    keyed: Mapping[str, Any] = field(default_factory=dict)
    """Settings with which it takes nothing but a key."""
    env: Mapping[str, str] = field(default_factory=dict)
    second: str | None = None
    """The path of this dialect at the second fake vendor, if it speaks it."""

    def environment(self, url: str) -> dict[str, str]:
        """Return the variables with which it finds the server and its key."""
        keys = {self.key_env: KEY} if self.key_env else {}
        more = {name: value.replace("{url}", url) for name, value in self.env.items()}
        return {**plain(), self.url_env: url + self.path, **keys, **more}

    def __str__(self) -> str:
        return self.name


def plain() -> dict[str, str]:
    """What the environment of any service holds."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "GOCACHE", "GOPATH", "GOMODCACHE", "GOFLAGS")
    return {name: os.environ[name] for name in kept if name in os.environ}


ADAPTERS = [
    Adapter(
        "anthropic",
        folder="anthropic",
        dialect="anthropic",
        vendor="Anthropic",
        key_env="ANTHROPIC_API_KEY",
        url_env="ANTHROPIC_BASE_URL",
        model="claude-sonnet-4-5",
        plain_model="claude-haiku-4-5",
        second="/anthropic",
    ),
    Adapter(
        "openai",
        folder="openai",
        dialect="responses",
        vendor="OpenAI",
        key_env="OPENAI_API_KEY",
        url_env="OPENAI_BASE_URL",
        path="/v1",
        model="gpt-5",
        plain_model="gpt-4.1",
        second="/v1",
    ),
    Adapter(
        "openai-chat",
        folder="openai",
        dialect="chat",
        vendor="OpenAI",
        key_env="OPENAI_API_KEY",
        url_env="OPENAI_BASE_URL",
        path="/v1",
        model="gpt-5",
        plain_model="gpt-4.1",
        config={"api": "chat"},
        second="/v1",
    ),
    Adapter(
        "azure_openai",
        folder="azure_openai",
        dialect="responses",
        vendor="Azure OpenAI",
        key_env="AZURE_OPENAI_API_KEY",
        url_env="AZURE_OPENAI_ENDPOINT",
        model="gpt-5",
        plain_model="gpt-4.1",
        keyed={"credential": "key"},
        env={"AZURE_OPENAI_DEPLOYMENT": "gpt-5"},
    ),
    Adapter(
        "azure-dated",
        folder="azure_openai",
        dialect="chat",
        vendor="Azure OpenAI",
        key_env="AZURE_OPENAI_API_KEY",
        url_env="AZURE_OPENAI_ENDPOINT",
        model="gpt-5",
        plain_model="gpt-4.1",
        config={"api": "chat", "api_version": "2024-10-21"},
        keyed={"credential": "key"},
        env={"AZURE_OPENAI_DEPLOYMENT": "gpt-5"},
    ),
    Adapter(
        "gemini",
        folder="gemini",
        dialect="gemini",
        vendor="Google",
        key_env="GEMINI_API_KEY",
        url_env="GOOGLE_GEMINI_BASE_URL",
        model="gemini-2.5-pro",
        plain_model="gemini-2.0-flash",
        second="/gemini",
    ),
    Adapter(
        "ollama",
        folder="ollama",
        dialect="ollama",
        vendor="Ollama",
        url_env="OLLAMA_HOST",
        beyond=frozenset({"truncate", "shift"}),  # of its Go client; its document lags behind
        model="qwen3",
        plain_model="llama3.1",
    ),
    Adapter(
        "vllm",
        folder="vllm",
        dialect="chat",
        vendor="vLLM",
        key_env="VLLM_API_KEY",
        url_env="VLLM_API_BASE",
        path="/v1",
        model="qwen3",
        plain_model="llama3.1",
        second="/v1",
    ),
    Adapter(
        "github_copilot",
        folder="github_copilot",
        dialect="chat",
        vendor="GitHub Copilot",
        key_env="GITHUB_TOKEN",
        url_env="GITHUB_COPILOT_BASE_URL",
        model="gpt-5",
        plain_model="gpt-4.1",
        env={"GITHUB_API_URL": "{url}"},
    ),
]


@cache
def definition(folder: str) -> dict[str, Any]:
    """The `behavior` of the adapter's definition."""
    text = (PROVIDERS / folder / f"{folder}.yaml").read_text()
    whole: dict[str, Any] = yaml.safe_load(text)["behavior"]
    return whole


@cache
def command(folder: str) -> list[str]:
    """Build the adapter where its sources are newer than what was built; return how it is started."""
    home = PROVIDERS / folder
    service = definition(folder)["service"]
    built = ROOT / "build" / "providers"
    built.mkdir(parents=True, exist_ok=True)
    with (built / f"{folder}.lock").open("w") as lock:  # other workers run the same tests
        fcntl.flock(lock, fcntl.LOCK_EX)
        if service["stack"] == "npm":
            return [_placed(word, _bundled(home)) for word in service["command"]]
        target = str(built / folder)
        subprocess.run(["go", "build", "-trimpath", "-o", target, "."], cwd=home, check=True)
        return [target]


def _placed(word: str, home: Path) -> str:
    if word == "node":
        return shutil.which("node") or word
    return str(home / word) if word.startswith("./") else word


def _bundled(home: Path) -> Path:
    """The folder of a bundle of its own, which nobody builds anew while it runs."""
    built = home / "dist" / "main.js"
    folders = [
        home,
        PROVIDERS / "kit-typescript",
        PROVIDERS / "openai",
    ]  # whose client others share
    sources = [file for folder in folders for file in (folder / "src").rglob("*.ts")]
    newest = max(file.stat().st_mtime for file in [*sources, home / "models.json"] if file.exists())
    if not built.exists() or built.stat().st_mtime < newest:
        subprocess.run(["node", "build.mjs"], cwd=home, check=True, capture_output=True)
    own = Path(tempfile.mkdtemp(prefix=f"{home.name}-", dir=ROOT / "build" / "providers"))
    shutil.copytree(home / "dist", own / "dist", ignore=shutil.ignore_patterns("tests"))
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own
