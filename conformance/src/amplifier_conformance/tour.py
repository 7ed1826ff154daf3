"""A walk through everything that a service declares, for the checks that only watch (areas/observed.py)."""

from __future__ import annotations

from collections.abc import Callable

from .check import FIXTURE, Bench
from .occasions import of_events, wanted
from .protocol import Json
from .values import plain, wrong
from .world import HOLD, World

Stop = Callable[[Bench], None]
STOPS: list[Stop] = []


def stop(run: Stop) -> Stop:
    """Declare a part of the tour."""
    STOPS.append(run)
    return run


@stop
def errors(bench: Bench) -> None:
    """Errors of every usual kind."""
    service = bench.service
    for line, owed in (
        (b"this is no message", None),
        (b'{"jsonrpc":"2.0","id":"t","method":"ping","params":[]}', "t"),
    ):
        if owed:
            service.owe(owed, "ping")
        service.line(line)
    for method in ("no.such.method", "tool.execute"):
        service.send(method, {"name": "no_such_tool_", "input": {}}, broken=True).message()
    service.ask("describe", {})
    service.ping()


@stop
def tools(bench: Bench) -> None:
    """Each tool that may be executed, and each with inputs that it must refuse."""
    service = bench.service
    for name, given in bench.executable():
        bench.try_executing(service, name, given)
    for tool in bench.capabilities.get("tools") or []:
        for case in wrong(bench.schema(tool))[:2]:
            service.send(
                "tool.execute", {"name": tool["name"], "input": case.value}, broken=True
            ).message()


@stop
def fixture(bench: Bench) -> None:
    """Progress, streams, calls, cancels and deadlines, as far as the fixture is there."""
    bench.fixture()
    service = bench.service
    calls: list[Json] = [
        {"method": "state.set", "params": {"key": "suite.tour", "value": {"n": 1, "none": None}}},
        {"method": "state.get", "params": {"key": "suite.tour"}},
    ]
    given = {"log": "tour", "progress": 2, "stream": ["a", "b\n"], "calls": calls}
    meta = {"deadline_ms": 60_000, "depth": 1}
    service.execute(FIXTURE, {**given, "echo": {"text": "é😀\u2028"}}, _meta=meta).message()
    service.execute(FIXTURE, {"fail": "as you wish"}).message()
    service.execute(FIXTURE, {"crash": "handler"}).message()
    number = len(service.world.asked("state.get"))
    held = service.execute(FIXTURE, {"calls": calls, "delay_ms": 600_000})
    service.wait("a call of the fixture", lambda: len(service.world.asked("state.get")) > number)
    service.ping(2)
    held.cancel(mode="immediate")
    held.message()
    service.execute(FIXTURE, {"delay_ms": 600_000}, _meta={"deadline_ms": 50}).message()
    service.ping()


@stop
def beside(bench: Bench) -> None:
    """Two calls of its own at the same time."""
    bench.fixture()
    service = bench.start()
    service.world = World(state__get=HOLD)
    get = {"calls": [{"method": "state.get", "params": {"key": "suite.beside"}}]}
    calls = [service.execute(FIXTURE, get) for _ in range(2)]
    for number in range(2):
        service.call("state.get", number)
    for held in service.world.asked("state.get"):
        held.answer({"value": None})
    for call in calls:
        call.message()


@stop
def hooks(bench: Bench) -> None:
    """Each hook at some of the events that it wants, and all of them at once."""
    service = bench.service
    for hook in bench.declared("hooks"):
        for occasion in of_events(wanted(hook)[:6])[:8]:
            params = {"event": occasion.event, "data": occasion.data}
            service.send("hook.emit", {**params, "hook": hook["name"]}).message()
            service.send("hook.emit", params).message()


@stop
def history(bench: Bench) -> None:
    """A conversation that is compacted, and forgotten."""
    bench.declared("context_managers")
    service = bench.service
    said: list[Json] = [{"role": "user", "content": f"{at} words. " * 20} for at in range(20)]
    service.send("context.set_messages", {"messages": said}).message()
    service.send("context.add_message", {"message": said[0]}).message()
    for params in ({}, {"token_budget": 50}):
        service.send("context.get_messages", params).message()
    service.send("context.clear").message()


@stop
def content(bench: Bench) -> None:
    """What is there to be read, and what is not."""
    paths = (bench.capabilities.get("content") or {}).get("paths") or []
    for path in (*paths[:3], "../no_such_"):
        bench.service.send("content.read", {"path": path}).message()


@stop
def others(bench: Bench) -> None:
    """Contributions to channels; capabilities with inputs that they must refuse, with others if that is allowed."""
    service = bench.service
    for channel in bench.capabilities.get("channels") or []:
        service.send("channel.collect", {"channel": channel["name"]}).message()
    for export in bench.capabilities.get("exports") or []:
        schema = export.get("input_schema") or {}
        given = [case.value for case in wrong(schema)[:2]] if schema else []
        given += [plain(schema)] if bench.options.allow_effects else []
        for value in given:
            service.send("capability.call", {"name": export["name"], "input": value}).message()


@stop
def providers(bench: Bench) -> None:
    """What providers tell of themselves; with --allow-effects their answers, streams and errors too."""
    from .areas.provider_answers import HELLO, LONG, complete, told, wanting
    from .areas.providers import CALLS, facts, names, parse

    service = bench.service
    for name in names(bench):
        facts(service, name)
        parse(service, CALLS, provider=name)
        if not bench.options.allow_effects:
            continue
        requests = [
            HELLO,
            *wanting(bench),
            *([told("error:rate_limit")] if bench.has_fixture else []),
        ]
        for request in requests:
            complete(service, name, request).message()
            complete(service, name, request, stream=True).message()
        call = complete(service, name, LONG, stream=True)
        call.cancel(mode="immediate")
        call.message()


@stop
def orchestrators(bench: Bench) -> None:
    """A turn with everything, one that is cancelled, one that is denied, one whose model fails."""
    from .areas.orchestrator_cancel import cancel_of, full_turn, give_up
    from .areas.orchestrator_hooks import DENY, hooked
    from .turn import COMPLETE, Turn, fails, stages, streams, text
    from .world import HOLD

    for stage in stages(bench):
        stage.play(full_turn(), _meta={"deadline_ms": 60_000, "depth": 1})
        stage.play(hooked(prompt__submit=DENY))
        stage.play(hooked(tool__pre=DENY))
        stage.play(Turn(streams(text("One, two."), "One,", " two.")))
        stage.play(Turn(fails(-32002, "service_unavailable", "the provider's service died")))
        turn = Turn(HOLD)
        call = stage.begin(turn)
        held = stage.await_call(turn, COMPLETE)
        call.cancel(mode="immediate")
        cancel_of(held)
        give_up(turn)
        stage.end(turn, call)
