"""Content `library`: the texts of the JSON object that is its first argument, path → text; and a hook that listens.

The hook writes each event to the file that is its second argument, one JSON object a line.
"""

import json
import sys

import plain

texts = json.loads(sys.argv[1])


def read(params):
    if params["path"] not in texts:
        raise plain.RefuseError(-32004, f"there is no content {params['path']}", kind="not_found")
    return {"content": texts[params["path"]], "encoding": "utf-8"}


def hear(params):
    if len(sys.argv) > 2:
        with open(sys.argv[2], "a", encoding="utf-8") as file:
            file.write(json.dumps({"event": params["event"], **params["data"]}) + "\n")
    return {"action": "continue"}


plain.serve(
    plain.describe_answer(
        "library",
        content={"paths": sorted(texts)},
        hooks=[{"name": "ear", "events": ["context:include"]}],
    ),
    {"content.read": read, "hook.emit": hear},
)
