"""What is asked for arrives at the vendor, in its own words and by its own documents."""

from typing import Any

import pytest
from battery.bench import HELLO, Bench
from battery.conversation import WEATHER
from battery.specs import REQUESTS, faults, unknown_members

pytestmark = pytest.mark.system

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}}
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "population": {"type": "integer"}},
    "required": ["city", "population"],
    "additionalProperties": False,
}
CHAT = {
    "auto": "auto",
    "none": "none",
    "required": "required",
    "named": {"type": "function", "function": {"name": "get_weather"}},
}
CHOICES: dict[str, dict[str, Any]] = {
    "anthropic": {
        "auto": {"type": "auto"},
        "none": {"type": "none"},
        "required": {"type": "any"},
        "named": {"type": "tool", "name": "get_weather"},
    },
    "responses": {**CHAT, "named": {"type": "function", "name": "get_weather"}},
    "chat": CHAT,
    "gemini": {
        "auto": {"mode": "AUTO"},
        "none": {"mode": "NONE"},
        "required": {"mode": "ANY"},
        "named": {"mode": "ANY", "allowedFunctionNames": ["get_weather"]},
    },
}
"""The tool choices, by the vendors' documentation; Ollama has none."""


async def sent(bench: Bench, prompt: Any = HELLO, **more: Any) -> dict[str, Any]:
    """Ask, and return what arrived: it is what the vendor's document describes."""
    bench.response = await bench.ask(prompt, **more)
    document, schema = REQUESTS[bench.adapter.dialect]
    body = bench.sent
    assert not faults(document, schema, body)
    assert not unknown_members(document, schema, body) - bench.adapter.beyond
    return body


async def test_the_model_and_the_limit_arrive(bench: Bench) -> None:
    body = await sent(bench, max_output_tokens=321)
    assert bench.dialect.find(body, "max_output_tokens") == 321
    if bench.adapter.dialect == "gemini":
        assert f"/models/{bench.adapter.model}:" in bench.gateway.calls[-1].path
    else:
        assert body["model"] == bench.adapter.model


async def test_the_request_names_another_model(bench: Bench) -> None:
    body = await sent(bench, model=bench.adapter.plain_model)
    at = bench.gateway.calls[-1].path if bench.adapter.dialect == "gemini" else body["model"]
    assert bench.adapter.plain_model in at


async def test_temperature_and_top_p_arrive(bench: Bench) -> None:
    model = bench.adapter.plain_model
    body = await sent(bench, model=model, temperature=0.25)
    assert bench.dialect.find(body, "temperature") == 0.25
    assert bench.dialect.find(body, "top_p") is None
    body = await sent(bench, model=model, top_p=0.5)
    assert bench.dialect.find(body, "top_p") == 0.5
    assert bench.dialect.find(body, "temperature") is None  # unset means the vendor's own


async def test_the_temperature_of_the_settings_arrives(bench: Bench) -> None:
    await bench.set(model=bench.adapter.plain_model, temperature=0.75, max_tokens=77)
    body = await sent(bench)
    assert bench.dialect.find(body, "temperature") == 0.75
    assert bench.dialect.find(body, "max_output_tokens") == 77


async def test_stop_arrives_or_is_told(bench: Bench) -> None:
    body = await sent(bench, model=bench.adapter.plain_model, stop=["END", "STOP"])
    if "stop" in bench.dialect.places:
        assert bench.dialect.find(body, "stop") == ["END", "STOP"]
    else:
        assert "stop" in str(bench.response["degradation"]["requested"])


@pytest.mark.parametrize("effort", ["low", "high"])
async def test_the_effort_to_think_arrives(bench: Bench, effort: str) -> None:
    body = await sent(bench, reasoning_effort=effort)
    thinking = str(
        body.get("thinking")
        or body.get("generationConfig", {}).get("thinkingConfig")
        or bench.dialect.find(body, "reasoning_effort")
    )
    if bench.adapter.dialect in ("responses", "chat"):
        assert thinking == effort
    else:
        assert thinking not in ("None", "False", "disabled")
    if bench.adapter.dialect == "anthropic" and body["thinking"]["type"] == "enabled":
        assert 1024 <= body["thinking"]["budget_tokens"] < body["max_tokens"]
        assert "temperature" not in body


@pytest.mark.parametrize("choice", ["auto", "none", "required", "named"])
async def test_the_choice_of_tools_arrives(bench: Bench, choice: str) -> None:
    wanted = {"name": "get_weather"} if choice == "named" else choice
    body = await sent(bench, tools=[WEATHER], tool_choice=wanted)
    if bench.adapter.dialect in CHOICES:
        found = bench.dialect.find(body, "tool_choice")
        expected = CHOICES[bench.adapter.dialect][choice]
        if found is None:
            assert choice == "auto"  # which is what leaving it out means
        elif isinstance(expected, dict):
            assert {name: found.get(name) for name in expected} == expected
        else:
            assert found == expected
    elif choice == "none":
        assert not body.get("tools")
    elif choice != "auto":
        assert "tool_choice" in bench.response["degradation"]["requested"]


async def test_tools_arrive(bench: Bench) -> None:
    body = await sent(bench, tools=[WEATHER, {**WEATHER, "name": "other.tool-with.points"}])
    tools = bench.dialect.find(body, "tools")
    functions = [tool.get("function", tool) for tool in tools]
    assert functions[0]["name"] == "get_weather"
    assert functions[0]["description"] == WEATHER["description"]
    schema = next(
        functions[0][name]
        for name in ("input_schema", "parameters", "parametersJsonSchema")
        if functions[0].get(name)
    )
    assert schema["required"] == ["city"]
    assert schema["properties"]["unit"]["enum"] == ["celsius", "fahrenheit"]
    assert len(functions) == 2
    allowed = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    if bench.adapter.dialect in ("anthropic", "responses", "chat"):
        assert set(functions[1]["name"]) <= allowed


