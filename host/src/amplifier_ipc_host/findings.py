"""What each step of trying a provider comes to, as one sentence and what to do about it. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from .hints import hint as hint_of
from .vendors import Vendor

Json = dict[str, Any]
State = Literal["ok", "failed", "skipped"]
MAX_TOKENS = 2000
"""Of an answer: room for a model that thinks before it says a word."""
SHOWN = 60
_KEPT: tuple[str, ...] = ("kind", "llm_error", "status_code", "retry_after")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what was found, and what to do where it failed. `data`: the numbers behind the sentence."""

    name: str
    state: State
    says: str
    hint: str = ""
    data: Json = field(default_factory=dict)

    def to_wire(self) -> Json:
        """As JSON; a member that is empty is left out."""
        return {name: value for name, value in asdict(self).items() if value not in ("", {})}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a service sees of the environment: variables with their values, and where these come from.

    `own`: those that its definition sets; `kept`: those of keys.env; `named`: all that the definition names.
    """

    values: Mapping[str, str]
    own: Collection[str]
    kept: Collection[str]
    environ: Collection[str]
    named: Collection[str]
    definition: str

    def where(self, name: str) -> str:
        """Where a variable that is there comes from."""
        if name in self.own:
            return "definition"
        return "environment" if name in self.environ or name not in self.kept else "keys.env"


def service(describe: Json, ms: float) -> Step:
    """It is there."""
    language = (describe.get("sdk") or {}).get("language")
    spoken = f" ({language})" if language else ""
    says = f"{describe['name']} {describe['version']}{spoken}, ready after {ms:.0f} ms"
    return Step("service", "ok", says, data={"ms": round(ms)})


def info(told: Json) -> Step:
    """What it says of itself."""
    model = (told.get("defaults") or {}).get("model")
    can = ", ".join(map(str, told["capabilities"]))
    says = ": ".join(part for part in (str(told["display_name"]), can) if part)
    default = f"; default model {model}" if model else ""
    return Step("info", "ok", says + default, data={"model": model} if model else {})


def key(known: Vendor | None, told: Json, config: Json, seen: Seen) -> Step:
    """Whether it has a key, which and where; never its value."""
    wanted = _wanted(known, told, config)
    found = wanted.found(seen.values)
    if not wanted.keys and found is None:
        return Step("key", "ok", "it needs none")
    if found is not None:
        listed = ", ".join(f"{each} ({seen.where(each)})" for each in found)
        return Step("key", "ok", listed, data={"variables": list(found)})
    says = wanted.missing(seen.values)
    if not any(each in seen.named or each in seen.own for each in wanted.variables):
        says = f"{says}: its definition does not name it"
        return Step("key", "failed", says, f"add it to 'env' in {seen.definition}")
    if wanted.can_do_without(seen.values):
        return Step("key", "skipped", says)
    if elsewhere(known, config, seen.values):
        return Step("key", "skipped", f"{says}; a server of your own may want none")
    return Step("key", "failed", says, f"amplifier-ipc provider set-key {wanted.name}")


def _wanted(known: Vendor | None, told: Json, config: Json) -> Vendor:
    """The keys that will do: the variable of the settings, those of the table, or what it says itself."""
    name = known.name if known else str(told["id"])
    if isinstance(config.get("api_key_env"), str):
        return Vendor(name, "", ((config["api_key_env"],),))
    if known is not None:
        return known
    return Vendor(name, "", tuple((str(each),) for each in told["credential_env_vars"]))


def elsewhere(known: Vendor | None, config: Json, values: Mapping[str, str]) -> bool:
    """Whether its requests go to another server than its vendor's."""
    named = known.addresses if known else ()
    return isinstance(config.get("base_url"), str) or any(values.get(name) for name in named)


def address(known: Vendor | None, config: Json, values: Mapping[str, str]) -> Step:
    """Where its requests go, as far as that is said by settings or variables."""
    if isinstance(config.get("base_url"), str):
        return Step("address", "ok", f"{bare(config['base_url'])} (base_url)")
    for name in known.addresses if known else ():
        if values.get(name):
            return Step("address", "ok", f"{bare(values[name])} ({name})")
    return Step("address", "ok", "its own default")


