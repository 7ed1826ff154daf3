"""Services as strangers write them, in Perl, C and the shell: what they say that is no protocol costs them at most
their own answer, and is told in one sentence."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from amplifier_ipc_host import Session, load_agent
from amplifier_ipc_host.events import Complete, Log, ServiceFailed

STRANGER = str(Path(__file__).parent / "services" / "stranger.pl")
ECHO = ["request.tool_execute", {"name": "echo", "input": {"text": "hi"}}]
# What they say before or beside their answers → the first line of it that is shown; None where nothing is.
HARMLESS = {
    "plain": None,
    "banner": "'Loading the model...'",
    "crlf": None,
    "spaces": None,
    "not-json-rpc": """'{"hello":"world"}'""",
    "odd-requests": """'{"jsonrpc":"2.0","id":null,"method":"ping"}'""",
    "nul-bytes": r"'\x00\x00\x00'",
    "latin-1": "'caf\N{REPLACEMENT CHARACTER}'",
    "unknown-ids": None,
    "twice": None,
    "thousands": None,
    "notifies": None,
    "asks-early": None,
    "stderr-no-newline": None,
    "stderr-odd": None,
    "closes-stdin": None,
}
NO_MOUNT = {
    "exits-well": "ended with exit code 0 before it answered describe",
    "last-words": "ended with exit code 5 before it answered describe; its last words: ",
    "describes-a-number": "answered describe with something that is no object",
    "describes-a-list": "answered describe with something that is no object",
    "describes-null": "answered describe with something that is no object",
    "refuses-oddly": "refused describe: the service's answer is no legal message",
    "answers-both": "refused describe: the service's answer is no legal message",
    "no-version-of-rpc": "refused describe: the service's answer is no legal message",
    "strange-names": "gave a describe answer that does not fit: /capabilities/tools/0/name: must match",
}
SILENT = ("half-a-line", "bom", "answers-neither", "stops-itself")
BAD_ANSWERS = {
    "deep": -32603,
    "nan": -32603,
    "surrogate": -32603,
    "error-text": -32603,
    "error-no-code": -32603,
    "error-text-code": -32603,
    "closes-all": -32002,
    "half-an-answer-and-ends": -32002,
}


def strangers(house, *how: str) -> list:
    """A service of each kind, and the calls of all their tools; the last call is that of a healthy one."""
    for name in how:
        house.command(name, "perl", STRANGER, name)
    calls = [["request.tool_execute", {"name": f"act-{name}", "input": {}}] for name in how]
    return [*calls, ECHO]


async def test_what_is_said_beside_the_protocol_costs_nothing(house, run):
    calls = strangers(house, *HARMLESS)
    turn = await run(house.session(), *calls)
    for name, answer in zip(HARMLESS, turn.answers, strict=False):
        assert answer == {"result": {"success": True, "output": "acted"}}, name
    assert turn.answers[-1]["result"]["output"] == "hi"
    shown = {
        log.service: log.message.partition(": ")[2]
        for log in turn.of(Log)
        if "no message" in log.message
    }
    assert shown == {name: line for name, line in HARMLESS.items() if line is not None}
    assert not turn.of(ServiceFailed)


async def test_what_is_no_description_is_one_sentence_each(house, run):
    calls = strangers(house, *NO_MOUNT)
    turn = await run(house.session(), *calls)
    said = {failure.service: failure.message for failure in turn.of(ServiceFailed)}
    assert said.keys() == NO_MOUNT.keys()
    for name, words in NO_MOUNT.items():
        assert said[name].startswith(f"service {name} {words}")
        assert "\n" not in said[name]
    assert {a["error"]["data"]["kind"] for a in turn.answers[:-1]} == {"not_found"}
    assert turn.answers[-1]["result"]["output"] == "hi"


@pytest.mark.system
async def test_what_never_ends_its_description_delays_the_start_once(house, run):
    """All of them wait out the ten seconds together."""
    calls = strangers(house, *SILENT)
    turn = await run(house.session(), *calls)
    said = {failure.service: failure.message for failure in turn.of(ServiceFailed)}
    assert said == {name: f"service {name} did not answer describe within 10 s" for name in SILENT}
    assert turn.answers[-1]["result"]["output"] == "hi"


async def test_what_is_no_answer_is_an_error_for_who_asked(house, run):
    calls = strangers(house, *BAD_ANSWERS)
    turn = await run(house.session(), *calls)
    codes = {
        name: answer["error"]["code"]
        for name, answer in zip(BAD_ANSWERS, turn.answers, strict=False)
    }
    assert codes == BAD_ANSWERS
    assert turn.answers[-1]["result"]["output"] == "hi"
    assert turn.complete.status == "completed"


async def test_one_that_leaves_its_child_to_serve_is_ended_with_it(house, run, pidfds):
    """The process that was started has ended, so the service has; what it left is ended with the turn."""
    calls = strangers(house, "daemon")
    session = house.session()
    turn = await run(session, *calls)
    (said,) = [log.message for log in turn.of(Log) if log.message.startswith("my child is ")]
    pidfds.add(int(said.rpartition(" ")[2]))
    assert isinstance(turn.events[-1], Complete)
    await session.close()
    pidfds.all_ended()


C_SERVICE = r"""
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Answers each describe and configure, a byte at a time, and crashes in a call. */
static void say(const char *text) { for (; *text; text++) { putchar(*text); fflush(stdout); } }

