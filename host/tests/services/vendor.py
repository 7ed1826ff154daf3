"""A provider of the name that it is given: it tells what it is configured with, and what of its environment it sees."""

import json
import os
import sys

import plain

NAME, *VARIABLES = sys.argv[1:]
MODEL = {
    "context_window": 200_000,
    "max_output_tokens": 8_000,
    "capabilities": ["tools"],
    "defaults": {},
}
MODELS = [{"id": f"{NAME}-{size}", "display_name": size, **MODEL} for size in ("small", "large")]
INFO = {
    "id": NAME,
    "display_name": NAME.title(),
    "credential_env_vars": VARIABLES,
    "capabilities": ["tools"],
    "defaults": {},
    "config_fields": [
        {
            "id": "max_tokens",
            "display_name": "Tokens",
            "field_type": "text",
            "prompt": "How many tokens",
            "required": False,
        }
    ],
}
config = {}


def configure(params):
    config.update(params["config"])
    return {"status": "ok"}


def complete(_):
    seen = {name: os.environ[name] for name in VARIABLES if name in os.environ}
    text = json.dumps({"provider": NAME, "config": config, "sees": seen})
    return {"content": [{"type": "text", "text": text}], "finish_reason": "stop"}


plain.serve(
    plain.describe_answer(NAME, providers=[{"name": NAME}]),
    {
        "configure": configure,
        "provider.complete": complete,
        "provider.info": lambda _: INFO,
        "provider.list_models": lambda _: {"models": MODELS},
    },
)
