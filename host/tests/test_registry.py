"""Sources and the registry: paths, git, https; what was accepted is what runs; nothing leaves its root."""

from __future__ import annotations

import hashlib
import json
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from amplifier_ipc_host import DefinitionError, HostError, load_agent
from amplifier_ipc_host.definition import read, walk
from amplifier_ipc_host.registry import Registry, RegistryError, address, locate
from amplifier_ipc_host.sources import MAX_BYTES, SourceError, fetch, latest, split_git

ROLES = {"orchestrator": "o", "context_manager": "c", "base": "b"}


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    monkeypatch.setenv("AMPLIFIER_HOME", str(folder))
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    return folder


def agent(path: Path, ref="an-agent", **body):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"agent": {"ref": ref, **ROLES, **body}}))
    return path


def behavior(path: Path, ref="a-behavior", **body):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"behavior": {"ref": ref, **body}}))
    return path


def git(folder, *words):
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path, home):
    """A repository with an agent in a folder, and a behavior beside that."""
    folder = tmp_path / "repository"
    agent(folder / "agents" / "agent.yaml", behaviors=[{"x": "../shared/behavior.yaml"}])
    behavior(folder / "shared" / "behavior.yaml")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    return folder


@pytest.fixture
def web(home):
    """Serves the texts of a dict by path."""
    texts: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            data = texts.get(self.path)
            self.send_response(200 if data is not None else 404)
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", texts
    server.shutdown()
    server.server_close()
    thread.join()


class TestSources:
    @pytest.mark.parametrize(
        ("reference", "parts"),
        [
            ("git+https://h/r.git", ("https://h/r.git", "", "")),
            ("git+https://h/r@v1", ("https://h/r", "v1", "")),
            ("git+https://u@h/r@v1#subdirectory=a/b", ("https://u@h/r", "v1", "a/b")),
            ("git+file:///r@main#subdirectory=a", ("file:///r", "main", "a")),
            ("git+ssh://git@h/r.git@x", ("ssh://git@h/r.git", "x", "")),
        ],
    )
    def test_a_git_address_has_three_parts(self, reference, parts):
        assert split_git(reference) == parts

    @pytest.mark.parametrize(
        "reference",
        [
            "git+ext::sh -c id",
            "git+https://",
            "git+/tmp/r",
            "git+https://h/r@--upload-pack=x",
            "git+https://h/r#subdirectory=../x",
            "git+https://h/r#subdirectory=/x",
        ],
    )
    def test_what_is_no_git_address_is_refused(self, reference):
        with pytest.raises(SourceError):
            split_git(reference)

    def test_git_is_fetched_once_and_anew_when_asked(self, repository, home):
        reference = f"git+file://{repository}@main#subdirectory=agents/agent.yaml"
        first = fetch(reference)
        assert first.revision == git(repository, "rev-parse", "HEAD")
        assert first.path.is_relative_to(home / "cache" / "sources")
        agent(repository / "agents" / "agent.yaml", ref="changed")
        git(repository, "commit", "-qam", "second")
        assert fetch(reference).revision == first.revision
        assert latest(reference) == git(repository, "rev-parse", "HEAD") != first.revision
        assert read(fetch(reference, fresh=True)).ref == "changed"

    def test_what_git_says_first_is_told(self, home, tmp_path):
        with pytest.raises(
            SourceError, match=r"git fetch: .*does not appear to be a git repository"
        ):
            fetch(f"git+file://{tmp_path}/none")

    def test_a_link_in_a_repository_stays_in_it(self, repository):
        top = read(fetch(f"git+file://{repository}#subdirectory=agents/agent.yaml"))
        assert [each.ref for each in walk(top).written] == ["an-agent", "a-behavior"]
        agent(repository / "agents" / "agent.yaml", behaviors=[{"x": "../../outside.yaml"}])
        behavior(repository.parent / "outside.yaml")
        git(repository, "commit", "-qam", "leads out")
        top = read(fetch(f"git+file://{repository}#subdirectory=agents/agent.yaml", fresh=True))
        with pytest.raises(DefinitionError, match="leads out of git"):
            walk(top)

    def test_a_symbolic_link_does_not_lead_out(self, repository, tmp_path):
        behavior(tmp_path / "secret.yaml")
        (repository / "link.yaml").symlink_to(tmp_path / "secret.yaml")
        git(repository, "add", ".")
        git(repository, "commit", "-qm", "a link")
        with pytest.raises(SourceError, match="leads out of"):
            fetch(f"git+file://{repository}#subdirectory=link.yaml")

    @pytest.mark.parametrize(
        ("tail", "told"), [("@gone", "git fetch:"), ("#subdirectory=gone", "has no 'gone'")]
    )
    def test_what_is_not_there_is_one_sentence(self, repository, tail, told):
        with pytest.raises(SourceError, match=told) as caught:
            fetch(f"git+file://{repository}{tail}")
        assert "\n" not in caught.value.message
        assert caught.value.hint

    def test_https_links_begin_at_their_address(self, web):
        url, texts = web
        texts["/a/agent.yaml"] = b'{"agent": {"ref": "r", "behaviors": [{"x": "../b/x.yaml"}]}}'
        texts["/b/x.yaml"] = b'{"behavior": {"ref": "x"}}'
        top = read(fetch(f"{url}/a/agent.yaml"))
        found = walk(top).written
        assert [address(each) for each in found] == [f"{url}/a/agent.yaml", f"{url}/b/x.yaml"]
        assert found[1].source.revision == hashlib.sha256(texts["/b/x.yaml"]).hexdigest()

    def test_https_has_its_limits(self, web):
        url, texts = web
        texts["/long.yaml"] = b"#" * (MAX_BYTES + 1)
        with pytest.raises(SourceError, match="longer than"):
            fetch(f"{url}/long.yaml")
        with pytest.raises(SourceError, match="cannot be fetched"):
            fetch(f"{url}/gone.yaml")
        with pytest.raises(SourceError, match="is not https"):
            fetch("http://example.org/x.yaml")