async def test_images_arrive(bench: Bench) -> None:
    content = [{"type": "text", "text": HELLO}, IMAGE]
    body = await sent(bench, [{"role": "user", "content": content}])
    assert bench.dialect.images(body) == [PIXEL]


async def test_an_image_at_an_address_arrives_or_is_noted(bench: Bench) -> None:
    url = "https://example.com/plan.png"
    image = {"type": "image", "source": {"type": "url", "url": url}}
    body = await sent(
        bench, [{"role": "user", "content": [{"type": "text", "text": HELLO}, image]}]
    )
    if bench.adapter.dialect == "ollama":  # which takes bytes alone
        assert url in str(body)
    else:
        assert bench.dialect.images(body) == [url]


async def test_an_image_that_a_tool_gave_arrives(bench: Bench) -> None:
    call = {"type": "tool_call", "id": "call_1", "name": "look", "input": {}}
    messages = [
        {"role": "user", "content": "Look."},
        {"role": "assistant", "content": [call]},
        {
            "role": "tool",
            "tool_call_id": "call_1",
            "name": "look",
            "content": [{"type": "text", "text": "a picture"}, IMAGE],
        },
        {"role": "user", "content": HELLO},
    ]
    body = await sent(bench, messages, tools=[{**WEATHER, "name": "look"}])
    assert PIXEL in str(body)
    assert "a picture" in "".join(bench.dialect.results(body))


async def test_system_and_developer_messages_arrive(bench: Bench) -> None:
    messages = [
        {"role": "system", "content": "Be exact."},
        {"role": "user", "content": "Hello there."},
        {"role": "developer", "content": "The user is in Oslo."},
        {"role": "user", "content": HELLO},
    ]
    body = await sent(bench, messages, system="You are careful.")
    told = bench.dialect.system(body)
    assert told.index("You are careful.") < told.index("Be exact.")
    text = str(body)
    assert text.count("The user is in Oslo.") == 1
    assert text.count("You are careful.") == text.count("Be exact.") == 1
    if bench.adapter.dialect == "anthropic":
        assert "<context_file" in text


async def test_a_system_message_in_the_middle_is_not_lost(bench: Bench) -> None:
    messages = [
        {"role": "user", "content": "Hello there."},
        {"role": "assistant", "content": "Hello."},
        {"role": "system", "content": "Be brief from here on."},
        {"role": "user", "content": HELLO},
    ]
    body = await sent(bench, messages)
    assert str(body).count("Be brief from here on.") == 1


async def test_json_is_asked_for(bench: Bench) -> None:
    body = await sent(bench, "Answer in JSON.", response_format={"type": "json"})
    found = {
        "responses": lambda: body["text"]["format"]["type"] == "json_object",
        "chat": lambda: body["response_format"]["type"] == "json_object",
        "gemini": lambda: body["generationConfig"]["responseMimeType"] == "application/json",
        "ollama": lambda: body["format"] == "json",
        "anthropic": lambda: "JSON" in str(body.get("system")) or "output_config" in body,
    }
    assert found[bench.adapter.dialect]()


async def test_a_schema_of_the_answer_is_asked_for(bench: Bench) -> None:
    wanted = {"type": "json_schema", "schema": SCHEMA, "strict": True}
    body = await sent(bench, "Tell me of Oslo.", response_format=wanted)
    config = body.get("generationConfig", {})
    found = {
        "responses": lambda: body["text"]["format"]["schema"],
        "chat": lambda: body["response_format"]["json_schema"]["schema"],
        "gemini": lambda: config.get("responseJsonSchema") or config.get("responseSchema"),
        "ollama": lambda: body["format"],
        "anthropic": lambda: _of_anthropic(body),
    }
    schema = found[bench.adapter.dialect]()
    assert set(schema["properties"]) == {"city", "population"}
    assert schema["required"] == ["city", "population"]
    if bench.adapter.dialect == "responses":
        assert body["text"]["format"]["strict"] is True


def _of_anthropic(body: dict[str, Any]) -> Any:
    """As an output format, or as the one tool that the model must call."""
    if "output_config" in body:
        return body["output_config"]["format"]["schema"]
    if "output_format" in body:
        return body["output_format"]["schema"]
    return next(
        t["input_schema"] for t in body["tools"] if t["name"] == body["tool_choice"]["name"]
    )


async def test_what_an_earlier_answer_held_goes_back_as_it_came(bench: Bench) -> None:
    first = await bench.ask(
        "What is the weather in Paris?", tools=[WEATHER], reasoning_effort="low"
    )
    call = first["tool_calls"][0]
    messages = [
        {"role": "user", "content": "What is the weather in Paris?"},
        {"role": "assistant", "content": first["content"], "tool_calls": first["tool_calls"]},
        {"role": "tool", "tool_call_id": call["id"], "name": call["name"], "content": "21 degrees"},
    ]
    body = await sent(bench, messages, tools=[WEATHER], reasoning_effort="low")
    assert "21 degrees" in bench.dialect.results(body)[0]
    text = str(body)
    assert text.count("'Paris'") + text.count('"Paris"') == 1  # the arguments, once
    for block in first["content"]:
        if signature := block.get("signature") or block.get("encrypted_content"):
            assert signature in text
