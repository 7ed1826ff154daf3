"""The agent `foundation` with each vendor's adapter, by the command: the vendor is a fake server of a third party."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import yaml
from amplifier_ipc_host.vendors import VENDORS
from battery.adapters import ADAPTERS, KEY, Adapter, command, definition, plain
from battery.fakes import aimock
from battery.gateway import Gateway
from battery.routes import routes
from battery.vendor_errors import errors_of
from battery.wire import Reply
from pseudo_terminal import terminals

ROOT = Path(__file__).resolve().parents[1]
FOUNDATION = ROOT / "services" / "foundation"
PARTS = ROOT / "examples" / "polyglot" / "parts"
BESIDE = {
    "agent": FOUNDATION / "agent" / "agent.yaml",
    "workspace": FOUNDATION / "workspace" / "workspace.yaml",
    "hooks": FOUNDATION / "hooks" / "hooks.yaml",
    "mock": ROOT / "services" / "providers" / "mock" / "mock.yaml",
}
COMMAND = Path(sys.executable).with_name("amplifier-ipc")
DONE, FAILED, DENIED = 0, 1, 3
VENDOR = {each.name: each for each in VENDORS}
TWO = [each for each in ADAPTERS if each.name in ("anthropic", "ollama")]  # TypeScript, Go
KEYLESS = ("ollama", "vllm")
ANSWER = "There is one file here, and it is called notes-of-mine.txt."
GLOB = {"id": "call_1", "name": "glob", "arguments": {"pattern": "*"}}
WRITE = {"id": "call_2", "name": "write_file"}
WRITTEN = {"file_path": "mine.txt", "content": "two\n"}
USAGE = {"input_tokens": 40, "output_tokens": 12}
TOOLS = {"finishReason": "tool_calls", "usage": USAGE}
TEXT = {"finishReason": "stop", "usage": USAGE}
TURNS = [
    ("What files are here?", False, {"content": "I look.", "toolCalls": [GLOB], **TOOLS}),
    ("What files are here?", True, {"content": ANSWER, **TEXT}),
    ("Write it", False, {"toolCalls": [{**WRITE, "arguments": WRITTEN}], **TOOLS}),
    ("Write it", True, {"content": "I have tried.", **TEXT}),
    ("Say hello", False, {"content": "Hello.", **TEXT}),
    ("Which files are here?", False, {"toolCalls": [GLOB], **TOOLS}),
    ("Which files are here?", True, {"content": "There is quince.txt.", **TEXT}),
]


@pytest.fixture(scope="module")
def vendor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a fake vendor that says what these tests ask for."""
    fixtures = [
        {
            "match": {"userMessage": prompt, "hasToolResult": answered},
            "chunkSize": 5,
            "response": response,
        }
        for prompt, answered, response in TURNS
    ]
    path = tmp_path_factory.mktemp("vendor") / "fixtures.json"
    path.write_text(json.dumps({"fixtures": fixtures}))
    with aimock(fixtures=path) as port:
        yield port