class TestRegistry:
    def test_what_is_registered_is_found_by_alias(self, home, tmp_path):
        path = agent(tmp_path / "d" / "agent.yaml", uuid="u-1", version=3)
        registry = Registry(home)
        entry = registry.register(read(path))
        assert (entry.alias, entry.id, entry.url) == ("an-agent", "agent_an-agent_u-1", str(path))
        assert yaml.safe_load((home / "agents.yaml").read_text()) == {"an-agent": entry.id}
        document = yaml.safe_load((home / "definitions" / f"{entry.id}.yaml").read_text())
        assert document["agent"]["version"] == 3
        assert document["_meta"]["source_hash"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert locate("an-agent", "agent", registry).path == path
        assert load_agent("an-agent").agent == "an-agent"
        agent(
            path, ref="an-agent", base="changed"
        )  # a definition of this machine is its user's own
        assert load_agent("an-agent").base == "changed"

    def test_an_unknown_name_tells_the_nearest(self, home, tmp_path):
        registry = Registry(home)
        registry.register(read(agent(tmp_path / "a.yaml", ref="foundation")))
        with pytest.raises(RegistryError, match="no agent 'fundation'") as caught:
            load_agent("fundation")
        assert caught.value.hint == "did you mean foundation?"
        with pytest.raises(RegistryError) as caught:
            registry.find("behavior", "x")
        assert "amplifier-ipc register" in caught.value.hint

    def test_unregister_forgets(self, home, tmp_path):
        registry = Registry(home)
        registry.register(read(agent(tmp_path / "a.yaml", ref="one")))
        registry.register(read(behavior(tmp_path / "b.yaml", ref="two")))
        assert [entry.alias for entry in registry.unregister("one")] == ["one"]
        assert not registry.entries("agent")
        assert [path.name[:8] for path in (home / "definitions").iterdir()] == ["behavior"]
        with pytest.raises(RegistryError):
            registry.unregister("one")

    def test_what_was_fetched_must_have_been_accepted(self, web, home):
        url, texts = web
        texts["/agent.yaml"] = json.dumps(
            {"agent": {"ref": "far", **ROLES, "behaviors": [{"x": "x.yaml"}]}}
        ).encode()
        texts["/x.yaml"] = b'{"behavior": {"ref": "x"}}'
        with pytest.raises(RegistryError, match="has not been accepted"):
            load_agent(f"{url}/agent.yaml")
        registry = Registry(home)
        top = read(fetch(f"{url}/agent.yaml"))
        registry.register(top)
        with pytest.raises(RegistryError, match=r"x\.yaml has not been accepted"):
            load_agent("far")
        for each in walk(top).written:
            registry.register(each)
        assert load_agent("far").agent == "far"

    def test_what_has_changed_is_not_run(self, web, home):
        url, texts = web
        texts["/agent.yaml"] = json.dumps({"agent": {"ref": "far", **ROLES}}).encode()
        Registry(home).register(read(fetch(f"{url}/agent.yaml")))
        assert load_agent("far").agent == "far"
        texts["/agent.yaml"] += b" "
        assert load_agent("far").agent == "far"  # what was fetched stays until it is updated
        fetch(f"{url}/agent.yaml", fresh=True)
        with pytest.raises(RegistryError, match="is not what was accepted"):
            load_agent("far")

    def test_a_name_cannot_leave_the_folder(self, home, tmp_path):
        registry = Registry(home)
        entry = registry.register(read(agent(tmp_path / "a.yaml", ref="../../x", uuid="../y")))
        assert "/" not in entry.id
        assert [path.parent for path in home.rglob("*.yaml")].count(home / "definitions") == 1

    def test_a_broken_registry_is_named(self, home):
        home.mkdir()
        (home / "agents.yaml").write_text("a: [")
        with pytest.raises(HostError, match=r"agents\.yaml cannot be read"):
            load_agent("a")
