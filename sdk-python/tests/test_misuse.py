"""What cannot work is told when the service starts, every fault at once, in words that say what would."""

import asyncio

import pytest
from amplifier_ipc import (
    DeclarationError,
    Service,
    approval_provider,
    capability,
    channel,
    content,
    context_manager,
    hook,
    provider,
    tool,
)


@tool
def generator(n: int):
    """Yield."""
    yield n


@tool
async def async_generator(n: int):
    """Yield."""
    yield n


@tool(input_schema={"type": "object"})
def two_inputs(one, two):
    """Take the input as two."""


@tool
class NoFunction:
    """A class."""


@capability("x.y")
def yields_capability(n: int):
    yield n


@hook("tool:pre")
def yields_hook(event):
    yield event


@hook("tool:pre")
def greedy_hook(event, other):
    return other


@hook("tool:pre", priority="first", timeout_ms=0)
def odd_numbers(event):
    return None


@provider("p")
class NoRequest:
    async def complete(self):
        return None


@provider("p")
class YieldsTokens:
    async def complete(self, request):
        yield request


@context_manager("c")
class HalfAManager:
    def add_message(self):
        pass

    def get_messages(self, params):
        return []


@approval_provider("a")
class NoDecision:
    pass


@channel("c")
class Silent:
    pass


@channel("c")
class BadCleanup:
    async def collect(self):
        return 1

    async def cleanup(self, why):
        pass


@pytest.mark.parametrize(
    ("declared", "faults"),
    [
        (generator, ["the tool 'generator' yields, but is to return"]),
        (async_generator, ["the tool 'async_generator' yields"]),
        (two_inputs, ["takes (one, two), but is called with (input, ctx: Context)"]),
        (NoFunction, ["the tool 'NoFunction' is a class"]),
        (yields_capability, ["the capability 'x.y' yields"]),
        (yields_hook, ["the hook 'yields_hook' yields"]),
        (greedy_hook, ["takes (event, other), but is called with (event, ctx: Context)"]),
        (
            odd_numbers,
            [
                "priority is an integer, not 'first'",
                "timeout_ms is a positive integer, not 0",
            ],
        ),
        (NoRequest, ["NoRequest.complete() takes (self), but is called with (self, request,"]),
        (YieldsTokens, ["YieldsTokens.complete() yields"]),
        (
            HalfAManager,
            [
                "HalfAManager has no set_messages()",
                "HalfAManager has no clear()",
                "HalfAManager.add_message() takes (self), but is called with (self, message,",
            ],
        ),
        (NoDecision, ["has no request_approval()"]),
        (Silent, ["has neither collect() nor receive()"]),
        (BadCleanup, ["BadCleanup.cleanup() takes (self, why)"]),
        (content("no-such-folder"), ["there is no folder"]),
        (content({"../x": "", "a//b": "", "ok": ""}), ["'../x' is no", "'a//b' is no"]),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_it_is_told_at_the_start(declared, faults):
    with pytest.raises(DeclarationError) as raised:
        Service(declared, name="x")
    for fault in faults:
        assert fault in str(raised.value)
    assert str(raised.value).count("\n- ") == len(faults)


def test_what_is_called_rightly_is_taken():
    @tool
    def defaults(a: int = 1, *, b: str = "x") -> None:
        """Have defaults."""

    @hook("x")
    def more(event, other=1, *rest, **options):
        return None

    @provider("p")
    class Static:
        @staticmethod
        async def complete(request):
            return request

        @classmethod
        def info(cls):
            return None

        def cleanup(self):
            return asyncio.sleep(0)

    service = Service(defaults, more, Static, name="x")
    assert len(service.components) == 3