class House:
    """A user with the agent `foundation`, an adapter, and its vendor behind a gateway."""

    def __init__(self, folder: Path, adapter: Adapter, gateway: Gateway) -> None:
        self.adapter, self.gateway = adapter, gateway
        self.home, self.work = folder / "home", folder / "work"
        self.home.mkdir()
        self.work.mkdir()
        self.settings()

    def settings(self, **config: object) -> None:
        """Its services as they are built here, and settings of the adapter."""
        commands = {}
        for part, path in BESIDE.items():
            built = yaml.safe_load((PARTS / f"{part}.yaml").read_text())["behavior"]["service"]
            words = [str(PARTS / word) if word[0] == "." else word for word in built["command"]]
            ref = yaml.safe_load(path.read_text())["behavior"]["ref"]
            commands[ref] = {"command": words}
        folder = self.adapter.folder
        commands[definition(folder)["ref"]] = {"command": command(folder)}
        own = {"model": self.adapter.model, **self.adapter.config, **config}
        written = {"service_overrides": commands, "provider_overrides": {folder: own}}
        (self.home / "settings.yaml").write_text(json.dumps(written))

    def environment(self, url: str | None = None, *, key: bool = True) -> dict[str, str]:
        """What a user's shell has: the vendor's variables, and nobody else's."""
        given = self.adapter.environment(url or self.gateway.url)
        if not key and self.adapter.key_env:
            del given[self.adapter.key_env]
        return {**plain(), **given, "AMPLIFIER_HOME": str(self.home)}

    async def ends(
        self, *words: str, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """The command, to its end. Its key is in nothing that it writes."""
        done = await asyncio.to_thread(
            subprocess.run,
            [str(COMMAND), *words],
            cwd=self.work,
            env=env or self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr
        kept = [file.read_text() for file in self.home.rglob("*.json*")]
        assert not any(KEY in text for text in (done.stdout, done.stderr, *kept))
        return done

    def asked(self, *options: str) -> list[str]:
        """The words of a turn, but for the prompt."""
        agent = str(FOUNDATION / "agent.yaml")
        return ["run", "--agent", agent, "--provider", self.adapter.folder, *options]

    async def turn(
        self, prompt: str, *options: str, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return await self.ends(*self.asked(*options), prompt, env=env)

    def transcript(self) -> list[dict]:
        """The messages of the only session."""
        (path,) = self.home.glob("sessions/*/transcript.jsonl")
        return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture(params=ADAPTERS, ids=str)
async def house(
    request: pytest.FixtureRequest, vendor: int, tmp_path: Path
) -> AsyncIterator[House]:
    adapter: Adapter = request.param
    async with Gateway(vendor, *routes(adapter)) as gateway:
        yield House(tmp_path, adapter, gateway)


# Those whose vendor wants a key, and is told of it by a variable.
with_keys = pytest.mark.parametrize(
    "house", [each for each in ADAPTERS if each.folder not in KEYLESS], ids=str, indirect=True
)


@pytest.mark.parametrize("name", sorted({each.folder for each in ADAPTERS}))
def test_the_definition_and_the_host_know_the_same_of_it(name: str) -> None:
    body, known = definition(name), VENDOR[name]
    assert body["ref"] == name
    assert (body["tools"], body["hooks"], body["grants"]) == (False, False, ["hook.emit"])
    assert set(known.variables) | set(known.addresses) <= set(body["env"])
    others = {each for other in VENDORS if other is not known for each in other.variables}
    assert not others & set(body["env"]), "the keys of nobody else"


async def test_a_turn_with_a_tool_streams_and_is_kept(house: House) -> None:
    (house.work / "notes-of-mine.txt").write_text("x")
    done = await house.turn("What files are here?", "--output", "stream-json")
    assert done.returncode == DONE, done
    events = [json.loads(line) for line in done.stdout.splitlines()]
    tokens = [e["data"]["text"] for e in events if e["type"] == "stream" and e["name"] == "token"]
    assert "".join(tokens).endswith(ANSWER)
    assert len(tokens) > len(ANSWER) // 20, "it came in pieces"
    assert events[-1]["response"] == ANSWER
    assert events[-1]["status"] == "completed"
    user, call, result, answer = house.transcript()
    assert user["content"] == "What files are here?"
    assert [(c["name"], c["arguments"]) for c in call["tool_calls"]] == [("glob", {"pattern": "*"})]
    assert "notes-of-mine.txt" in result["content"]
    assert result["tool_call_id"] == call["tool_calls"][0]["id"]
    assert [b["text"] for b in answer["content"] if b["type"] == "text"] == [ANSWER]
    assert answer["metadata"]["provider"] == house.adapter.folder


@pytest.mark.system
async def test_what_it_wants_to_write_is_written_with_approval_only(house: House) -> None:
    mine = house.work / "mine.txt"
    denied = await house.turn("Write it")
    assert denied.returncode == DENIED, denied
    assert not mine.exists()
    done = await house.turn("Write it", "--approve", "auto")
    assert done.returncode == DONE, done
    assert mine.read_text() == "two\n"
    assert "I have tried." in done.stdout


async def test_provider_test_finds_nothing_wrong(house: House) -> None:
    done = await house.ends("provider", "test", house.adapter.folder, "--json")
    told = json.loads(done.stdout)
    steps = {step["name"]: step for step in told["steps"]}
    assert told["works"], done
    assert [step["state"] for step in steps.values()] == ["ok"] * 7, done
    key = house.adapter.key_env
    if house.adapter.folder not in KEYLESS:
        assert key in steps["key"]["data"]["variables"]
    assert house.gateway.url.removeprefix("http://") in steps["address"]["says"]
    assert house.adapter.model in steps["models"]["says"]
    assert steps["answer"]["data"]["text"] == "Hello."
    assert "first_token_ms" in steps["answer"]["data"]
    assert steps["tool call"]["data"]["text"] == "There is quince.txt."


async def test_its_models_are_those_of_the_vendor(house: House) -> None:
    done = await house.ends("provider", "models", house.adapter.folder, "--json")
    assert done.returncode == DONE, done
    assert [row["id"] for row in json.loads(done.stdout)] == [house.adapter.model]


@with_keys
async def test_a_missing_key_is_one_sentence_with_the_variable_and_the_command(
    house: House,
) -> None:
    bare = house.environment(key=False)
    del bare[house.adapter.url_env]  # a server of one's own may want none
    # Nor is there a `gh` to ask.
    bare["PATH"] = str(Path(command(house.adapter.folder)[0]).parent)
    done = await house.turn("Say hello", env=bare)
    assert (done.returncode, done.stdout) == (FAILED, "")
    error, *todo = done.stderr.splitlines()
    azure = house.adapter.folder == "azure_openai"  # which can do without a key
    assert ("AZURE_OPENAI_ENDPOINT" if azure else house.adapter.key_env) in error
    assert len(todo) == azure, "what to do stands in the sentence already"
    assert f"amplifier-ipc provider set-key {house.adapter.folder}" in done.stderr
    assert not house.gateway.calls


@with_keys
async def test_a_refused_key_is_named_with_its_variable(house: House) -> None:
    cases = [case for case in errors_of(house.adapter) if case.kind == "authentication"]
    reply = Reply(status=401, body={"error": {"message": "Unauthorized"}})
    if cases:
        reply = Reply(status=cases[0].status, body=cases[0].body, headers=cases[0].headers)
    house.gateway.next(reply, reply)  # one of them asks once more, with a new token
    done = await house.turn("Say hello")
    assert (done.returncode, done.stdout) == (FAILED, "")
    error, todo = done.stderr.splitlines()
    assert error.startswith(f"Error: provider {house.adapter.folder} (service ")
    assert house.adapter.key_env in error
    assert todo == f"  → give the right key: amplifier-ipc provider set-key {house.adapter.folder}."


async def test_a_vendor_that_is_not_there_is_told_with_what_to_look_at(house: House) -> None:
    house.settings(max_retries=0)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, and nobody listens
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        done = await house.ends(
            "provider", "test", house.adapter.folder, env=house.environment(url)
        )
    assert done.returncode == FAILED
    assert "✗ answer " in done.stdout, done
    assert "  → " in done.stdout.partition("✗ answer ")[2]


async def test_a_setting_that_it_does_not_know_is_named_with_the_nearest(house: House) -> None:
    house.settings(tiemout=5)
    done = await house.turn("Say hello")
    assert done.returncode == FAILED
    assert "tiemout" in done.stderr
    assert "did you mean 'timeout'?" in done.stderr
    assert not house.gateway.calls


@pytest.mark.parametrize("house", TWO, ids=str, indirect=True)
async def test_in_a_conversation_a_failure_is_a_sentence_and_the_next_turn_works(
    house: House,
) -> None:
    house.settings(max_retries=0)
    reply = Reply(status=404, body={"error": {"type": "not_found_error", "message": "no model"}})
    house.gateway.next(reply)
    seen = await asyncio.to_thread(talked, house, ["Say hello", "What files are here?"])
    assert f"Error: provider {house.adapter.folder} (service " in seen
    assert (
        f"→ see which models there are: amplifier-ipc provider models {house.adapter.folder}."
        in seen
    )
    assert "Hello." not in seen
    assert ANSWER in seen
    assert "Traceback" not in seen


def talked(house: House, prompts: list[str]) -> str:
    """What a terminal shows of a conversation."""
    with terminals() as open_:
        terminal = open_(*house.asked(), cwd=house.work, **house.environment())
        for prompt, answer in zip(prompts, ["→ see which", ANSWER], strict=True):
            terminal.say(prompt)
            terminal.until_shown(answer)
        return "\n".join(terminal.screen)


@pytest.mark.system
async def test_a_turn_that_is_cancelled_closes_its_request(house: House) -> None:
    """The second Ctrl-C is immediate: nobody waits for the vendor, which has not even begun."""
    house.gateway.next(Reply(hold=asyncio.Event()))
    process = await asyncio.create_subprocess_exec(
        str(COMMAND),
        *house.asked(),
        "Say hello",
        cwd=house.work,
        env=house.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    seen = await house.gateway.call()
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    await seen.gone.wait()
    assert process.stdout
    await process.stdout.read()
    assert await process.wait() == 130
