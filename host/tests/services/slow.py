"""A service that says what it is when it is let in: what `offers.json` in the folder of its argument says.

`door` in that folder is a FIFO: it is read to its end before anything is answered. `{"exit": 3}` ends the service then.
What it is asked stands in the file `heard`, a name a line. Its hooks answer `denied`, if the offers say so.
"""

import json
import sys
from pathlib import Path

import plain

ANY = {"type": "object"}
FOLDER = Path(sys.argv[1])
if (FOLDER / "door").exists():
    (FOLDER / "door").read_bytes()
OFFERS = json.loads((FOLDER / "offers.json").read_text())
if "exit" in OFFERS:
    sys.exit(OFFERS["exit"])


def heard(name):
    with (FOLDER / "heard").open("a") as file:
        file.write(name + "\n")


def hear(params):
    heard(params["event"])
    return {"action": OFFERS.get("answer", "continue")}


def execute(params):
    heard(params["name"])
    return {"success": True, "output": params["name"]}


plain.serve(
    plain.describe_answer(
        "slow",
        tools=[
            {"name": name, "description": "A tool.", "input_schema": ANY}
            for name in OFFERS.get("tools", [])
        ],
        hooks=OFFERS.get("hooks", []),
        channels=[{"name": "news", "subscribes": True}],
    ),
    {"hook.emit": hear, "tool.execute": execute},
    hears={"channel.message": lambda params: heard(params["data"])},
)
