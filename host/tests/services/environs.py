"""Tool `environs`, or that of the name that it is given: the environment that it runs with."""

import os
import sys

import plain

NAME = sys.argv[1] if len(sys.argv) > 1 else "environs"
plain.serve(
    plain.describe_answer(
        NAME,
        tools=[{"name": NAME, "description": "Tells it.", "input_schema": {"type": "object"}}],
    ),
    {"tool.execute": lambda _: {"success": True, "output": dict(os.environ)}},
)
