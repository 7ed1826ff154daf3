"""The quick start of the README is a service."""

import json
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"


def test_the_quick_start_runs(tmp_path):
    code = re.search(r"```python\n(.*?serve\(\)\n)```", README.read_text(), re.DOTALL)
    assert code
    (tmp_path / "words.py").write_text(code[1])
    call = {"name": "word_count", "input": {"text": "a b a", "unique": True}}
    data = {"tool_name": "bash", "tool_input": {"command": "rm -rf /"}}
    asked = [
        {"method": "describe"},
        {"method": "tool.execute", "params": call},
        {"method": "hook.emit", "params": {"event": "tool:pre", "data": data}},
    ]
    lines = [json.dumps({"jsonrpc": "2.0", "id": n, **ask}) for n, ask in enumerate(asked)]
    ended = subprocess.run(
        [sys.executable, "words.py"],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    answers = {a["id"]: a["result"] for a in map(json.loads, ended.stdout.splitlines())}
    assert answers[0]["name"] == "words"
    assert answers[1]["output"] == 2
    assert (answers[2]["action"], answers[2]["reason"]) == ("deny", "rm -rf is not allowed")
