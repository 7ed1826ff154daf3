"""What version 0 promised (protocol.md §9): only with --legacy, beside the checks that hold for both versions."""

from __future__ import annotations

from ..check import Bench, check
from ..verdicts import Failed, NotVerified

LISTS = ("tools", "hooks", "providers", "orchestrators", "context_managers")


@check("LIF-015", title="describe of version 0 lists components, each with a name", profile="0")
def lists(bench: Bench) -> None:
    for sort in LISTS:
        found = bench.capabilities.get(sort) or []
        if not isinstance(found, list) or not all(
            isinstance(c, dict) and c.get("name") for c in found
        ):
            raise Failed(f"{sort} is no list of components with names", "names", found)


@check("LIF-012", title="describe is answered again, with the same answer", profile="0")
def describe_again(bench: Bench) -> None:
    again = bench.service.send("describe").result()
    if again != bench.first:
        raise Failed("describe is answered another way the next time", bench.first, again)


@check("LIF-022", title="Each tool has an input_schema, or parameters, of type object", profile="0")
def schemas(bench: Bench) -> None:
    for tool in bench.tools:
        if bench.schema(tool).get("type", "object") != "object":
            raise Failed(f"the schema of {tool.get('name')} is not of type object", "object", tool)


@check(
    "RPC-075", title="A method that it does not know is answered with method_not_found", profile="0"
)
def unknown_method(bench: Bench) -> None:
    bench.service.send("no.such.method", {}, broken=True).error(code=-32601)


@check(
    "TOL-012",
    title="A tool that it does not have is answered with an error, and the service lives on",
    profile="0",
)
def unknown_tool(bench: Bench) -> None:
    _ = bench.tools
    message = bench.service.execute("no_such_tool_", {}).message()
    failed = "error" in message or (message.get("result") or {}).get("success") is False
    if not failed:
        raise Failed("a tool that is not there was executed", "an error", message)
    bench.service.send("describe").result()


@check("TOL-022", title="Tools that may be executed answer with success and output", profile="0")
def executed(bench: Bench) -> None:
    _ = bench.tools
    if not bench.executable():
        raise NotVerified("no tool may be executed; name one with --execute TOOL=JSON")
    for name, given in bench.executable():
        result = bench.service.execute(name, given).result()
        if not isinstance(result, dict) or "success" not in result:
            raise Failed(f"{name} does not answer with a ToolResult", "success and output", result)


@check("HOK-009", title="An event that it does not know is answered with CONTINUE", profile="0")
def unknown_event(bench: Bench) -> None:
    bench.declared("hooks")
    result = bench.service.send("hook.emit", {"event": "suite:probe", "data": {}}).result()
    action = str((result or {}).get("action", "CONTINUE")).upper()
    if action != "CONTINUE":
        raise Failed("an unknown event has an effect", "CONTINUE", result)


@check("CTX-010", title="context.get_messages answers with the messages", profile="0")
def messages(bench: Bench) -> None:
    bench.declared("context_managers")
    result = bench.service.send("context.get_messages", {}).result()
    if not isinstance(result if not isinstance(result, dict) else result.get("messages"), list):
        raise Failed("the answer holds no messages", "a list", result)


@check("PRV-041", title="provider.info is answered", profile="0")
def info(bench: Bench) -> None:
    name = bench.declared("providers")[0]["name"]
    result = bench.service.send("provider.info", {"provider": name}).result()
    if not isinstance(result, dict):
        raise Failed("the answer is no object", "an object", result)
