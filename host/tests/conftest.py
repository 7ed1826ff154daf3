"""What the host's tests share: agents over services without an SDK, and a way to run a turn."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from amplifier_ipc_host import Session, load_agent
from amplifier_ipc_host.events import Complete, Event, Failed
from amplifier_ipc_host.vendors import VARIABLES
from pseudo_terminal import Terminal, terminals

SERVICES = Path(__file__).parent / "services"
COMMAND = Path(sys.executable).with_name("amplifier-ipc")
Json = dict[str, Any]


class House:
    """Writes definitions into a folder and opens sessions on them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / "work"
        self.work.mkdir()
        self.sessions: list[Session] = []
        self.behaviors: list[str] = []

    def service(self, name: str, *arguments: str, script: str | None = None, **body: Any) -> None:
        """A behavior over one of the scripts in services/."""
        self.command(
            name, sys.executable, str(SERVICES / f"{script or name}.py"), *arguments, **body
        )

    def command(self, name: str, *command: str, **body: Any) -> None:
        """A behavior over any command."""
        service = {"stack": "command", "command": command}
        definition = {"behavior": {"ref": name, "service": service, **body}}
        (self.folder / f"{name}.yaml").write_text(json.dumps(definition))
        self.behaviors.append(name)

    def remote(self, name: str, url: str, **body: Any) -> None:
        """A behavior over a service that runs already, over HTTP; `env` is the service's."""
        service = {"stack": "http", "source": url, "env": body.pop("env", [])}
        definition = {"behavior": {"ref": name, "service": service, **body}}
        (self.folder / f"{name}.yaml").write_text(json.dumps(definition))
        self.behaviors.append(name)

    def agent(self, **body: Any) -> Path:
        """The agent over all services named so far; JSON is YAML."""
        roles = {
            "orchestrator": "puppet",
            "context_manager": "list",
            "provider": "parrot",
            "base": "Be a test.",
        }
        links = [{name: f"./{name}.yaml"} for name in self.behaviors]
        path = self.folder / "agent.yaml"
        path.write_text(json.dumps({"agent": {"ref": "test", **roles, **body, "behaviors": links}}))
        return path

    def session(self, agent: Path | None = None, **options: Any) -> Session:
        """A session in a work folder of its own."""
        session = Session(
            load_agent(agent or self.agent()),
            cwd=self.work,
            sessions=self.folder / "sessions",
            **options,
        )
        self.sessions.append(session)
        return session


