"""What an adapter is, how it is set up, and what it says when it is not."""

import os
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import amplifier_ipc
import pytest
from battery.adapters import ADAPTERS, KEY, PROVIDERS, Adapter, command, definition, plain
from battery.bench import GREETING, HELLO, Bench
from battery.forward import ForwardProxy
from battery.gateway import Gateway
from battery.process import AdapterProcess
from battery.routes import routes
from battery.streams import text_of
from battery.vendor_errors import ERRORS
from battery.wire import Reply, Seen

pytestmark = pytest.mark.system

ASK = {"messages": [{"role": "user", "content": HELLO}]}
NOWHERE = "http://vendor.invalid"


async def test_it_says_what_it_is_without_a_key_and_without_the_network(
    adapter: Adapter, stack: AsyncExitStack, tmp_path: Path
) -> None:
    nowhere = {**plain(), adapter.url_env: NOWHERE + adapter.path}
    process = await _start(adapter, stack, tmp_path, nowhere)
    info = await process.call("provider.info")
    amplifier_ipc.ProviderInfo.model_validate(info)
    assert info["id"] == adapter.folder
    assert {"streaming", "tools"} <= set(info["capabilities"])
    keys = info["credential_env_vars"]
    assert (adapter.key_env in keys) if adapter.key_env else keys == []
    secrets = [field for field in info["config_fields"] if field["field_type"] == "secret"]
    assert {field["env_var"] for field in secrets} <= set(keys)
    assert process.about["config_schema"][adapter.folder]["additionalProperties"] is False
    assert "hook.emit" in process.about["requires"]


def test_every_adapter_is_in_the_table() -> None:
    there = {path.stem for path in PROVIDERS.glob("*/*.yaml") if path.stem == path.parent.name}
    assert there == {each.folder for each in ADAPTERS} | {"mock"}


def test_the_definition_names_every_variable_and_the_grant(adapter: Adapter) -> None:
    whole = definition(adapter.folder)
    assert whole["ref"] == adapter.folder
    assert whole["grants"] == ["hook.emit"]
    named = set(whole["env"])
    keys = {adapter.key_env} if adapter.key_env else set()
    proxies = {"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"}
    assert named >= {adapter.url_env, *keys, *adapter.env, *proxies}


async def test_a_missing_key_is_one_sentence(
    adapter: Adapter, stack: AsyncExitStack, tmp_path: Path
) -> None:
    if adapter.key_env in (None, "VLLM_API_KEY"):
        return  # there, no key is needed
    async with Gateway(None, *routes(adapter)) as gateway:
        env = {**adapter.environment(gateway.url)}
        del env[adapter.key_env]
        if adapter.folder == "openai":  # a server of one's own may want none
            del env[adapter.url_env]
        env["PATH"] = os.path.dirname(command(adapter.folder)[0])  # no `gh`, no `az`
        process = await _start(adapter, stack, tmp_path, env)
        await process.set(**adapter.config, model=adapter.model, **adapter.keyed)
        error = await process.refused(ASK)
    assert (error.data["llm_error"], error.data["retryable"]) == ("configuration", False)
    assert str(adapter.key_env) in error.message
    assert f"amplifier-ipc provider set-key {adapter.folder}" in error.message
    assert not gateway.seen


async def test_the_key_arrives_where_the_vendor_looks_for_it(bench: Bench) -> None:
    await bench.ask()
    headers = bench.gateway.calls[-1].headers
    wanted = {
        "gemini": ("x-goog-api-key", KEY),
        "azure_openai": ("api-key", KEY),
        "github_copilot": ("authorization", "Bearer tid=battery;exp="),
    }
    if bench.adapter.key_env:
        name, start = wanted.get(bench.adapter.folder, ("authorization", f"Bearer {KEY}"))
        assert headers[name].startswith(start)
    assert KEY not in bench.gateway.calls[-1].target


async def test_the_models_are_listed(bench: Bench) -> None:
    listed = await bench.process.call("provider.list_models")
    amplifier_ipc.ProviderListModelsResult.model_validate(listed)
    found = {model["id"]: model for model in listed["models"]}
    if bench.adapter.folder == "azure_openai" and bench.adapter.model not in found:
        return  # its deployments cannot be listed with a key for answers
    model = found[bench.adapter.model]
    assert model["context_window"] > 0
    assert bench.gateway.seen, bench.process.notifications


async def test_a_vendor_that_is_down_has_the_models_of_the_data_file(bench: Bench) -> None:
    await bench.set(base_url="http://127.0.0.1:9" + bench.adapter.path, max_retries=0)
    if bench.adapter.folder in ("ollama", "vllm"):  # nobody knows what is installed there
        with pytest.raises(amplifier_ipc.RpcError) as caught:
            await bench.process.call("provider.list_models")
        assert bench.adapter.vendor in caught.value.message
        return
    listed = await bench.process.call("provider.list_models")
    assert listed["models"]


