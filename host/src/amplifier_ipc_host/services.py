"""What the host serves to services (protocol: host services): state, capabilities, channels, context, approvals."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from amplifier_ipc._generated._validate import validate_params

from .approvals import Approvals, gone, silent, time_to_answer
from .children import Children
from .crew import Crew
from .errors import METHOD_NOT_FOUND, RpcError
from .events import Display, Event, Log, Progress, ServiceLog, Stream
from .plane import MAX_DEPTH, Plane, Withdrawn, fitting, nests_deeper
from .service import Service
from .store import SessionStore
from .tally import Tally

Json = dict[str, Any]
COLLECT_TIMEOUT = 10.0
COLLECTED_DEPTH = 4  # what a contribution stands in: message, result, list, entry


class HostServices:
    """Answers the requests of services that are addressed to the host, and takes their notifications."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a stage has
        self,
        plane: Plane,
        crew: Crew,
        store: SessionStore,
        approvals: Approvals,
        emit: Callable[[Event], None],
        children: Children,
        tally: Tally,
    ) -> None:
        self._plane = plane
        self._crew = crew
        self._store = store
        self._approvals = approvals
        self._emit = emit
        self._tally = tally
        self._running: dict[tuple[int, Any], asyncio.Task[None]] = {}
        self._methods: dict[str, Callable[[Service, Json], Awaitable[Any]]] = {
            "state.get": self._state_get,
            "state.set": self._state_set,
            "request.state_get": self._state_get,
            "request.state_set": self._state_set,
            "capability.get": self._capability_get,
            "capability.list": self._capability_list,
            "request.context_add_message": self._context_add_message,
            "request.context_set_messages": self._context_set_messages,
            "request.context_clear": self._context_clear,
            "request.approval": self._approval,
            "request.session_spawn": lambda _, params: children.spawn(params),
            "request.session_resume": lambda _, params: children.resume(params),
            "request.content_read": self._content("content.read"),
            "request.content_list": self._content("content.list"),
            "request.channel_collect": self._channel_collect,
        }

    def request(self, connection: int, request: Json) -> None:
        """Start on a request; the part before its first wait runs at once, so that order is kept."""
        task = asyncio.get_running_loop().create_task(self._serve(connection, request))
        key = (connection, request["id"])
        self._running[key] = task
        task.add_done_callback(lambda done: self._finished(key, done))

    def notification(self, connection: int, notification: Json) -> None:
        """Take a notification; one that the host does not know is ignored."""
        method, params = str(notification["method"]), notification.get("params") or {}
        service = self._crew.name_of(connection)
        if method == "$/cancel":
            self._cancel(connection, params)
        elif method == "$/log":
            self._emit(_log(service, params))
        elif method == "$/progress":
            self._emit(Progress(data=params))
        elif method == "display.show":
            self._emit(_display(service, params))
        elif method == "channel.publish":
            self._publish(service, params)
        elif method.startswith("stream."):
            self._emit(Stream(name=method.removeprefix("stream."), data=params))

    async def close(self) -> None:
        """Stop what is still being served."""
        for task in list(self._running.values()):
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _finished(self, key: tuple[int, Any], done: asyncio.Task[None]) -> None:
        """A cancelled request is answered too, also one that had not begun."""
        self._running.pop(key, None)
        if done.cancelled():
            self._plane.refuse(*key, RpcError.of_kind("cancelled", "the request was cancelled"))

    async def _serve(self, connection: int, request: Json) -> None:
        try:
            result = await self._result(
                connection, str(request["method"]), request.get("params") or {}
            )
        except RpcError as error:
            self._plane.refuse(connection, request["id"], error)
        except Exception as error:  # the caller must be answered whatever breaks here
            self._emit(
                Log(service="host", level="error", message=f"{request['method']} broke: {error!r}")
            )
            broken = RpcError.of_kind(
                "internal_error", "the host could not serve it", exception=type(error).__name__
            )
            self._plane.refuse(connection, request["id"], broken)
        else:
            self._plane.answer(connection, request["id"], result)

    async def _result(self, connection: int, method: str, params: Json) -> Any:
        params = _fitting(method, params)
        handler = self._methods.get(method)
        if handler is None:
            raise RpcError(
                METHOD_NOT_FOUND, f"this host does not serve {method}", {"kind": "method_not_found"}
            )
        return await handler(self._crew.by_connection[connection], params)

    def _cancel(self, connection: int, params: Json) -> None:
        request_id, reason = params.get("id"), params.get("reason")
        mode = "graceful" if params.get("mode") == "graceful" else "immediate"
        if isinstance(request_id, str | int) and (
            task := self._running.get((connection, request_id))
        ):
            task.cancel(Withdrawn(mode, reason if isinstance(reason, str) else ""))

    async def _state_get(self, _: Service, params: Json) -> Json:
        return {"value": self._store.state.get(params["key"])}

    async def _state_set(self, _: Service, params: Json) -> Json:
        key, value = params["key"], params.get("value")
        self._on_disk(lambda: self._store.set_state(key, value))
        if key in ("session.name", "session.description"):
            self._on_disk(lambda: self._store.set_metadata(**{key.removeprefix("session."): value}))
        if key == "bash.background":
            self._crew.around.keeper.spare(value)
        return {}

    async def _capability_list(self, _: Service, __: Json) -> Json:
        return {"capabilities": self._capabilities()}

    async def _capability_get(self, _: Service, params: Json) -> Json:
        for capability in self._capabilities():
            if capability["name"] == params["name"]:
                return capability
        raise RpcError.of_kind(
            "not_found",
            f"no service exports the capability '{params['name']}'",
            what="capability",
            name=params["name"],
        )

    def _capabilities(self) -> list[Json]:
        return [
            {**export, "service": service.name}
            for service in self._crew.services
            for export in service.offered("exports")
        ]

    async def _context_add_message(self, _: Service, params: Json) -> Any:
        """The message is in the transcript before anybody is told that it was taken."""
        connection = self._context_connection()
        self._on_disk(lambda: self._store.transcript.append(params["message"]))
        self._tally.message(params["message"])
        return await self._plane.request(connection, "context.add_message", params)

    async def _context_set_messages(self, _: Service, params: Json) -> Any:
        connection = self._context_connection()
        self._on_disk(lambda: self._store.transcript.replace(params["messages"]))
        return await self._plane.request(connection, "context.set_messages", params)

    async def _context_clear(self, _: Service, params: Json) -> Any:
        connection = self._context_connection()
        self._on_disk(lambda: self._store.transcript.replace([]))
        return await self._plane.request(connection, "context.clear", params)

    def _context_connection(self) -> int:
        context = self._crew.context
        if context is None:
            raise RpcError.of_kind(
                "not_found", "no context manager is mounted", what="context_manager", name=""
            )
        return context.connection

    async def _approval(self, service: Service, params: Json) -> Json:
        crew = self._crew
        providers = [
            other
            for other in (*crew.services, *crew.absent)
            if other.offered("approval_providers") and other is not service
        ]
        there = [each for each in crew.services if each in providers and not each.closed.is_set()]
        if there:
            return await self._ask_provider(there[0], params)
        return (
            gone(providers[0].name)
            if providers
            else await self._approvals.ask(params, self._store.session_id)
        )

    async def _ask_provider(self, provider: Service, params: Json) -> Json:
        """Silence is decided by the default of the question, death is a no; any other failure is the caller's."""
        seconds = time_to_answer(params)
        try:
            result: Json = await self._plane.request(
                provider.connection, "approval.request", params, timeout=seconds
            )
        except RpcError as error:
            if error.kind == "deadline_exceeded":
                return silent(params, seconds)
            if error.kind == "service_unavailable":
                return gone(provider.name)
            raise
        return dict(fitting("ApprovalResult", result, f"service {provider.name}: its"))

    def _content(self, method: str) -> Callable[[Service, Json], Awaitable[Any]]:
        async def forward(service: Service, params: Json) -> Any:
            wanted = params.get("service") or service.name
            for other in (*self._crew.services, *self._crew.absent):
                if other.name == wanted and (other.describe.get("capabilities") or {}).get(
                    "content"
                ):
                    inner = {key: value for key, value in params.items() if key != "service"}
                    return await self._plane.request(other.connection, method, inner)
            raise RpcError.of_kind(
                "not_found", f"no service '{wanted}' serves content", what="service", name=wanted
            )

        return forward

    async def _channel_collect(self, _: Service, params: Json) -> Json:
        """Asks every contributor; one that fails is left out, and said so."""
        channel, meta = params["channel"], params.get("_meta") or {}
        asked = {"_meta": {**meta, "depth": (meta.get("depth") or 0) + 1}, "channel": channel}
        contributors = [s for s in self._crew.services if _takes_part(s, channel, "contributes")]
        answers = await asyncio.gather(*(self._collect(service, asked) for service in contributors))
        return {"contributions": [answer for answer in answers if answer is not None]}

    async def _collect(self, service: Service, params: Json) -> Json | None:
        try:
            answer = await self._plane.request(
                service.connection, "channel.collect", params, timeout=COLLECT_TIMEOUT
            )
            data = _contribution(answer)
        except RpcError as error:
            channel = params["channel"]
            text = (
                f"service {service.name} did not contribute to channel '{channel}': {error.message}"
            )
            self._emit(Log(service="host", level="warning", message=text))
            return None
        return {"service": service.name, "data": data}

    def _publish(self, sender: str, params: Json) -> None:
        message = {"channel": params.get("channel"), "sender": sender, "data": params.get("data")}
        for service in self._crew.services:
            if service.name != sender and _takes_part(service, message["channel"], "subscribes"):
                self._crew.notify(service, "channel.message", message)

    def _on_disk(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            text = f"the session could not be written: {error.strerror}"
            raise RpcError.of_kind("internal_error", text, exception="OSError") from error


def _fitting(method: str, params: Json) -> Json:
    """The params, without members of `_meta` of the wrong type (RPC-060); raises RpcError with all faults."""
    faults = validate_params(method, params)
    odd = [fault.path for fault in faults if fault.path.startswith("/_meta/")]
    listed = [
        {"path": fault.path, "message": fault.message} for fault in faults if fault.path not in odd
    ]
    if listed:
        raise RpcError.of_kind(
            "invalid_params", f"the params of {method} do not fit", errors=listed
        )
    if not odd:
        return params
    meta = {key: value for key, value in params["_meta"].items() if f"/_meta/{key}" not in odd}
    return {**params, "_meta": meta}


def _contribution(answer: Any) -> Any:
    """What a contributor said; raises RpcError when it cannot be part of the answer to a collection."""
    data = fitting("ChannelCollectResult", answer).get("data")
    if nests_deeper(data, MAX_DEPTH - COLLECTED_DEPTH):
        raise RpcError.of_kind("internal_error", "what it gave nests too deep to be passed on")
    return data


def _takes_part(service: Service, channel: Any, how: str) -> bool:
    return any(entry["name"] == channel and entry.get(how) for entry in service.offered("channels"))


def _log(service: str, params: Json) -> Log:
    # What the data plane says about a service is no message of it.
    kind = Log if params.get("logger") == "router" else ServiceLog
    return kind(
        service=service,
        level=str(params.get("level", "info")),
        message=str(params.get("message", "")),
        logger=params.get("logger"),
        data=params.get("data"),
    )


def _display(service: str, params: Json) -> Display:
    return Display(
        service=service,
        level=str(params.get("level", "info")),
        message=str(params.get("message", "")),
        source=params.get("source"),
    )
