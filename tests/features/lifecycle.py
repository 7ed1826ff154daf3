"""From the start to the end: describe, versions, the choice of components, end of input, SIGTERM."""

from __future__ import annotations

from features.catalog import feature
from features.components import complete, text_of
from features.contexts import waiting
from features.driver import HOLD, PATIENCE, Service

GROUP = "Lifecycle"
GRANTS = {
    "hook.emit",
    "tool.execute",
    "provider.complete",
    "context",
    "approval",
    "session.spawn",
    "content.read",
    "capability.call",
    "channel.collect",
}


def names(service: Service, sort: str) -> list[str]:
    return [entry["name"] for entry in service.described["capabilities"].get(sort, [])]


@feature(GROUP, "Describe: who the service is and all that it offers")
def describe(service: Service) -> None:
    told = service.described
    assert told["protocol_version"] == "1.0"
    assert (told["name"], told["version"]) == ("everything", "0.1.0")
    assert set(told["requires"]) == GRANTS
    assert told["sdk"]["language"]
    assert names(service, "hooks") == ["guard", "shout", "brief"]
    assert names(service, "providers") == ["parrot"]
    assert names(service, "orchestrators") == ["once"]
    assert names(service, "context_managers") == ["memory"]
    assert names(service, "approval_providers") == ["by_risk"]
    assert names(service, "exports") == ["words.count"]
    assert names(service, "channels") == ["news"]
    assert service.ask("describe", {"protocol_versions": ["1.0"]}) == told


@feature(GROUP, "Before describe only describe and ping are answered", fresh=True)
def not_ready(start) -> None:
    service = start(described=False)
    assert service.ask("ping") == {}
    for method, params in (
        ("tool.execute", {"name": "about", "input": {}}),
        ("configure", {"config": {}}),
        ("no.such", {}),
    ):
        error = service.refused(method, params)
        assert (error["code"], error["data"]["kind"]) == (-32007, "not_ready")
    error = service.refused("describe", {"protocol_versions": ["9.0"]})
    assert (error["code"], error["data"]["supported"]) == (-32008, ["1.0"])
    assert service.execute("about").error()["code"] == -32007
    assert service.ask("describe", {"protocol_versions": ["9.0", "1.0"]})["name"] == "everything"
    assert service.output("about")["component"] == "about"


@feature(GROUP, "`AMPLIFIER_COMPONENTS` chooses the components that are served", fresh=True)
def chosen(start) -> None:
    service = start(env={"AMPLIFIER_COMPONENTS": "word_count, guard"})
    offered = {
        sort: entries for sort, entries in service.described["capabilities"].items() if entries
    }
    assert sorted(offered) == ["hooks", "tools"]
    assert (names(service, "tools"), names(service, "hooks")) == (["word_count"], ["guard"])
    assert not service.described.get("config_schema")
    assert service.output("word_count", {"text": "a b"}) == 2
    assert service.execute("stats", {"text": "a"}).error()["code"] == -32004
    assert service.refused("provider.info", {})["code"] == -32601
    assert service.refused("content.list", {})["code"] == -32601
    error = service.refused("configure", {"config": {"parrot": {}}})
    assert [fault["path"] for fault in error["data"]["errors"]] == ["/config/parrot"]


@feature(GROUP, "`AMPLIFIER_COMPONENTS` with a name that is not there ends the start", fresh=True)
def chosen_wrongly(start) -> None:
    service = start(env={"AMPLIFIER_COMPONENTS": "word_count,gaurd"}, described=False)
    assert service.end("wait", PATIENCE) > 0
    assert "gaurd" in service.stderr
    assert "guard" in service.stderr.replace("gaurd", "")
    assert not service.received


@feature(
    GROUP, "End of input: handlers under way answer first, cleanup runs, exit code 0", fresh=True
)
def end_of_input(start) -> None:
    service = start()
    assert text_of(complete(service, "hi")["content"]) == "hi"
    call = service.execute("countdown", {"steps": 1000})
    assert service.end("eof") == 0
    assert call.result()["output"] == "done"
    assert "parrot: cleaned up" in service.stderr


@feature(
    GROUP,
    "End of input: calls to the host that is gone fail, and their callers still answer",
    fresh=True,
)
def end_of_input_in_a_call(start) -> None:
    service = start()
    with service.host({"request.tool_execute": HOLD}) as host:
        call = service.execute("ask_host", {"service": "tools"})
        host.call("request.tool_execute")
        assert service.end("eof") == 0
    error = call.error()
    assert (error["code"], error["data"]["kind"]) == (-32002, "service_unavailable")


@feature(
    GROUP, "SIGTERM: handlers under way finish, new calls are refused, exit code 0", fresh=True
)
def sigterm(start) -> None:
    service = start()
    complete(service, "hi")
    with service.host({"request.tool_execute": HOLD}) as host:
        call = service.execute("ask_host", {"service": "tools"})
        onward = host.call("request.tool_execute")
        service.process.terminate()
        onward.answer({"output": "in time"})
        assert call.result()["output"] == {"success": True, "output": "in time"}
    assert service.end("wait") == 0
    assert "parrot: cleaned up" in service.stderr


@feature(
    GROUP, "Handlers that do not end by themselves are cancelled within the grace time", fresh=True
)
def grace(start) -> None:
    service = start()
    call = waiting(service)
    assert service.end("term") == 0
    answer = call.message()
    stopped = answer.get("result", {}).get("output") == "stopped"
    assert stopped or answer["error"]["code"] in (-32800, -32002), answer