def bare(url: str) -> str:
    """A URL without what may be a secret: user, password, query."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "a URL that cannot be read"
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def models(listed: list[Json], wanted: str | None, provider: str) -> Step:
    """Which models it lists, and whether the one that will answer is among them."""
    names = [str(each["id"]) for each in listed]
    if not names:
        return Step("models", "skipped", "it lists none")
    count = f"{len(names)} models" if len(names) > 1 else "1 model"
    data: Json = {"count": len(names)}
    if wanted is None or wanted in names:
        among = (
            f", {wanted} among them"
            if wanted and len(names) > 1
            else f": {names[0]}"
            if len(names) == 1
            else ""
        )
        return Step("models", "ok", f"{count}{among}", data=data)
    near = get_close_matches(wanted, names, n=1, cutoff=0.5)
    mean = f"did you mean {near[0]}? " if near else ""
    # A server may answer to names that it does not list: a deployment, a snapshot, an alias.
    says = f"{count}, but {wanted} is not among them"
    return Step(
        "models",
        "skipped",
        says,
        f"{mean}amplifier-ipc provider models {provider} lists them",
        data,
    )


def answer(response: Json, first: float | None, took: float, pieces: int) -> Step:
    """A short answer, and how long it took."""
    said = text(response)
    if not said:
        why = response.get("finish_reason") or "it does not say why"
        return Step(
            "answer",
            "failed",
            f"the answer has no text ({why})",
            "ask for another model with --model",
        )
    model = f" from {response['model']}" if response.get("model") else ""
    times = (
        f"first token after {first:.0f} ms, all of it after {took:.0f} ms"
        if pieces
        else f"after {took:.0f} ms"
    )
    streamed = "" if pieces else ", not streamed"
    spent = used(response.get("usage"))
    data: Json = {"text": said, "model": response.get("model"), "ms": round(took), "pieces": pieces}
    data |= {"first_token_ms": round(first)} if first is not None else {}
    data |= {"usage": response["usage"]} if response.get("usage") else {}
    says = f"{quoted(said)}{model}; {times}{streamed}" + (f"; {spent}" if spent else "")
    return Step("answer", "ok", says, data=data)


def used(usage: Json | None) -> str:
    """Tokens and cost."""
    if not usage:
        return ""
    cost = f", ${usage['cost_usd']}" if usage.get("cost_usd") is not None else ""
    return f"{usage['input_tokens']} tokens in, {usage['output_tokens']} out{cost}"


def result(call: Json, file: str) -> Json:
    """What the tool gives, as the message that the model reads."""
    return {
        "role": "tool",
        "name": call["name"],
        "tool_call_id": call["id"],
        "content": json.dumps([file]),
    }


def tool_call(calls: list[Json], second: Json) -> Step:
    """A call of a tool, and that the model went on with its result."""
    called = ", ".join(
        f"{call['name']} {json.dumps(call['arguments'], ensure_ascii=False)}" for call in calls
    )
    said = text(second)
    went_on = f"then it said {quoted(said)}" if said else "then it said nothing"
    return Step("tool call", "ok", f"{called}; {went_on}", data={"calls": calls, "text": said})


def text(response: Json) -> str:
    """The text of a response."""
    blocks = response.get("content") or []
    return "".join(
        str(each.get("text", "")) for each in blocks if each.get("type") == "text"
    ).strip()


def quoted(said: str) -> str:
    """A text in one line, cut."""
    line = " ".join(said.split())
    return f'"{line}"' if len(line) <= SHOWN else f'"{line[:SHOWN]}…"'


def refused(name: str, message: str, data: Json, provider: str) -> Step:
    """A request that was answered with an error."""
    told = {"provider": provider, **data}
    faults = data.get("errors")
    listed = (
        "; ".join(f"{each.get('path')}: {each.get('message')}" for each in faults)
        if isinstance(faults, list)
        else ""
    )
    hint = str(data.get("hint") or "") or hint_of(told, message)
    if data.get("kind") == "deadline_exceeded":
        hint = "give it more time with --timeout, or look at base_url and proxy"
    kept = {member: data[member] for member in _KEPT if member in data}
    return Step(name, "failed", f"{message}: {listed}" if listed else message, hint, kept)
