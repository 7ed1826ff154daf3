"""Provider `other`, which says what it is and which models it has."""

import plain

INFO = {
    "id": "other",
    "display_name": "Other",
    "credential_env_vars": [],
    "capabilities": [],
    "defaults": {"model": "small"},
    "config_fields": [],
}
MODEL = {"context_window": 1000, "max_output_tokens": 100, "capabilities": [], "defaults": {}}
MODELS = [{"id": name, "display_name": name, **MODEL} for name in ("small-1", "tall-1", "tall-2")]

plain.serve(
    plain.describe_answer("other", providers=[{"name": "other"}]),
    {
        "provider.info": lambda _: INFO,
        "provider.list_models": lambda _: {"models": MODELS},
        "provider.complete": lambda _: {"content": [{"type": "text", "text": "other"}]},
    },
)
