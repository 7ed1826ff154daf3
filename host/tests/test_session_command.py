"""`amplifier-ipc session` and `approvals`, as processes, over sessions that the library made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from amplifier_ipc_host import Session, load_agent
from amplifier_ipc_host.export import as_markdown

COMMAND = Path(sys.executable).with_name("amplifier-ipc")
READ = ["request.context_get_messages", {}]


def add(role: str, content: Any, **members: Any) -> list[Any]:
    message = {"role": role, "content": content, **members}
    return ["request.context_add_message", {"message": message}]


SPAWN = ["request.session_spawn", {"agent": "self", "instruction": json.dumps([add("user", "x")])}]
TALK = [
    add("user", "What is *this*? <script>alert(1)</script>"),
    add(
        "assistant",
        [
            {"type": "text", "text": "Look:"},
            {"type": "tool_call", "id": "c", "name": "echo", "input": {"text": "hi"}},
        ],
    ),
    add("tool", "```\nhi\n```", tool_call_id="c", name="echo"),
    ["state.set", {"key": "session.name", "value": "A talk"}],
]


class Shell:
    """Runs the command in the house's folders."""

    def __init__(self, house) -> None:
        self.house = house
        self.home = house.folder / "home"

    def __call__(
        self, *arguments: str, code: int = 0, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(COMMAND), *arguments],
            cwd=cwd or self.house.work,
            env={**os.environ, "AMPLIFIER_HOME": str(self.home)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done.stderr + done.stdout
        assert "Traceback" not in done.stderr
        return done

    def rows(self, *arguments: str, cwd: Path | None = None) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(
            self("session", "list", "--json", *arguments, cwd=cwd).stdout
        )
        return rows

    async def turn(self, session_id: str, *script: Any, end: bool = True) -> Session:
        """A turn of a session below the home folder."""
        session = Session(
            load_agent(self.house.agent()), session_id=session_id, cwd=self.house.work
        )
        self.house.sessions.append(session)
        async for _ in session.execute(json.dumps(script)):
            pass
        if end:
            await session.close()
        return session


@pytest.fixture
def shell(house):
    house.behaviors.clear()
    house.service("puppet", grants=["session.spawn", "context", "approval"])
    house.service("parrot")
    return Shell(house)


async def test_list_shows_the_sessions_of_the_project_the_last_used_first(shell, tmp_path):
    assert "no session" in shell("session", "list").stderr
    await shell.turn("20260101-aa11", *TALK)
    await shell.turn("20260101-bb22", add("user", "x"), SPAWN)
    rows = shell.rows()
    assert [row["id"] for row in rows] == ["20260101-bb22", "20260101-aa11"], (
        "no children among them"
    )
    assert rows[1] == {
        "id": "20260101-aa11",
        "name": "A talk",
        "age": "now",
        "turns": 1,
        "cost": "",
        "agent": "test",
        "project": str(shell.house.work),
    }
    other = tmp_path / "other"
    other.mkdir()
    assert shell.rows(cwd=other) == []
    assert shell.rows("--all-projects", cwd=other) == rows
    assert "20260101-aa11  A talk" in shell("session", "list").stdout


async def test_a_tree_shows_children_and_forks(shell):
    await shell.turn("20260101-aa11", add("user", "x"), SPAWN)
    shell("session", "fork", "aa11", "--at", "1", "--id", "copy")
    lines = shell("session", "list", "--tree", "aa11").stdout.splitlines()
    assert lines[0].startswith("20260101-aa11")
    assert "child 20260101-aa11-" in lines[1]
    assert "fork copy at turn 1" in lines[2]
    top = json.loads(shell("session", "list", "--tree", "aa11", "--json").stdout)
    assert top["id"] == "20260101-aa11"
    assert [(each["is_child"], each["below"]) for each in top["below"]] == [(True, []), (False, [])]
    assert top["below"][1]["id"] == "copy"


async def test_ids_may_be_shortened_to_what_tells_them_apart(shell):
    await shell.turn("20260101-aa11", SPAWN)
    await shell.turn("20260101-aa22")
    assert json.loads(shell("session", "show", "aa1", "--json").stdout)["id"] == "20260101-aa11"
    ambiguous = shell("session", "show", "2026", code=1).stderr
    assert "2 sessions begin with 2026: " in ambiguous
    assert "there is no session zz" in shell("session", "show", "zz", code=1).stderr
    assert "there is no session" in shell("session", "show", "../..", code=1).stderr


async def test_show_tells_what_is_known(shell):
    await shell.turn("20260101-aa11", *TALK, SPAWN)
    about = json.loads(shell("session", "show", "aa11", "--json").stdout)
    assert about["total_messages"] == 3
    assert about["tool_invocations"] == 1
    assert (about["status"], about["turns"], about["name"]) == ("completed", 1, "A talk")
    assert len(about["children"]) == 1
    child = json.loads(shell("session", "show", about["children"][0], "--json").stdout)
    assert child["parent_id"] == "20260101-aa11"
    assert "tool invocations" in shell("session", "show", "aa11").stdout


async def test_resume_goes_on_where_it_was_with_options_of_run(shell, tmp_path):
    await shell.turn("20260101-aa11", add("user", "hello"))
    script = json.dumps([READ])
    done = shell("session", "resume", "aa11", "--output", "json", script, cwd=tmp_path)
    answers = json.loads(json.loads(done.stdout)["response"])
    assert answers == [{"result": {"messages": [{"role": "user", "content": "hello"}]}}]
    assert shell.rows()[0]["turns"] == 2


async def test_a_child_is_resumed_by_its_parent_alone(shell):
    await shell.turn("20260101-aa11", SPAWN)
    (child,) = json.loads(shell("session", "show", "aa11", "--json").stdout)["children"]
    told = shell("session", "resume", child, "[]", code=1).stderr
    assert "is a child, which only its parent can go on with" in told
    assert "resume 20260101-aa11" in told


async def test_a_fork_is_resumed_and_the_original_stays(shell):
    await shell.turn("20260101-aa11", add("user", "one"))
    await shell.turn("20260101-aa11", add("user", "two"))
    copy = shell("session", "fork", "aa11", "--at", "1").stdout.strip()
    script = json.dumps([READ])
    done = shell("session", "resume", copy, "--output", "json", script)
    answers = json.loads(json.loads(done.stdout)["response"])
    assert [m["content"] for m in answers[0]["result"]["messages"]] == ["one"]
    assert "has no turn 7" in shell("session", "fork", "aa11", "--at", "7", code=1).stderr
    exported = json.loads(shell("session", "export", "aa11", "--format", "json").stdout)
    assert [message["content"] for message in exported["messages"]] == ["one", "two"]


async def test_export_as_markdown_html_and_json(shell, tmp_path):
    await shell.turn("20260101-aa11", *TALK)
    markdown = shell("session", "export", "aa11").stdout
    assert markdown.startswith("# A talk\n")
    assert "## assistant\n\nLook:\n\n→ **echo**\n\n```\n" in markdown
    assert "## tool echo\n\n````\n```\nhi\n```\n````\n" in markdown, (
        "a block ends only at its own fence"
    )
    page = tmp_path / "talk.html"
    shell("session", "export", "aa11", "--format", "html", "-o", str(page))
    html = page.read_text()
    assert "<title>A talk</title>" in html
    assert "<em>this</em>" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html
    whole = json.loads(shell("session", "export", "aa11", "--format", "json").stdout)
    assert whole["messages"] == [each[1]["message"] for each in TALK[:3]]


@pytest.mark.parametrize(
    "content", ["Look:", [{"type": "tool_call", "id": "c", "name": "echo", "input": {}}]]
)
def test_a_tool_call_is_exported_once_whether_it_is_a_block_or_not(content):
    calls = [{"id": "c", "name": "echo", "arguments": {}}]
    message = {"role": "assistant", "content": content, "tool_calls": calls}
    assert as_markdown("s", {}, [message]).count("→ **echo**") == 1


async def test_delete_takes_the_children_along_and_asks_first(shell):
    await shell.turn("20260101-aa11", SPAWN)
    await shell.turn("20260101-bb22")
    shell("session", "fork", "aa11", "--id", "copy")
    told = shell("session", "delete", "aa11", code=1).stderr
    assert "add --yes" in told
    assert len(shell.rows()) == 3
    shell("session", "delete", "aa11", "--yes")
    folders = sorted(each.name for each in (shell.home / "sessions").iterdir())
    assert folders == ["20260101-bb22", "copy"]


async def test_a_session_in_use_is_not_deleted(shell):
    session = await shell.turn("20260101-aa11", end=False)
    assert (
        "session 20260101-aa11 is in use"
        in shell("session", "delete", "aa11", "--yes", code=1).stderr
    )
    assert session.folder.exists()


async def test_prune_deletes_what_is_empty_and_orphaned(shell):
    await shell.turn("20260101-aa11", add("user", "x"), SPAWN)
    await shell.turn("20260101-bb22")
    shell("session", "prune", "--yes")
    assert [row["id"] for row in shell.rows()] == ["20260101-aa11"]
    (child,) = json.loads(shell("session", "show", "aa11", "--json").stdout)["children"]
    for path in (shell.home / "sessions" / "20260101-aa11").iterdir():
        path.unlink()
    (shell.home / "sessions" / "20260101-aa11").rmdir()
    shell("session", "prune", "--yes")
    assert not (shell.home / "sessions" / child).exists()
    assert "nothing to delete" in shell("session", "prune").stderr


async def test_cleanup_deletes_what_has_not_been_used(shell):
    await shell.turn("20260101-aa11", add("user", "x"))
    await shell.turn("20260101-bb22", add("user", "x"))
    path = shell.home / "sessions" / "20260101-aa11" / "metadata.json"
    about = json.loads(path.read_text())
    path.write_text(json.dumps({**about, "last_activity": "2020-01-01T00:00:00+00:00"}))
    shell("session", "cleanup", "--days", "30", "--yes")
    assert [row["id"] for row in shell.rows()] == ["20260101-bb22"]


async def test_approvals_are_listed_and_revoked(shell):
    assert "No answer is remembered" in shell("approvals", "list").stderr
    session = Session(
        load_agent(shell.house.agent()),
        session_id="20260101-aa11",
        cwd=shell.house.work,
        approve="ask",
    )
    shell.house.sessions.append(session)
    details = {"tool_input": {"command": "git status"}}
    question = {"tool_name": "bash", "action": "run", "details": details, "risk_level": "low"}
    for scope in ("session", "global"):
        others = {**question, "details": {"tool_input": {"command": f"git {scope}"}}}
        async for event in session.execute(json.dumps([["request.approval", others]])):
            if event.type == "approval_request":
                session.answer(event.approval_id, approved=True, remember=scope)
    await session.close()
    rules = json.loads(shell("approvals", "list", "--json").stdout)
    assert {(rule["pattern"], rule["where"]) for rule in rules} == {
        ("git session*", "20260101-aa11"),
        ("git global*", "everywhere"),
    }
    assert "git global*" in shell("approvals", "list").stdout
    for rule in rules:
        shell("approvals", "revoke", rule["id"])
    assert json.loads(shell("approvals", "list", "--json").stdout) == []
    assert "no remembered answer" in shell("approvals", "revoke", rules[0]["id"], code=1).stderr