int main(void) {
  static char line[1 << 20], id[64], answer[1 << 12];
  setvbuf(stdout, NULL, _IONBF, 0);
  while (fgets(line, sizeof line, stdin)) {
    char *at = strstr(line, "\"id\":");
    if (!at || sscanf(at, "\"id\":%63[^,}]", id) != 1) continue;
    if (strstr(line, "\"describe\"")) {
      snprintf(answer, sizeof answer, "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"protocol_version\":\"1.0\","
        "\"name\":\"c\",\"version\":\"1\",\"capabilities\":{\"tools\":[{\"name\":\"act-c\",\"description\":\"Acts.\","
        "\"input_schema\":{}}]}}}\n", id);
    } else if (strstr(line, "\"configure\"")) {
      snprintf(answer, sizeof answer, "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":{\"status\":\"ok\"}}\n", id);
    } else {
      fprintf(stderr, "about to fall");
      *(volatile int *)0 = 0;
    }
    say(answer);
  }
  return 0;
}
"""


@pytest.fixture(scope="module")
def service_in_c(tmp_path_factory) -> str:
    program = str(tmp_path_factory.mktemp("c") / "service")
    subprocess.run(["cc", "-x", "c", "-", "-o", program], input=C_SERVICE, text=True, check=True)
    return program


async def test_one_in_c_that_crashes_in_a_call(house, run, service_in_c):
    house.command("c", service_in_c)
    turn = await run(
        house.session(), ["request.tool_execute", {"name": "act-c", "input": {}}], ECHO
    )
    data = turn.answers[0]["error"]["data"]
    assert (data["kind"], data["signal"]) == ("service_unavailable", "SIGSEGV")
    assert data["stderr_tail"] == "about to fall"
    (failure,) = turn.of(ServiceFailed)
    assert failure.message == "service c was ended by SIGSEGV"
    assert turn.answers[1]["result"]["output"] == "hi"


SHELL_SERVICE = """
while IFS= read -r line; do
  id=${line#*'"id":'}; id=${id%%,*}
  case $line in
    *'"describe"'*) result='{"protocol_version":"1.0","name":"sh","version":"1","capabilities":{"tools":[
      {"name":"act-sh","description":"Acts.","input_schema":{}}]}}' ;;
    *'"configure"'*) result='{"status":"ok"}' ;;
    *) result='{"success":true,"output":"acted"}' ;;
  esac
  echo '{"jsonrpc":"2.0","id":'"$id"',"result":'$result'}'
done
"""


async def test_one_in_the_shell(house, run):
    """Unquoted, its lines become one: a service of a dozen lines is a whole service."""
    house.command("sh", "/bin/sh", "-c", SHELL_SERVICE)
    call = ["request.tool_execute", {"name": "act-sh", "input": {}}]
    turn = await run(house.session(), call, ECHO)
    assert [answer["result"]["output"] for answer in turn.answers] == ["acted", "hi"]


def test_the_last_words_of_a_service_cannot_steer_a_terminal(house, command):
    """They are shown, without the control characters that would clear it and name its window."""
    calls = strangers(house, "last-words")
    done = command.run("run", "--agent", str(house.agent()), json.dumps(calls))
    assert done.returncode == 0
    (line,) = [line for line in done.stderr.splitlines() if "last words" in line]
    assert "it \N{REPLACEMENT CHARACTER} broke" in line
    assert not [letter for letter in done.stderr if letter in "\x1b\x07"]


# ---- answers that are none ------------------------------------------------------------------------------------

NO_ANSWERS = ["7", "null", "[]", '"x"', '{"content": 7, "approved": "yes", "action": "explode"}']


@pytest.mark.parametrize("answer", NO_ANSWERS)
async def test_content_that_is_none_is_left_out(house, run, answer):
    house.service("liar", "content", answer, context=True, agents=True)
    turn = await run(house.session(), ECHO)
    assert turn.answers[0]["result"]["output"] == "hi"
    left_out = [log.message for log in turn.of(Log) if "is left out: its answer" in log.message]
    assert [words.split(" is left out")[0] for words in left_out] == [
        "@liar:context/notes.md",
        "the agent liar:agents/helper.md",
    ]


@pytest.mark.parametrize("answer", NO_ANSWERS)
@pytest.mark.parametrize("model", ["large", "l*"])
async def test_a_provider_that_does_not_say_what_it_is(house, run, answer, model):
    """A named model is told to the orchestrator all the same; one that is looked for is not found, and that is said."""
    house.service("liar", "provider", answer)
    plan = load_agent(house.agent(provider="liar:fake"))
    plan.model = model
    session = Session(plan, cwd=house.work, sessions=house.folder / "sessions")
    house.sessions.append(session)
    turn = await run(session, ECHO)
    first = turn.complete.metadata["params"]["providers"][0]
    warned = [
        log.message for log in turn.of(Log) if f"the model '{model}' is not used" in log.message
    ]
    if model == "large":
        assert first["info"]["defaults"]["model"] == "large"
        assert not warned
    else:
        assert "info" not in first
        assert len(warned) == 1


@pytest.mark.parametrize("answer", NO_ANSWERS)
async def test_an_approval_that_is_none_approves_nothing(house, run, answer):
    house.service("liar", "approval", answer)
    asked = {"tool_name": "bash", "action": "ls", "details": {}, "risk_level": "high"}
    turn = await run(house.session(approve="auto"), ["request.approval", asked])
    error = turn.answers[0]["error"]
    assert error["data"]["kind"] == "internal_error"
    assert error["message"].startswith("service liar: its answer does not fit: ")


@pytest.mark.parametrize("answer", NO_ANSWERS)
async def test_a_gate_that_answers_nonsense_is_closed(house, run, answer):
    house.service("liar", "hook", answer)
    event = ["request.hook_emit", {"event": "tool:pre", "data": {"tool_name": "echo"}}]
    turn = await run(house.session(), event, ECHO)
    assert turn.answers[0]["result"]["action"] == "deny"
    assert turn.answers[1]["result"]["output"] == "hi"
