"""Stand-in for a version 0 context manager, `oldlist`. Answers are bare arrays, and null where it says nothing."""

import first

messages = []


def add(params):
    messages.append(params["message"])


def get(params):
    """The params are the provider's info, if anything."""
    assert "provider_info" not in params
    assert "token_budget" not in params
    return [{"name": None, "tool_call_id": None, "tool_calls": None, **each} for each in messages]


def put(params):
    messages[:] = params["messages"]


first.serve(
    {"name": "version0_context", "capabilities": {"context_managers": [{"name": "oldlist"}]}},
    {
        "context.add_message": add,
        "context.get_messages": get,
        "context.set_messages": put,
        "context.clear": lambda _: messages.clear(),
    },
)
