"""The HTTP binding as an OpenAPI 3.1 document (spec/13-http.md), from the table of methods and the schemas.

One document for all services: `schemas/openapi.json`, and a compact copy in each SDK, which serves it.
A path is an endpoint of the table; a webhook is a method of the way back (`POST {Amplifier-Callback}/{method}`).
"""

from __future__ import annotations

import json
from typing import Any

from . import source
from .source import HEADER, Json, Source, ref_name

VERSION = "1.0"
PROBLEM = "Problem"
_PREFIX = "#/components/schemas/"
_META_HEADERS = {
    "traceparent": "traceparent",
    "tracestate": "tracestate",
    "baggage": "baggage",
    "Amplifier-Session": "session_id",
    "Amplifier-Parent-Session": "parent_session_id",
    "Amplifier-Turn": "turn_id",
    "Amplifier-Deadline-Ms": "deadline_ms",
    "Amplifier-Depth": "depth",
}
_CALLBACK_HEADERS = {
    "Amplifier-Callback": "Where this service calls its host: an absolute URL.",
    "Amplifier-Token": "What it shows there.",
}
_WAY_BACK_HEADERS = {
    "Amplifier-Token": "The token of the request that the call is made for.",
    "Amplifier-Request": "The id of this call, by which it can be cancelled.",
}
_SERVER_EVENT = {
    "type": "object",
    "description": "One of the Server-Sent Events. The last is `result` or `error`.",
    "required": ["event", "data"],
    "properties": {
        "event": {
            "type": "string",
            "description": "The method of a notification; `result` or `error`.",
        },
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "description": "Its params without `request_id`; the result; a Problem.",
        },
    },
}


def files(_: object) -> dict[str, str]:
    """Return the document and its copies as {path: text}."""
    document = build(source.load())
    compact = json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
    go = (
        f'// {HEADER}\n\npackage protocol\n\nimport _ "embed"\n\n'
        "// OpenAPI is the OpenAPI 3.1 document of the HTTP binding.\n//\n"
        "//go:embed openapi_gen.json\nvar OpenAPI []byte\n"
    )
    typescript = (
        f"// {HEADER}\n/** The OpenAPI 3.1 document of the HTTP binding. */\n"
        f"export const OPENAPI: string = {json.dumps(compact.strip(), ensure_ascii=False)};\n"
    )
    return {
        "schemas/openapi.json": json.dumps(document, ensure_ascii=False, indent=2) + "\n",
        "sdk-python/src/amplifier_ipc/_generated/openapi.json": compact,
        "sdk-rust/src/generated/openapi.json": compact,
        "sdk-go/protocol/openapi_gen.json": compact,
        "sdk-go/protocol/openapi_gen.go": go,
        "sdk-typescript/src/generated/openapi.ts": typescript,
    }


def build(tables: Source) -> Json:
    """Return the document."""
    paths: Json = {}
    for row in tables.methods:
        for path, operation in _operations(row, tables):
            paths.setdefault(path, {})[row["http"]["method"].lower()] = operation
    webhooks = {
        row["method"]: {"post": _way_back(row, tables)}
        for row in tables.methods
        if row["direction"] == "service_to_host" and not row["method"].startswith(("stream.", "$/"))
    }
    document: Json = {
        "openapi": "3.1.0",
        "info": {
            "title": "Amplifier IPC service",
            "version": VERSION,
            "description": f"The HTTP binding of the protocol. {HEADER}",
        },
        "security": [{}, {"token": []}],
        "paths": paths,
        "webhooks": webhooks,
    }
    document = json.loads(json.dumps(document))  # what follows turns references in place
    document["components"] = _components(document, tables)
    return document


def _operations(row: Json, tables: Source) -> list[tuple[str, Json]]:
    http = row["http"]
    if not http:
        return []
    stream = http.get("stream")
    usual = _operation(row, tables, http["path"], plain=stream != "always", events=bool(stream))
    found = [(http["path"], usual)]
    if other := http.get("stream_path"):
        streamed = _operation(row, tables, other, plain=False, events=True)
        streamed["operationId"] += ".stream"
        found.append((other, streamed))
    return found


def _operation(row: Json, tables: Source, path: str, *, plain: bool, events: bool) -> Json:
    """Return the operation of an endpoint."""
    params = tables.defs[ref_name(row["params"])]
    named = [name for name in params["properties"] if f"{{{name}}}" in path]
    left_out = {"_meta", "id", *named} | ({"stream"} if "stream_path" in row["http"] else set())
    body = row["http"]["method"] not in ("GET", "DELETE")
    operation: Json = {"operationId": row["method"], "summary": row["description"]}
    operation["tags"] = [path.split("/")[1]]
    operation["parameters"] = [_in_path(name, params["properties"][name]) for name in named]
    if row["method"] == "describe":
        left_out = set(params["properties"])
        operation["parameters"].append(_header("Amplifier-Protocol", "The versions, by commas."))
    if row["method"] == "ping":
        operation["security"] = []
    rest = _without(params, left_out)
    if body:
        operation["requestBody"] = _body(rest)
    else:
        required = rest.get("required", [])
        operation["parameters"] += [
            _in_query(name, schema, required=name in required)
            for name, schema in rest["properties"].items()
        ]
    operation["parameters"] += [
        {"$ref": f"#/components/parameters/{name}"} for name in (*_META_HEADERS, *_CALLBACK_HEADERS)
    ]
    operation["responses"] = _responses(row, plain=plain, events=events)
    return operation


