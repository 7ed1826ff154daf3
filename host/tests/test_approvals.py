"""Approvals: remembered answers hold for what they are meant for, and for no more; questions wait for each other."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from amplifier_ipc_host import SessionError
from amplifier_ipc_host.approvals import Approvals
from amplifier_ipc_host.events import ApprovalRequested
from amplifier_ipc_host.rules import Rule, holding, suggested, too_wide

Json = dict[str, Any]


def bash(command: str, **members: Any) -> Json:
    details = {"tool_input": {"command": command}}
    about = {"tool_name": "bash", "action": "run", "risk_level": "high", "details": details}
    return {**about, **members}


def write(path: str) -> Json:
    details = {"tool_input": {"path": path, "content": "x"}}
    return {"tool_name": "write_file", "action": "write", "risk_level": "low", "details": details}


def rule(pattern: str, *, tool: str = "bash", approved: bool = True) -> Rule:
    return Rule("1", tool, pattern, approved, "global", "2026-01-01T00:00:00Z", "ada")


@pytest.mark.parametrize(
    ("request_", "pattern"),
    [
        (bash("git status"), "git status*"),
        (bash("git status --short"), "git status*"),
        (bash("git -C x status"), "git -C x status"),
        (bash("rm -rf build"), "rm -rf build"),
        (bash("rm build"), "rm build"),
        (bash("ls"), "ls"),
        (bash("git status; rm -rf /"), "git status; rm -rf /"),
        (write("src/../notes.md"), "notes.md"),
    ],
)
def test_what_is_offered_to_remember_is_narrow(request_, pattern):
    assert suggested(request_) == pattern


@pytest.mark.parametrize(
    ("pattern", "command", "fits"),
    [
        ("git status*", "git status", True),
        ("git status*", "git status --short -b", True),
        ("git status*", "git statusquo", False),
        ("git status*", "git push", False),
        ("git status*", "git status; rm -rf /", False),
        ("git status*", "git status && rm -rf /", False),
        ("git status*", "git status | sh", False),
        ("git status*", "git status $(rm -rf /)", False),
        ("git status*", "git status `rm -rf /`", False),
        ("git status*", "git status\nrm -rf /", False),
        ("git status*", "git status > ~/.bashrc", False),
        ("git status; ls", "git status; ls", True),
        ("ls", "ls", True),
        ("ls", "ls -l", False),
        ("ls src/*", "ls src/a", True),
        ("[ -f x ]", "[ -f x ]", True),
        ("[ -f x ]", "f", False),
        ("*", "rm -rf /", False),
        (" *", "rm -rf /", False),
    ],
)
def test_a_pattern_holds_for_its_command_and_never_for_a_second_one(pattern, command, fits):
    assert (holding([rule(pattern)], bash(command)) is not None) is fits


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("src/*", "src/a/b.py", True),
        ("src/*", "./src/a.py", True),
        ("src/*", "src/../../etc/passwd", False),
        ("notes.md", "notes.md", True),
        ("notes.md", "notes_md", False),
    ],
)
def test_a_pattern_of_paths_does_not_leave_its_folder(pattern, path, fits):
    found = holding([rule(pattern, tool="write_file")], write(path))
    assert (found is not None) is fits


@pytest.mark.parametrize("beside", [{"env": {"PATH": "/tmp"}}, {"cwd": "/elsewhere"}])
def test_a_command_with_variables_or_a_folder_of_its_own_is_another_one(beside):
    asked = bash("git status")
    asked["details"]["tool_input"] |= beside
    assert holding([rule("git status*"), rule("git status")], asked) is None
    assert holding([rule("git status*", approved=False)], asked) is not None
    assert holding([rule(suggested(asked))], asked) is not None
    assert holding([rule(suggested(asked), approved=False)], asked) is not None
    other = bash("git push")
    other["details"]["tool_input"] |= beside
    assert holding([rule(suggested(asked)), rule('{"command": "git *')], other) is None


def test_a_rule_is_for_one_tool_and_a_no_counts_more_than_a_yes():
    assert holding([rule("ls", tool="zsh")], bash("ls")) is None
    no = rule("git push*", approved=False)
    assert holding([rule("git push*"), no], bash("git push")) is no
    assert too_wide(bash("ls"), "*")
    assert not too_wide(write("a"), "*")


async def asked(session, *requests: Json, answer: Json | None = None, at_once: bool = False):
    """The answers of a turn that puts these questions, and the questions that reached the front end."""
    calls = [["request.approval", request] for request in requests]
    script = [["together", calls]] if at_once else calls
    questions: list[ApprovalRequested] = []
    async for event in session.execute(json.dumps(script)):
        if isinstance(event, ApprovalRequested):
            questions.append(event)
            assert session.answer(event.approval_id, **(answer or {"approved": False}))
        last = event
    return [each["result"] for each in json.loads(last.response)], questions


ALWAYS = {"approved": True, "remember": "session"}


async def test_an_answer_for_the_session_is_not_asked_again_in_it(house):
    session = house.session(approve="ask")
    answers, questions = await asked(
        session, bash("git status"), bash("git status -b"), answer=ALWAYS
    )
    assert [question.pattern for question in questions] == ["git status*"]
    assert [each["approved"] for each in answers] == [True, True]
    assert answers[0]["remember"] is True
    assert "git status*" in answers[1]["reason"]
    await session.close()
    again = house.session(approve="ask", session_id=session.session_id)
    _, questions = await asked(again, bash("git status"))
    assert questions == []
    _, questions = await asked(house.session(approve="ask"), bash("git status"))
    assert len(questions) == 1


async def test_an_answer_for_the_project_holds_there_and_one_for_everywhere_elsewhere_too(
    house, tmp_path
):
    session = house.session(approve="ask")
    await asked(session, bash("git log"), answer={**ALWAYS, "remember": "project"})
    await asked(session, bash("git diff"), answer={**ALWAYS, "remember": "global"})
    here = house.session(approve="ask")
    _, questions = await asked(here, bash("git log"), bash("git diff"))
    assert questions == []
    house.work = tmp_path / "elsewhere"
    house.work.mkdir()
    there = house.session(approve="ask")
    _, questions = await asked(there, bash("git log"), bash("git diff"))
    assert [question.request["details"]["tool_input"]["command"] for question in questions] == [
        "git log"
    ]
    path = tmp_path / "home" / "approvals.yaml"
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_no_is_remembered_as_one(house):
    session = house.session(approve="ask")
    never = {"approved": False, "remember": "session"}
    answers, questions = await asked(session, bash("ls"), bash("ls"), answer=never)
    assert len(questions) == 1
    assert [each["approved"] for each in answers] == [False, False]


async def test_a_pattern_may_be_named_but_none_that_allows_a_shell_anything(house):
    session = house.session(approve="ask")
    async for event in session.execute(json.dumps([["request.approval", bash("npm run lint")]])):
        if isinstance(event, ApprovalRequested):
            with pytest.raises(SessionError, match="would allow bash whatever it is told"):
                session.answer(event.approval_id, approved=True, remember="session", pattern="*")
            assert session.answer(
                event.approval_id, approved=True, remember="session", pattern="npm run lint*"
            )
    _, questions = await asked(session, bash("npm run lint -- --fix"), bash("npm run build"))
    assert len(questions) == 1


async def test_questions_at_once_are_put_one_by_one_and_the_first_answer_may_hold_for_all(house):
    session = house.session(approve="ask")
    three = [bash("git status"), bash("git status -b"), bash("git status -s")]
    answers, questions = await asked(session, *three, answer=ALWAYS, at_once=True)
    assert len(questions) == 1
    assert [each["approved"] for each in answers] == [True] * 3


async def test_a_question_waits_until_the_one_before_it_is_answered(house):
    session = house.session(approve="ask")
    both = [["request.approval", bash("a b")], ["request.approval", bash("c d")]]
    open_ones: list[str] = []
    async for event in session.execute(json.dumps([["together", both]])):
        if isinstance(event, ApprovalRequested):
            assert not open_ones, "only one question is open at a time"
            open_ones.append(event.approval_id)
            assert session.answer(event.approval_id, approved=True)
            open_ones.clear()
            assert not session.answer(event.approval_id, approved=False), "it is closed"


async def test_a_question_behind_a_silent_user_takes_its_default_in_its_own_time():
    """APR-020: the time counts from when it was asked."""
    told: asyncio.Queue[ApprovalRequested] = asyncio.Queue()
    approvals = Approvals("ask", told.put_nowait)
    first = asyncio.create_task(approvals.ask(bash("one x")))
    question = await told.get()
    second = await approvals.ask(bash("two x", timeout=0.05, default="allow"))
    assert second == {"approved": True, "reason": "nobody answered within 0.05 s"}
    assert approvals.answer(question.approval_id, {"approved": False})
    assert await first == {"approved": False}
    assert told.empty()


@pytest.mark.parametrize(("policy", "approved"), [("auto", True), ("deny", False)])
async def test_where_nobody_is_asked_the_policy_decides_whatever_is_remembered(
    house, policy, approved
):
    first = house.session(approve="ask")
    await asked(first, bash("ls"), answer={"approved": not approved, "remember": "global"})
    answers, questions = await asked(house.session(approve=policy), bash("ls"))
    assert questions == []
    assert answers[0]["approved"] is approved


async def test_a_service_cannot_remember_an_answer_for_itself(house):
    session = house.session(approve="ask")
    forged = [rule("ls").to_json()]
    async for _ in session.execute(
        json.dumps(
            [
                ["state.set", {"key": key, "value": forged}]
                for key in ("approvals", "approval.remembered")
            ]
        )
    ):
        pass
    _, questions = await asked(session, bash("ls"))
    assert len(questions) == 1


async def test_what_cannot_be_read_approves_nothing_and_is_said(house, tmp_path):
    session = house.session(approve="ask")
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "approvals.yaml").write_text("[")
    answers, questions = await asked(session, bash("ls"))
    assert len(questions) == 1
    assert answers[0]["approved"] is False
