"""The command `amplifier-ipc inspect` as the author of a service meets it: outputs, exit codes, the prompt."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from amplifier_ipc_host.inspect.describing import lines, problems
from amplifier_ipc_host.inspect.signature import parameters, signature, type_text
from hypothesis import given, settings
from hypothesis import strategies as st

COMMAND = Path(sys.executable).with_name("amplifier-ipc")
SERVICES = Path(__file__).parent / "services"
DONE, FAILED, USAGE, CANCELLED = 0, 1, 2, 130
SAMPLE = ("sample.py",)


def arguments(*options: str, service: tuple[str, ...] = SAMPLE) -> list[str]:
    script, *more = service
    return [str(COMMAND), "inspect", *options, "--", sys.executable, str(SERVICES / script), *more]


def inspect(
    *options: str, service: tuple[str, ...] = SAMPLE, typed: str | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    given = {"input": typed} if typed is not None else {"stdin": subprocess.DEVNULL}
    done = subprocess.run(
        arguments(*options, service=service),
        env={
            **{n: v for n, v in os.environ.items() if n != "COLUMNS"},
            **env,
        },  # no terminal, no width
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **given,
    )
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout + done.stderr, "no colours where there is no terminal"
    return done


def ok(*options: str, **more) -> str:
    done = inspect(*options, **more)
    assert done.returncode == DONE, done
    return done.stdout


def the_error(done: subprocess.CompletedProcess[str], code: int = FAILED) -> str:
    """The sentence of a command that failed."""
    assert done.returncode == code, done
    (sentence,) = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    return sentence


# ---- describe -------------------------------------------------------------------------------------------------


def test_it_shows_everything_that_a_service_offers():
    lines = ok().splitlines()
    assert lines[:2] == ["sample 1.0.0  protocol 1.0, none 0 for python", "  One of each."]
    at = lines.index("Tools")
    assert lines[at + 1 : at + 4] == [
        "  word_count(text: string, unique?: boolean = false) -> integer  [read_only]",
        "      Does word_count.",
        "      text  The text to count in.",
    ]
    for line in (
        "  guard  tool:pre  priority 10, denies when it fails",
        "  parrot  Parrot",
        "  list",
        "  judge",
        "  words.count(text: string, unique?: boolean = false)",
        "  news  contributes",
        "  hello.md",
        "  word_count: {least?: integer ≥ 0}",
        "  tool.execute, provider.complete",
    ):
        assert line in lines


def test_json_is_the_answer_as_it_came():
    answer = json.loads(ok("--json"))
    assert answer["name"] == "sample"
    assert answer["capabilities"]["tools"][0]["annotations"] == {"read_only": True}


def test_what_is_odd_is_a_warning():
    done = inspect(service=("sample.py", "warnings"))
    assert done.returncode == DONE
    warnings = [line for line in done.stderr.splitlines() if line.startswith("Warning: ")]
    assert [warning.partition(" is no JSON Schema")[0].rstrip(".") for warning in warnings] == [
        "Warning: the output_schema of the tool 'word_count'",
        "Warning: requires names an unknown grant 'tool.exekute'; did you mean 'tool.execute'?",
        "Warning: config_schema has settings for 'word_cuont', which is no component;"
        " did you mean 'word_count'?",
        "Warning: the hook 'guard' listens to 'tool:prae', which no part of the protocol emits;"
        " did you mean 'tool:pre'?",
    ]


def test_all_faults_that_keep_a_host_from_mounting_it_are_errors():
    done = inspect(service=("sample.py", "faults"))
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert done.stderr.splitlines() == [
        "Error: /capabilities/tools/0/description is required.",
        "Error: /capabilities/hooks/0/priority must be integer, is string.",
        "A host does not mount it like this.",
    ]


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("version-2", "the service speaks protocol version 2.0"),
        ("bad-schema", "the input_schema of the tool 'bad' is no JSON Schema"),
    ],
)
def test_a_service_that_no_host_can_use_says_why(how, text):
    assert text in the_error(inspect(service=("hostile.py", how)))


def test_a_service_that_offers_nothing_is_told_so():
    done = inspect(service=("sample.py", "nothing"))
    assert (done.returncode, done.stderr) == (DONE, "Warning: the service offers nothing.\n")


EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples" / "DescribeResult.json"


@pytest.mark.parametrize("width", [1, 60, 200])
def test_every_legal_answer_can_be_shown(width):
    for answer in json.loads(EXAMPLES.read_text())["valid"]:
        if not any(problem.fatal for problem in problems(answer)):
            shown = list(lines(answer, width))
            assert shown[0].text == f"{answer['name']} {answer['version']}"
            short = [line for line in shown if " " in line.text.strip()]
            assert all(len(line.text) <= width for line in short) or width < 60


def test_every_illegal_answer_has_a_fatal_problem():
    for case in json.loads(EXAMPLES.read_text())["invalid"]:
        assert problems(case["value"])[0].fatal, case["why"]


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "string"}, "string"),
        ({"enum": ["a", 1]}, '"a" | 1'),
        ({"type": ["integer", "null"], "minimum": 1, "maximum": 9}, "integer 1…9 | null"),
        (
            {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "number"}]}},
            "(string | number)[]",
        ),
        ({"$ref": "#/$defs/P", "$defs": {"P": {"type": "boolean"}}}, "boolean"),
        ({"$ref": "#/$defs/P", "$defs": {"P": {"$ref": "#/$defs/P"}}}, "any"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "{[name]: number}"),
        ({"$ref": 3}, "any"),
        ({"type": ["null", "array"], "items": {"type": "string"}}, "string[] | null"),
        (True, "any"),
    ],
)
def test_schemas_read_as_types(schema, text):
    assert type_text(schema) == text


LEAF = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
WORD = st.sampled_from(
    ["type", "$ref", "anyOf", "items", "properties", "required", "enum", "default", "minimum", "a"]
)
VALUE = LEAF | st.sampled_from(["object", "array", "integer", "#", "#/anyOf/0", "#/items"])
SCHEMA = st.recursive(
    VALUE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=5)
)


@given(SCHEMA, SCHEMA)
@settings(max_examples=500, deadline=None)
def test_whatever_stands_for_a_schema_can_be_shown(inputs, outputs):
    assert signature("f", inputs, outputs).startswith("f(")
    parameters(inputs)


def test_a_schema_that_holds_itself_can_be_shown():
    assert type_text({"type": "array", "items": {"$ref": "#"}}) == "…[]"
    node = {"properties": {"next": {"$ref": "#/$defs/Node"}}}
    assert type_text({"$ref": "#/$defs/Node", "$defs": {"Node": node}}) == "{next?: Node}"


def test_a_signature_names_what_is_required_first():
    schema = {
        "properties": {
            "b": {"default": []},
            "a": {"type": "object", "properties": {"c": {"type": "string"}}},
        },
        "required": ["a"],
    }
    assert signature("f", schema, {"type": "null"}) == "f(a: {c?: string}, b?: any = []) -> null"


# ---- tools ----------------------------------------------------------------------------------------------------


def test_a_call_gives_the_output():
    assert ok("--call", "word_count", "--input", '{"text": "a b b"}') == "3\n"
    assert (
        ok("--call", "word_count", "--input", "-", typed='{"text": "a b b", "unique": true}')
        == "2\n"
    )


def test_input_may_stand_in_a_file(tmp_path):
    (tmp_path / "input.json").write_text('{"text": "ä b"}')
    assert ok("--call", "word_count", "--input", f"@{tmp_path}/input.json") == "2\n"


def test_json_is_the_whole_result():
    assert json.loads(ok("--call", "slow", "--json")) == {"success": True, "output": "done"}


def test_what_a_tool_says_meanwhile_is_shown_beside_its_answer():
    done = inspect("--call", "slow")
    assert (done.returncode, done.stdout) == (DONE, "done\n")
    shown = done.stderr.splitlines()
    for line in (
        " progress │ half (1/2)",
        "   stdout │ one",
        "   stdout │ two",
        ' log info │ noted {"n": 1}',
        "  display │ look[2J here",
        '  channel │ news ← {"n": 2}',
        "   stderr │ a word on stderr",
        "  granted │ all that it requires; under a host its definition must give it",
    ):
        assert line in shown


def test_all_faults_of_an_input_are_listed():
    done = inspect("--call", "word_count", "--input", '{"text": 3, "unique": "x"}')
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert done.stderr.splitlines()[1:] == [
        "Error: the params do not fit.",
        "  /input/text: must be a string",
        "  /input/unique: must be a boolean",
        "  (invalid_params, -32602)",
    ]


def test_errors_are_json_too():
    done = inspect("--call", "word_count", "--json")
    error = json.loads(done.stdout)["error"]
    assert (done.returncode, error["code"], error["data"]["kind"]) == (
        FAILED,
        -32602,
        "invalid_params",
    )


def test_a_tool_that_failed_is_1_and_says_why():
    done = inspect("--call", "fails")
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert done.stderr.splitlines()[-1] == "The tool failed: no such file (not_found)"


def test_output_that_is_not_as_declared_is_an_error():
    done = inspect("--call", "lies")
    assert "the output is not what output_schema says: /output/n " in the_error(done)


def test_an_unknown_tool_is_told_which_was_meant():
    sentence = the_error(inspect("--call", "word_cuont"))
    assert sentence == "Error: there is no tool 'word_cuont'; did you mean 'word_count'?"


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("--call", "word_count", "--input", "{"), "--input is not JSON: Expecting"),
        (("--call", "word_count", "--input", '{"text": NaN}'), "--input is not JSON: NaN"),
        (("--call", "word_count", "--input", '"\\ud800"'), "--input has half a character"),
        (("--call", "word_count", "--input", "[]"), "--input must be a JSON object"),
        (("--call", "word_count", "--input", "@/nowhere"), "/nowhere cannot be read"),
        (("--call", "a", "--emit", "b"), "one action at a time"),
        (("--input", "{}"), "--input goes with --call or --capability"),
        (("--hook", "a"), "--hook goes with --emit"),
        (("--config", "3"), "--config must be a JSON object"),
        (("--env", "NOT_SET_ANYWHERE"), "that variable is not set"),
        (("--timeout", "0"), "--timeout"),
    ],
)
def test_wrong_usage_is_2_and_starts_nothing(options, text):
    done = inspect(*options, service=("hostile.py", "dies-before-describe"))
    assert text in the_error(done, USAGE)
    assert "cannot find my configuration" not in done.stderr


# ---- other kinds of component ---------------------------------------------------------------------------------


def test_an_event_gives_the_answer_of_the_hooks():
    rm = '{"tool_input": {"command": "rm -rf /"}}'
    assert ok("--emit", "tool:pre", "--data", rm) == "deny: rm -rf is not allowed\n"
    action, _, rest = ok("--emit", "tool:pre", "--hook", "guard").partition("\n")
    assert action == "modify"
    assert json.loads(rest) == {"data": {"hook": "guard", "seen": ["session_id", "timestamp"]}}


def test_an_event_that_no_hook_hears_is_a_warning():
    done = inspect("--emit", "tool:post")
    assert (
        "Warning: no hook of the service listens to 'tool:post', only to tool:pre." in done.stderr
    )


def test_a_provider_answers_as_it_streams():
    done = inspect("--complete", "pretty polly")
    assert (done.returncode, done.stdout) == (DONE, "pretty polly \n")
    assert "      end │ stop, 1 tokens in, 2 out" in done.stderr.splitlines()


def test_content_is_written_as_it_is():
    assert ok("--read", "hello.md") == "Hello.\n"
    binary = subprocess.run(
        arguments("--read", "dot.bin"), capture_output=True, timeout=60, check=True
    )
    assert binary.stdout == b"\x00\x01\x02"
    assert "there is no such file" in the_error(inspect("--read", "nothing.md"))


def test_the_other_kinds_answer_too():
    assert json.loads(ok("--capability", "words.count", "--input", '{"text": "a b"}')) == {
        "output": {"count": 2}
    }
    assert json.loads(ok("--collect", "news")) == {"data": {"headline": "all is well"}}
    asked = '{"tool_name": "bash", "action": "run", "details": {}, "risk_level": "low"}'
    assert json.loads(ok("--approve", asked)) == {"approved": True}
    assert json.loads(ok("--method", "context.get_messages")) == {"messages": []}
    notification = (
        "--method",
        "channel.message",
        "--params",
        '{"channel": "news", "sender": "me", "data": 1}',
    )
    assert ok(*notification) == ""


# ---- what it is given -----------------------------------------------------------------------------------------


def test_it_is_started_as_a_host_starts_it(tmp_path):
    config = '{"word_count": {"least": 1}}'
    options = ("--config", config, "--session-cwd", str(tmp_path), "--env", "SAMPLE=1")
    seen = json.loads(ok("--call", "surroundings", *options, SECRET="x"))
    assert seen["cwd"] == str(tmp_path)
    assert seen["configured"] == {
        "config": json.loads(config),
        "session": {"id": "inspect", "cwd": str(tmp_path), "agent": "inspect"},
        "_meta": seen["configured"]["_meta"],
    }
    assert (seen["AMPLIFIER_SESSION_ID"], seen["SAMPLE"], seen["SECRET"]) == ("inspect", "1", None)
    assert json.loads(ok("--call", "surroundings", "--env", "SECRET", SECRET="x"))["SECRET"] == "x"


def test_settings_that_it_refuses_are_listed():
    done = inspect("--config", '{"word_count": {"least": "x"}}')
    assert "refused configure: /config/word_count/least: must be an integer" in the_error(done)


def asked(method: str, params: object, *options: str) -> dict[str, object]:
    value = json.dumps({"method": method, "params": params})
    answer: dict[str, object] = json.loads(ok("--call", "asks", "--input", value, *options))
    return answer


def test_it_is_its_own_host():
    text = {"text": "a b"}
    call = {"name": "word_count", "input": text}
    assert asked("request.tool_execute", call) == {"result": {"success": True, "output": 2}}
    complete = {"request": {"messages": [{"role": "user", "content": "hi"}]}}
    assert asked("request.provider_complete", complete)["result"]["finish_reason"] == "stop"
    assert asked("state.set", {"key": "a.b", "value": 1}) == {"result": {}}
    (capability,) = asked("capability.list", {})["result"]["capabilities"]
    assert (capability["name"], capability["service"]) == ("words.count", "sample")


def test_what_it_asks_of_its_host_is_shown():
    value = json.dumps({"method": "state.get", "params": {"key": "a.b"}})
    assert (
        "     asks │ state.get" in inspect("--call", "asks", "--input", value).stderr.splitlines()
    )


def test_what_it_does_not_require_is_refused_as_a_host_refuses_it():
    error = asked("request.hook_emit", {"event": "tool:pre", "data": {}})["error"]
    assert (error["code"], error["data"]["grant"]) == (-32003, "hook.emit")


def test_a_service_without_a_provider_is_told_so():
    value = json.dumps(
        {"method": "request.provider_complete", "params": {"request": {"messages": []}}}
    )
    done = inspect("--call", "asks", "--input", value, service=("sample.py", "no-provider"))
    assert json.loads(done.stdout)["error"]["code"] == -32004


APPROVAL = {"tool_name": "bash", "action": "run ls", "details": {}, "risk_level": "high"}


def test_nobody_approves_where_there_is_no_terminal_unless_told_to():
    service = ("sample.py", "approval")
    value = json.dumps({"method": "request.approval", "params": APPROVAL})
    call = ("--call", "asks", "--input", value)
    assert json.loads(ok(*call, service=service))["result"]["approved"] is False
    assert json.loads(ok(*call, "--yes", service=service))["result"]["approved"] is True


# ---- services that go wrong -----------------------------------------------------------------------------------


def test_a_command_that_is_not_there(tmp_path):
    plain = tmp_path / "tool"
    plain.write_text("no program")
    for command, text in (("./nowhere", "does not exist"), (str(plain), "may not be executed")):
        done = subprocess.run(
            [str(COMMAND), "inspect", "--", command],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert the_error(done) == f"Error: the command {command} {text}."


def test_a_script_without_its_first_line_is_no_stack_trace(tmp_path):
    script = tmp_path / "tool"
    script.write_text("print()")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    done = subprocess.run(
        [str(COMMAND), "inspect", "--", str(script)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "is no program of this machine, and no script that begins with #!" in the_error(done)


def test_a_service_that_ends_at_once_is_shown_with_its_last_words():
    done = inspect(service=("hostile.py", "dies-before-describe"))
    assert the_error(done).endswith("ended with exit code 3 before it answered describe.")
    assert "   stderr │ cannot find my configuration" in done.stderr.splitlines()


def test_an_answer_that_cannot_be_written_is_said():
    for options in ((), ("--json",)):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                arguments(*options), stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        assert done.returncode == FAILED
        assert the_error(done) == "Error: the system refused it: No space left on device."


def test_an_error_that_a_tool_passes_on_is_not_its_own_end():
    done = inspect("--call", "passes_on")
    assert the_error(done) == "Error: the service over there is not there."


def test_a_service_that_hangs_in_describe_is_given_up():
    done = inspect("--timeout", "0.5", service=("hostile.py", "hangs-in-describe"))
    assert "did not answer describe within 0.5 s" in the_error(done)


def test_a_call_that_hangs_is_given_up():
    done = inspect("--timeout", "0.5", "--call", "bad", service=("hostile.py", "hangs-in-call"))
    assert done.returncode == FAILED
    assert "(deadline_exceeded, -32001)" in done.stderr


def test_a_print_on_stdout_is_pointed_out():
    done = inspect(service=("sample.py", "junk"))
    assert done.returncode == DONE
    assert "wrote a line that is no message to its standard output: 'a print that" in done.stderr


def test_a_service_that_dies_in_a_call_is_told_how():
    done = inspect("--call", "dies")
    assert the_error(done) == "Error: the service ended with exit code 7 before it answered."
    assert "   stderr │ the last words" in done.stderr.splitlines()


def test_ctrl_c_cancels_gracefully():
    process = subprocess.Popen(
        arguments("--call", "waits"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for line in process.stderr:
        if "waiting" in line:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (CANCELLED, "stopped\n"), err


def test_trace_shows_the_raw_lines_both_ways():
    done = inspect("--trace", "--call", "word_count", "--input", '{"text": "ä"}')
    assert done.stdout == "1\n"
    lines = [line.split(" ms ", 1) for line in done.stderr.splitlines() if " ms {" in line]
    sent = [json.loads(text) for head, text in lines if head.startswith("→")]
    came = [json.loads(text) for head, text in lines if head.startswith("←")]
    assert [message["method"] for message in sent] == ["describe", "configure", "tool.execute"]
    assert [message["id"] for message in came] == [message["id"] for message in sent]
    assert came[-1]["result"] == {"success": True, "output": 1}