def _way_back(row: Json, tables: Source) -> Json:
    """Return the operation of a method that a service sends to its host."""
    params = tables.defs[ref_name(row["params"])]
    names = (*_META_HEADERS, *(f"back-{name}" for name in _WAY_BACK_HEADERS))
    events = row["method"] in ("request.provider_complete", "request.tool_execute")
    return {
        "operationId": f"host.{row['method']}",
        "summary": row["description"],
        "tags": ["way back"],
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in names],
        "requestBody": _body(_without(params, {"_meta"})),
        "responses": _responses(row, plain=True, events=events),
    }


def _without(params: Json, names: set[str]) -> Json:
    """Return the schema of an object without some of its members."""
    schema: Json = {"type": "object"}
    schema["properties"] = {n: s for n, s in params["properties"].items() if n not in names}
    required = [name for name in params.get("required", []) if name not in names]
    return schema | ({"required": required} if required else {})


def _body(schema: Json) -> Json:
    return {
        "required": bool(schema.get("required")),
        "content": {"application/json": {"schema": schema}},
    }


def _in_path(name: str, schema: Json) -> Json:
    schema = {key: value for key, value in schema.items() if key != "description"} | {
        "minLength": 1
    }
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(name: str, schema: Json, *, required: bool) -> Json:
    found: Json = {"name": name, "in": "query", "required": required}
    if "$ref" in schema or schema.get("type") in ("object", "array"):
        return found | {"content": {"application/json": {"schema": schema}}}
    return found | {"schema": schema}


def _header(name: str, description: str, schema: Json | None = None) -> Json:
    found = {"name": name, "in": "header", "required": False, "description": description}
    return found | {"schema": schema or {"type": "string"}}


def _responses(row: Json, *, plain: bool, events: bool) -> Json:
    """Return the answers of an operation: its result, and a Problem."""
    answers: Json = {"default": {"$ref": "#/components/responses/Problem"}}
    if row["result"] is None:
        return {"204": {"description": "It was taken."}, **answers}
    content: Json = {}
    if plain:
        content["application/json"] = {"schema": {"$ref": row["result"]}}
    if events:
        content["text/event-stream"] = {"schema": _SERVER_EVENT}
    return {"200": {"description": "The result.", "content": content}, **answers}


def _components(document: Json, tables: Source) -> Json:
    """Return what the operations refer to, and turn their references to it."""
    schemas: Json = {}
    _reach(document, schemas, tables)
    _reach({"$ref": PROBLEM}, schemas, tables)
    meta = tables.defs["Meta"]["properties"]
    parameters = {
        name: _header(name, meta[member]["description"], _bare(meta[member]))
        for name, member in _META_HEADERS.items()
    }
    parameters |= {name: _header(name, text) for name, text in _CALLBACK_HEADERS.items()}
    parameters |= {f"back-{name}": _header(name, text) for name, text in _WAY_BACK_HEADERS.items()}
    problem = {"schema": {"$ref": _PREFIX + PROBLEM}}
    return {
        "schemas": dict(sorted(schemas.items())),
        "parameters": parameters,
        "responses": {
            "Problem": {
                "description": "What went wrong.",
                "content": {"application/problem+json": problem},
            }
        },
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    }


def _bare(schema: Json) -> Json:
    return {key: value for key, value in schema.items() if key != "description"}


def _reach(value: Any, schemas: Json, tables: Source) -> None:
    """Collect the types that a value refers to, and turn its references to them, in place."""
    if isinstance(value, list):
        for part in value:
            _reach(part, schemas, tables)
    if not isinstance(value, dict):
        return
    reference = value.get("$ref")
    if isinstance(reference, str) and not reference.startswith("#/components/"):
        name = ref_name(f"/{reference}")
        value["$ref"] = _PREFIX + name
        if name not in schemas:
            schemas[name] = _typed(json.loads(json.dumps(tables.defs[name])), tables)
            _reach(schemas[name], schemas, tables)
    for part in value.values():
        _reach(part, schemas, tables)


def _typed(schema: Json, tables: Source) -> Json:
    """Return a union with the mapping that OpenAPI wants of its tag."""
    tag = schema.get("discriminator")
    if tag:
        mapping = {}
        for arm in schema["oneOf"]:
            name = ref_name(arm["$ref"])
            member = tables.defs[name]["properties"][tag["propertyName"]]
            if "const" in member:
                mapping[member["const"]] = _PREFIX + name
        schema["discriminator"] = {**tag, "mapping": mapping}
    return schema
