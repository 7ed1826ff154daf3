"""Tool `may_i`: asks whether it may, and tells the answer."""

import plain

QUESTION = {"tool_name": "may_i", "action": "look", "details": {}, "risk_level": "low"}
ANSWER = plain.describe_answer(
    "may_i",
    tools=[{"name": "may_i", "description": "Asks.", "input_schema": {"type": "object"}}],
)
ANSWER["requires"] = ["approval"]
plain.serve(
    ANSWER,
    {
        "tool.execute": lambda _: {
            "success": True,
            "output": plain.call("request.approval", QUESTION)["result"],
        }
    },
)
