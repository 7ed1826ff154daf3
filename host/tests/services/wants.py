"""A tool that declares the settings that are named to it, and tells what it was configured with.

Its name is that of the behavior, which the first setting decides: `routes`, `files`.
"""

import sys

import plain

members = sys.argv[1:]
NAME = "routes" if "default_matrix" in members else "files"
config = {}


def configure(params):
    for component, settings in params["config"].items():
        unknown = sorted(set(settings) - set(members))
        if unknown:
            faults = [
                {"path": f"/config/{component}/{name}", "message": "unknown"} for name in unknown
            ]
            raise plain.RefuseError(-32602, "no", kind="invalid_params", errors=faults)
    config.update(params["config"])
    return {"status": "ok"}


ANSWER = plain.describe_answer(
    NAME, tools=[{"name": NAME, "description": "Tells.", "input_schema": {"type": "object"}}]
)
ANSWER["config_schema"] = {
    NAME: {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {} for name in members},
    }
}
plain.serve(
    ANSWER,
    {"configure": configure, "tool.execute": lambda _: {"success": True, "output": config}},
)
