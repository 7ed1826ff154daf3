"""The samples of the dialects are what the vendors document, so that what is tested with them means something."""

import json

import pytest
from battery.adapters import ADAPTERS
from battery.dialects import DIALECTS, Said
from battery.specs import ANSWERS, faults

SPOKEN = sorted({adapter.dialect for adapter in ADAPTERS})
ARGUMENTS = ('{"ci', 'ty": "Ro', 'me"}')
SAMPLES = {
    "text": Said(text=("Hel", "lo")),
    "thoughts": Said(thoughts=("Hm", "m."), text=("Hello",)),
    "calls": Said(
        calls=(("call_1", "look", ARGUMENTS), ("call_2", "look", ARGUMENTS)), finish="tool_calls"
    ),
    "cut": Said(text=("Hel",), finish="length"),
}


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("dialect", SPOKEN)
def test_a_sample_is_what_the_vendor_documents(dialect: str, sample: str) -> None:
    document, whole, event = ANSWERS[dialect]
    spoken = DIALECTS[dialect]
    assert not faults(document, whole, spoken.whole(SAMPLES[sample]))
    stream = spoken.stream(SAMPLES[sample]).decode()
    lines = [line.removeprefix("data: ") for line in stream.splitlines()]
    data = [json.loads(line) for line in lines if line.startswith("{")]
    assert len(data) > 1
    for each in data:
        if each.get("type") == "ping":  # Anthropic documents it in prose alone
            continue
        assert not faults(document, event, each), each


@pytest.mark.parametrize("dialect", SPOKEN)
def test_the_documents_refuse_what_is_wrong(dialect: str) -> None:
    document, whole, _ = ANSWERS[dialect]
    assert faults(document, whole, {**DIALECTS[dialect].whole(SAMPLES["text"]), **WRONG[dialect]})


WRONG = {
    "anthropic": {"content": "Hello"},
    "responses": {"output": "Hello"},
    "chat": {"choices": "Hello"},
    "gemini": {"candidate": []},
    "ollama": {"message": "Hello"},
}
