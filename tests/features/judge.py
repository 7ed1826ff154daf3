"""Judges every line between a service and the driver by the schemas, the table of methods and the rules of framing."""

from __future__ import annotations

import functools
import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
BASE = "https://amplifier-ipc.github.io/schemas/1.0/"
Json = dict[str, Any]


@functools.cache
def registry() -> jsonschema_rs.Registry:
    """All schema files under their addresses."""
    files = SCHEMAS.glob("*.schema.json")
    return jsonschema_rs.Registry([(BASE + f.name, json.loads(f.read_text())) for f in files])


@functools.cache
def methods() -> dict[str, Json]:
    """The table of methods, by name."""
    table = json.loads((SCHEMAS / "methods.json").read_text())["methods"]
    return {row["method"]: row for row in table}


@functools.cache
def validator(reference: str) -> jsonschema_rs.Draft202012Validator:
    """The validator of a definition, such as `tool.schema.json#/$defs/ToolResult`."""
    return jsonschema_rs.Draft202012Validator({"$ref": BASE + reference}, registry=registry())


def misfits(reference: str, value: Any) -> list[str]:
    """What of the value does not fit the schema, one sentence a fault."""
    found = validator(reference).iter_errors(value)
    return [f"/{'/'.join(map(str, fault.instance_path))}: {fault.message}" for fault in found]


def key(message_id: Any) -> tuple[str, Any]:
    """An id as it is compared: the string `7` and the number 7 are two (RPC-005)."""
    return type(message_id).__name__, message_id


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _no_twins(pairs: list[tuple[str, Any]]) -> Json:
    twins = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
    if twins:
        raise ValueError(f"members occur twice (FRM-040): {twins}")
    return dict(pairs)


def read(line: bytes) -> Json:
    """The object of a line without its LF; ValueError says what FRM-001 forbids in it."""
    text = line.decode("utf-8")
    value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_twins)
    json.dumps(value, ensure_ascii=False).encode("utf-8")  # a lone surrogate cannot be encoded
    if not isinstance(value, dict):
        raise TypeError("the line holds no object")
    return value


class Judge:
    """Knows what was asked and holds every message against it; `faults` are sentences."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.unanswered: dict[tuple[str, Any], list[str]] = {}
        self.asking: dict[tuple[str, Any], str] = {}
        self.outputs: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self._tools: dict[tuple[str, Any], str] = {}

    def asked(self, message_id: Any, method: str, params: Any = None) -> None:
        """The driver sends a request, and so the service owes an answer."""
        self.unanswered.setdefault(key(message_id), []).append(method)
        if method == "tool.execute" and isinstance(params, dict):
            self._tools[key(message_id)] = params.get("name", "")

    def answers(self, message_id: Any, result: Any) -> None:
        """The driver answers a request of the service."""
        method = self.asking.pop(key(message_id), None)
        if method and result is not None:
            self._fit(methods()[method]["result"], result, f"the driver's own answer to {method}")

    def line(self, raw: bytes) -> Json | None:
        """Judge a line that the service wrote; returns its message, None if there is none."""
        try:
            message = read(raw)
        except (ValueError, TypeError) as error:
            self.faults.append(f"not a line of the protocol ({error}): {raw[:200]!r}")
            return None
        if "method" not in message:
            self._response(message)
        elif "id" in message:
            self._request(message)
        else:
            self._notification(message)
        return message

    def _fit(self, reference: str, value: Any, what: str) -> None:
        self.faults += [f"{what}: {fault}" for fault in misfits(reference, value)]

    def _table(self, message: Json, kind: str) -> Json | None:
        method = message["method"]
        row = methods().get(method)
        if row is None or row["direction"] == "host_to_service" or row["kind"] != kind:
            self.faults.append(f"no {kind} that a service may send: {message}")
            return None
        self._fit(row["params"], message.get("params", {}), f"params of {method}")
        return row

    def _request(self, message: Json) -> None:
        self._fit("error.schema.json#/$defs/RequestMessage", message, "a request")
        if list(message) != [m for m in ("jsonrpc", "id", "method", "params") if m in message]:
            self.faults.append(f"members in another order (RPC-049): {list(message)}")
        if key(message["id"]) in self.asking:
            self.faults.append(f"an id that is still under way: {message['id']!r}")
        if self._table(message, "request"):
            self.asking[key(message["id"])] = message["method"]

    def _notification(self, message: Json) -> None:
        self._fit("error.schema.json#/$defs/NotificationMessage", message, "a notification")
        method, params = message["method"], message.get("params", {})
        if not self._table(message, "notification"):
            return
        about = "request_id" in params and key(params["request_id"])
        if about and about not in self.unanswered:
            self.faults.append(f"{method} about a request that is not under way: {params}")
        if method == "$/cancel" and key(params.get("id")) not in self.asking:
            self.faults.append(f"$/cancel of a call that is not under way (RPC-065): {params}")

    def _response(self, message: Json) -> None:
        failed = "error" in message
        kind = "ErrorMessage" if failed else "ResultMessage"
        self._fit(f"error.schema.json#/$defs/{kind}", message, "a response")
        if message.get("id") is None:
            return  # a refusal of a line whose id could not be told (FRM-009)
        at = key(message["id"])
        owed = self.unanswered.get(at)
        if not owed:
            self.faults.append(f"an answer that nobody asked for: {message}")
            return
        method = owed.pop() if failed else owed.pop(0)
        if not owed:
            del self.unanswered[at]
        if not failed:
            self._result(at, method, message["result"])

    def _result(self, at: tuple[str, Any], method: str, result: Any) -> None:
        self._fit(methods()[method]["result"], result, f"result of {method}")
        if method == "describe" and not misfits(methods()["describe"]["result"], result):
            for tool in result["capabilities"].get("tools", []):
                self._learn(tool)
        output = self.outputs.get(self._tools.pop(at, ""))
        if output and isinstance(result, dict) and result.get("success", True):
            faults = output.iter_errors(result.get("output"))
            self.faults += [f"output against its output_schema: {f.message}" for f in faults]

    def _learn(self, tool: Json) -> None:
        for name in ("input_schema", "output_schema"):
            try:
                schema = jsonschema_rs.Draft202012Validator(tool.get(name, True))
            except ValueError as error:
                self.faults.append(f"{name} of {tool['name']} is no JSON Schema 2020-12: {error}")
                continue
            if name == "output_schema" and name in tool:
                self.outputs[tool["name"]] = schema