class Shell:
    """The command as a process, with the house's home, in its work folder; no key of a provider is in its sight."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.home = house.folder / "home"
        self.catalog = house.folder / "catalog"

    def environ(self, **more: str) -> dict[str, str]:
        """What it runs with."""
        own = {name: value for name, value in os.environ.items() if name not in VARIABLES}
        return {
            **own,
            "AMPLIFIER_HOME": str(self.home),
            "AMPLIFIER_SERVICES": str(self.catalog),
            "OLLAMA_HOST": "127.0.0.1:9",  # nobody answers there
            **more,
        }

    def run(
        self, *arguments: str | Path, typed: str = "", **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """A command to its end; `typed` is on its standard input, which is no terminal."""
        done = subprocess.run(
            [str(COMMAND), *map(str, arguments)],
            env=self.environ(**environ),
            cwd=self.house.work,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert "\x1b" not in done.stdout + done.stderr, "no colours where there is no terminal"
        return done

    def ok(self, *arguments: str | Path, **more: str) -> str:
        """What a command that ends well writes to stdout."""
        done = self.run(*arguments, **more)
        assert done.returncode == 0, done
        return done.stdout

    def fails(self, code: int, *arguments: str | Path, **more: str) -> str:
        """What a command that fails with this code says; it writes nothing to stdout."""
        done = self.run(*arguments, **more)
        assert (done.returncode, done.stdout) == (code, ""), done
        return done.stderr

    def settings(self, folder: Path | None = None, **values: Any) -> None:
        """Write the settings of the home, or of another folder."""
        folder = folder or self.home
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "settings.yaml").write_text(json.dumps(values))

    def in_catalog(self, name: str, *variables: str) -> Path:
        """A provider of the catalog that sees these variables."""
        path = self.catalog / "providers" / name / f"{name}.yaml"
        path.parent.mkdir(parents=True)
        command = [sys.executable, str(SERVICES / "vendor.py"), name, *variables]
        service = {"stack": "command", "command": command}
        body = {"ref": name, "tools": False, "env": list(variables), "service": service}
        path.write_text(json.dumps({"behavior": body}))
        return path


@pytest.fixture
def shell(house: House) -> Shell:
    return Shell(house)


class Turn:
    """The events of a turn, and what came of it."""

    def __init__(self, events: list[Event]) -> None:
        self.events = events

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def complete(self) -> Complete:
        ends = self.of(Complete)
        assert ends, self.of(Failed) or self.events
        return ends[0]

    @property
    def failed(self) -> Failed:
        ends = self.of(Failed)
        assert ends, self.events
        return ends[0]

    @property
    def answers(self) -> list[Json]:
        """What the puppet got for each of its requests."""
        answers: list[Json] = json.loads(self.complete.response)
        return answers


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    monkeypatch.setenv("AMPLIFIER_HOME", str(tmp_path / "home"))
    house = House(tmp_path)
    house.service("puppet")
    house.service("parrot")
    yield house
    for session in house.sessions:
        await session.close()


@pytest.fixture
def open_terminal(house: House) -> Iterator[Callable[..., Terminal]]:
    """Opens a conversation with an agent of the house at a terminal."""
    with terminals() as open_:

        def talk(*options: str, agent: Path | None = None, **rest: Any) -> Terminal:
            which = str(agent or house.agent())
            return open_("run", "--agent", which, *options, cwd=house.work, **rest)

        yield talk


@pytest.fixture
def run() -> Callable[..., Awaitable[Turn]]:
    """Runs a turn: the requests that the puppet sends, or a plain prompt."""

    async def run(session: Session, *requests: Any, prompt: str | None = None) -> Turn:
        text = prompt if prompt is not None else json.dumps(requests)
        await session.mount()
        return Turn([event async for event in session.execute(text)])

    return run


class Rendezvous:
    """The pipe `rendezvous` in the work folder: services write `WORD PID` into it when they come to something."""

    def __init__(self, folder: Path) -> None:
        os.mkfifo(folder / "rendezvous")
        self._fd = os.open(folder / "rendezvous", os.O_RDWR | os.O_NONBLOCK)
        self._rest = b""
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._fd, self._read)

    async def said(self, word: str) -> int:
        """The process that says this word next."""
        said, pid = (await self._lines.get()).split()
        assert said == word
        return int(pid)

    def close(self) -> None:
        self._loop.remove_reader(self._fd)
        os.close(self._fd)

    def _read(self) -> None:
        *lines, self._rest = (self._rest + os.read(self._fd, 4096)).split(b"\n")
        for line in lines:
            self._lines.put_nowait(line.decode())


class Pidfds:
    """Processes under watch, by handles that no other process can be taken for."""

    def __init__(self) -> None:
        self._handles: dict[int, int] = {}

    def add(self, pid: int) -> None:
        """Watch a process; one that is not there any more has ended."""
        if pid not in self._handles:
            with contextlib.suppress(ProcessLookupError):
                self._handles[pid] = os.pidfd_open(pid)

    def wait_for_end(self, pid: int) -> None:
        """Return when one of them has ended."""
        select.select([self._handles[pid]], [], [])

    def all_ended(self) -> None:
        """Fails when one of them lives."""
        alive = [pid for pid, handle in self._handles.items() if not _readable(handle)]
        assert not alive

    def close(self) -> None:
        for handle in self._handles.values():
            os.close(handle)


def _readable(fd: int) -> bool:
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(0))


@pytest.fixture
async def rendezvous(house: House) -> AsyncIterator[Rendezvous]:
    rendezvous = Rendezvous(house.work)
    yield rendezvous
    rendezvous.close()


@pytest.fixture
def pidfds() -> Iterator[Pidfds]:
    pidfds = Pidfds()
    yield pidfds
    pidfds.close()


class Command:
    """`amplifier-ipc` as a process, in the work folder of a house. `wrapped`: what stands before it."""

    def __init__(self, house: House) -> None:
        self.environment = {**os.environ, "AMPLIFIER_HOME": str(house.folder / "home")}
        self.cwd = house.work
        self.wrapped: list[str] = []
        self.running: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        streams = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
        }
        command = [*self.wrapped, str(Path(sys.executable).with_name("amplifier-ipc")), *arguments]
        process = subprocess.Popen(
            command, env=self.environment, cwd=self.cwd, text=True, **{**streams, **options}
        )
        self.running.append(process)
        return process

    def run(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, **options)
        out, err = process.communicate(timeout=100)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def the_error(self, *arguments: str, **options: Any) -> tuple[str, str]:
        """The one sentence of a command that fails, and the one that says what to do."""
        done = self.run(*arguments, **options)
        assert done.returncode == 1, done
        assert not done.stdout, done
        sentence, hint = done.stderr.splitlines()
        assert sentence.startswith("Error: ")
        assert hint.startswith("  → ")
        return sentence.removeprefix("Error: "), hint.removeprefix("  → ")


@pytest.fixture
def command(house: House) -> Iterator[Command]:
    command = Command(house)
    yield command
    for process in command.running:
        process.kill()
        process.communicate()


@pytest.fixture
def measured(house: House) -> Callable[[list[list[Json]]], Json]:
    """Runs a turn of the heavy orchestrator in a host of its own, and tells what it took (see measured.py)."""

    def measured(calls: list[list[Json]]) -> Json:
        house.service("heavy", "orchestrator")
        agent = str(house.agent(orchestrator="heavy:heavy"))
        script = str(Path(__file__).with_name("measured.py"))
        places = [agent, str(house.folder / "sessions"), str(house.work)]
        command = [sys.executable, script, *places, json.dumps(calls)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=110)
        assert done.returncode == 0, done.stderr
        told: Json = json.loads(done.stdout)
        assert told["type"] == "complete", told
        return {**told, "answers": json.loads(told["response"])}

    return measured
