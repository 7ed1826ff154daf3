"""A service of one kind whose answers are no answers: `liar.py KIND ANSWER`, the answer as JSON.

KIND: content, provider, approval, hook, context, channel; its one call is answered with ANSWER, everything else well.
"""

import json
import sys

import plain

KIND, ANSWER = sys.argv[1], json.loads(sys.argv[2])
OFFERS = {
    "content": {"content": {"paths": ["context/notes.md", "agents/helper.md"]}},
    "provider": {"providers": [{"name": "fake"}]},
    "approval": {"approval_providers": [{"name": "judge"}]},
    "hook": {"hooks": [{"name": "gate", "events": ["*"], "on_error": "deny"}]},
    "context": {"context_managers": [{"name": "memory"}]},
    "channel": {"channels": [{"name": "news", "contributes": True}]},
}
METHODS = {
    "content": ("content.read",),
    "provider": ("provider.info", "provider.list_models"),
    "approval": ("approval.request",),
    "hook": ("hook.emit",),
    "context": ("context.set_messages", "context.add_message"),
    "channel": ("channel.collect",),
}
plain.serve(
    plain.describe_answer("liar", **OFFERS[KIND]),
    {method: lambda _: ANSWER for method in METHODS[KIND]},
)