async def test_a_refused_key_is_told_by_the_list_too(bench: Bench) -> None:
    if bench.adapter.key_env is None:
        return
    refusal = next(case for case in ERRORS["openai"] if case.name == "refused key")

    def refuse(seen: Seen) -> Reply | None:
        lists = seen.method == "GET" and not seen.path.endswith("/token")
        return Reply(status=401, body=refusal.body) if lists else None

    bench.gateway.routes.insert(0, refuse)
    try:
        with pytest.raises(amplifier_ipc.RpcError) as caught:
            await bench.process.call("provider.list_models")
    finally:
        bench.gateway.routes.remove(refuse)
    assert caught.value.data["llm_error"] == "authentication"
    assert bench.adapter.key_env in caught.value.message
    assert KEY not in f"{caught.value.message} {caught.value.data}"


async def test_an_unknown_setting_is_a_fault_with_its_place(bench: Bench) -> None:
    with pytest.raises(amplifier_ipc.RpcError) as caught:
        await bench.set(tempreature=1)
    assert caught.value.data["kind"] == "invalid_params"
    assert "tempreature" in str(caught.value.data["errors"])
    await bench.set()


async def test_the_base_url_of_the_settings_wins(bench: Bench, vendor: int) -> None:
    async with Gateway(vendor, *routes(bench.adapter)) as other:
        await bench.set(base_url=other.url + bench.adapter.path)
        assert text_of(await bench.ask()) == GREETING
        assert len(other.calls) == 1
    assert not bench.gateway.calls


async def test_extra_headers_arrive(bench: Bench) -> None:
    await bench.set(extra_headers={"X-Team": "weather", "X-Home": "${HOME}"})
    await bench.ask()
    headers = bench.gateway.calls[-1].headers
    assert (headers["x-team"], headers["x-home"]) == ("weather", os.environ["HOME"])


async def test_the_key_may_have_another_name(
    adapter: Adapter, stack: AsyncExitStack, tmp_path: Path, vendor: int
) -> None:
    if adapter.key_env is None:
        return
    gateway = await stack.enter_async_context(Gateway(vendor, *routes(adapter)))
    env = adapter.environment(gateway.url)
    env["MY_OWN_KEY"] = env.pop(adapter.key_env)
    process = await _start(adapter, stack, tmp_path, env)
    await process.set(**adapter.config, model=adapter.model, api_key_env="MY_OWN_KEY")
    assert text_of(await process.ask(ASK)) == GREETING


async def test_a_proxy_of_the_settings_is_used(bench: Bench) -> None:
    async with ForwardProxy(bench.gateway.port) as proxy:
        await bench.set(proxy=proxy.url, base_url=NOWHERE + bench.adapter.path)
        assert text_of(await bench.ask(stream=True)) == GREETING
        assert any("vendor.invalid" in host for host in proxy.asked)


async def test_a_proxy_of_the_environment_is_used(
    adapter: Adapter, stack: AsyncExitStack, tmp_path: Path, vendor: int
) -> None:
    gateway = await stack.enter_async_context(Gateway(vendor, *routes(adapter)))
    proxy = await stack.enter_async_context(ForwardProxy(gateway.port))
    env = adapter.environment(NOWHERE) | {"HTTP_PROXY": proxy.url, "HTTPS_PROXY": proxy.url}
    process = await _start(adapter, stack, tmp_path, env)
    await process.set(**adapter.config, model=adapter.model, max_retries=0)
    assert text_of(await process.ask(ASK)) == GREETING
    assert any("vendor.invalid" in host for host in proxy.asked)


async def test_the_key_does_not_follow_a_redirect_to_another_host(
    bench: Bench, vendor: int
) -> None:
    async with Gateway(vendor, *routes(bench.adapter)) as other:
        away = {"location": f"{other.url.replace('127.0.0.1', 'localhost')}/v1/elsewhere"}
        bench.gateway.next(Reply(status=307, headers=away))
        error: Any = None
        try:
            await bench.ask()
        except amplifier_ipc.RpcError as refused:
            error = refused
        assert KEY not in str([seen.headers for seen in other.seen])
        assert error is not None
        assert error.data["kind"] == "llm_error"


async def test_tool_calls_are_read_from_a_response(bench: Bench) -> None:
    block = {"type": "tool_call", "id": "call_1", "name": "look", "input": {"at": 1}}
    params = {"response": {"content": [{"type": "text", "text": "Hm."}, block]}}
    found = await bench.process.call("provider.parse_tool_calls", params)
    assert found == {"tool_calls": [{"id": "call_1", "name": "look", "arguments": {"at": 1}}]}


async def _start(
    adapter: Adapter, stack: AsyncExitStack, cwd: Path, env: dict[str, str]
) -> AdapterProcess:
    process = AdapterProcess(command(adapter.folder), env, cwd)
    return await stack.enter_async_context(process)
