"""A provider tried out alone: started, asked what it is, for its models, for an answer, and for a call of a tool."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import findings
from .company import Company, company
from .configuring import Wide
from .errors import HostError, RpcError
from .events import Event, Stream
from .findings import Json, Step
from .keys import kept, visible
from .model import fits
from .plane import fitting
from .vendors import spellings, vendor

if TYPE_CHECKING:
    from .plan import Plan
    from .service import Service

INFO_TIMEOUT = 10.0
FILE = "quince.txt"
GLOB = {
    "name": "glob",
    "description": "Find files by a pattern; gives their paths.",
    "input_schema": {
        "type": "object",
        "properties": {"pattern": {"type": "string", "description": "Such as *.txt"}},
        "required": ["pattern"],
        "additionalProperties": False,
    },
}
HELLO = "Say hello in one word."
FILES = "Which files are here? Use the tool glob, then name them."


@dataclass(slots=True)
class Answer:
    """A response of a model, and how it came; times in milliseconds from the request on."""

    response: Json
    first: float | None
    took: float
    pieces: int


@dataclass(slots=True)
class Probe:
    """Tries a provider step by step; `tell` hears of each step when it is over. `limit`: seconds for a request."""

    plan: Plan
    name: str
    model: str | None
    limit: float
    tell: Callable[[Step], None]
    steps: list[Step] = field(default_factory=list)
    _made: Company | None = None
    _service: Service | None = None
    _offer: str = ""
    _info: Json = field(default_factory=dict)
    _models: list[Json] = field(default_factory=list)
    _begun: float = 0.0
    _first: float | None = None
    _pieces: int = 0

    async def run(self) -> bool:
        """Try it; whether nothing failed."""
        # What is wrong is to be seen at once, not after some tries.
        self.plan.wide = [*self.plan.wide, Wide("max_retries", 0)]
        self._begun = time.monotonic()
        async with company(self.plan, Path.cwd(), take=self._take) as made:
            self._made = made
            if self._there(made):
                await self._asked()
        return all(step.state != "failed" for step in self.steps)

    def _there(self, made: Company) -> bool:
        try:
            self._service, offer = made.provider(spellings(self.name))
        except HostError as error:
            says, hint = (made.faults[0], "") if made.faults else (error.message, error.hint)
            self._add(Step("service", "failed", says, hint))
            return False
        self._offer = str(offer["name"])
        self._add(findings.service(self._service.describe, self._ms()))
        return True

    async def _asked(self) -> None:
        await self._try("info", self._step_info)
        self._step_key()
        self._step_address()
        await self._try("models", self._step_models)
        if await self._try("answer", self._step_answer):
            await self._try("tool call", self._step_tool)
        else:
            self._add(Step("tool call", "skipped", "not tried, since there is no answer"))

    async def _try(self, name: str, step: Callable[[], Any]) -> bool:
        try:
            self._add(await step())
        except RpcError as error:
            self._add(findings.refused(name, error.message, error.data, self._offer))
        return self.steps[-1].state != "failed"

    # ---- the steps --------------------------------------------------------------------------------------------

    async def _step_info(self) -> Step:
        self._info = await self._request("provider.info", {}, "ProviderInfo", INFO_TIMEOUT)
        return findings.info(self._info)

    def _step_key(self) -> None:
        plan = self._plan
        if plan.url is not None:
            self._add(
                Step("key", "skipped", "the service runs elsewhere, with an environment of its own")
            )
            return
        seen = {**visible(plan.env_names), **plan.env}
        own = findings.Seen(seen, plan.env, kept(), os.environ, plan.env_names, str(plan.origin))
        self._add(findings.key(vendor(self._offer), self._info, self._config, own))

    def _step_address(self) -> None:
        known = vendor(self._offer)
        seen = {**visible(self._plan.env_names), **self._plan.env}
        self._add(findings.address(known, self._config, seen))

    async def _step_models(self) -> Step:
        answer = await self._request(
            "provider.list_models", {}, "ProviderListModelsResult", self.limit
        )
        self._models = list(answer.get("models") or [])
        if self.model is not None:
            self.model = fits(self.model, [str(each["id"]) for each in self._models])
        return findings.models(self._models, self.model or self._default, self._offer)

    async def _step_answer(self) -> Step:
        answer = await self._complete([{"role": "user", "content": HELLO}], [])
        return findings.answer(answer.response, answer.first, answer.took, answer.pieces)

    async def _step_tool(self) -> Step:
        if not self._has_tools():
            return Step("tool call", "skipped", "the model has no tools")
        asked: list[Json] = [{"role": "user", "content": FILES}]
        first = (await self._complete(asked, [GLOB])).response
        parsed = await self._request(
            "provider.parse_tool_calls",
            {"response": first},
            "ProviderParseToolCallsResult",
            self.limit,
        )
        calls = parsed["tool_calls"]
        if not calls:
            heard = findings.quoted(findings.text(first))
            return Step("tool call", "skipped", f"the model called no tool; it said {heard}")
        said = {"role": "assistant", "content": first["content"], "tool_calls": calls}
        given = [findings.result(call, FILE) for call in calls]
        second = await self._complete([*asked, said, *given], [GLOB])
        return findings.tool_call(calls, second.response)

    # ---- what they share --------------------------------------------------------------------------------------

    async def _complete(self, messages: list[Json], tools: list[Json]) -> Answer:
        request: Json = {"messages": messages, "max_output_tokens": findings.MAX_TOKENS}
        request |= {"tools": tools} if tools else {}
        request |= {"model": self.model} if self.model else {}
        self._begun, self._first, self._pieces = time.monotonic(), None, 0
        params = {"stream": True, "request": request}
        response = await self._request("provider.complete", params, "ChatResponse", self.limit)
        return Answer(response, self._first, self._ms(), self._pieces)

    async def _request(self, method: str, params: Json, kind: str, limit: float) -> Json:
        assert self._made is not None
        assert self._service is not None
        call = self._made.call(self._service, method, {"provider": self._offer, **params}, limit)
        return dict(fitting(kind, await call.result()))

    def _take(self, event: Event) -> None:
        if isinstance(event, Stream) and event.name in ("provider.token", "provider.thinking"):
            self._first = self._ms() if self._first is None else self._first
            self._pieces += event.name == "provider.token"

    def _has_tools(self) -> bool:
        wanted = self.model or self._default
        of_model = next((each for each in self._models if each["id"] == wanted), {})
        can = of_model.get("capabilities") or self._info.get("capabilities")
        return not can or "tools" in can  # of whom nothing is known is tried

    def _add(self, step: Step) -> None:
        self.steps.append(step)
        self.tell(step)

    def _ms(self) -> float:
        return (time.monotonic() - self._begun) * 1000

    @property
    def _plan(self) -> Any:
        assert self._service is not None
        return self._service.plan

    @property
    def _config(self) -> Json:
        return self.plan.config.get(self._offer, {})

    @property
    def _default(self) -> str | None:
        """The model that answers where none is asked for."""
        named = self._config.get("model") or (self._info.get("defaults") or {}).get("model")
        return named if isinstance(named, str) else None
