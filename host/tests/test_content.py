"""Stack `content`: a folder without code, served by the host itself as spec chapter 10 says."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from pathlib import Path

import pytest
from amplifier_ipc_host import HostError, load_agent
from amplifier_ipc_host.content import FOLDERS, MAX_BYTES, Content, is_inside
from amplifier_ipc_host.definition import read
from amplifier_ipc_host.environments.build import build_all
from amplifier_ipc_host.environments.environment import Environment
from amplifier_ipc_host.errors import RpcError
from amplifier_ipc_host.sources import Fetched, fetch
from amplifier_ipc_host.survey import definitions_below

VECTORS = Path(__file__).parents[2] / "conformance" / "vectors" / "content_paths.json"
CASES = json.loads(VECTORS.read_text())["cases"]


def filled(folder: Path, files: dict[str, str | bytes]) -> Content:
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return Content(folder)


# ---- paths --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_paths_are_refused_as_the_vectors_say(case):
    assert is_inside(case["path"]) == (case["verdict"] == "ok")


def test_what_is_in_its_folders_is_listed_by_code_point(tmp_path):
    files = {f"{folder}/x.md": "x" for folder in FOLDERS}
    more = {"context/é.md": "", "context/Z.md": "", "context/deep/er/a.txt": ""}
    content = filled(tmp_path, {**files, **more, "behavior.yaml": "b", "src/main.py": "m"})
    assert content.paths() == sorted([*files, *more])
    assert content.paths("context/") == [
        "context/Z.md",
        "context/deep/er/a.txt",
        "context/x.md",
        "context/é.md",
    ]
    assert content.paths("ag") == ["agents/x.md"], "the whole path is compared, not its parts"


@pytest.mark.parametrize(
    "path",
    ["behavior.yaml", "src/main.py", "context", "context/.hidden", "context/.git/x", "no.md", ""],
)
def test_what_is_not_content_is_not_there(tmp_path, path):
    hidden = {"context/.hidden": "SECRET", "context/.git/x": "SECRET"}
    content = filled(
        tmp_path, {"behavior.yaml": "b", "src/main.py": "m", "context/a": "", **hidden}
    )
    with pytest.raises(RpcError) as refused:
        content.read(path)
    assert refused.value.code == -32004
    assert (refused.value.data["what"], refused.value.data["name"]) == ("content", path)
    assert content.paths() == ["context/a"]


def test_the_path_that_was_meant_is_named(tmp_path):
    content = filled(tmp_path, {"context/hello.md": "Hello.\n"})
    with pytest.raises(RpcError, match=r'helo\.md"; did you mean') as refused:
        content.read("context/helo.md")
    assert refused.value.data["did_you_mean"] == "context/hello.md"


@pytest.mark.parametrize(
    "target", ["../outside.md", "secret.yaml", "context/.hidden", "/etc/passwd"]
)
def test_no_link_leads_out_of_the_content(tmp_path, target):
    root = tmp_path / "root"
    content = filled(
        root, {"context/a.md": "A", "context/.hidden": "SECRET", "secret.yaml": "SECRET"}
    )
    (tmp_path / "outside.md").write_text("SECRET")
    (root / "context" / "link.md").symlink_to(target if target[0] == "/" else root / target)
    assert content.paths() == ["context/a.md"]
    with pytest.raises(RpcError):
        content.read("context/link.md")


def test_a_folder_that_is_a_link_elsewhere_is_not_there(tmp_path):
    root = tmp_path / "root"
    content = filled(root, {"context/a.md": "A"})
    filled(tmp_path / "other", {"context/b.md": "SECRET"})
    (root / "agents").symlink_to(tmp_path / "other" / "context")
    (root / "context" / "more").symlink_to(tmp_path / "other" / "context")
    assert content.paths() == ["context/a.md"]
    for path in ("agents/b.md", "context/more/b.md"):
        with pytest.raises(RpcError):
            content.read(path)


def test_a_link_to_other_content_is_followed(tmp_path):
    content = filled(tmp_path, {"context/a.md": "A"})
    (tmp_path / "context" / "b.md").symlink_to("a.md")
    assert content.paths() == ["context/a.md", "context/b.md"]
    assert content.read("context/b.md")["content"] == "A"


def test_nobody_waits_for_a_pipe(tmp_path):
    content = filled(tmp_path, {"context/a.md": "A"})
    os.mkfifo(tmp_path / "context" / "pipe.md")
    assert content.paths() == ["context/a.md"]
    with pytest.raises(RpcError):
        content.read("context/pipe.md")


# ---- what is read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "data", "told"),
    [
        (
            "context/a.md",
            "é\n",
            {"content": "é\n", "encoding": "utf-8", "mime_type": "text/markdown"},
        ),
        ("context/empty", "", {"content": "", "encoding": "utf-8"}),
        (
            "context/dot.png",
            b"\x89PNG",
            {"content": "iVBORw==", "encoding": "base64", "mime_type": "image/png"},
        ),
        (
            "recipes/r.yaml",
            "a: 1",
            {"content": "a: 1", "encoding": "utf-8", "mime_type": "application/yaml"},
        ),
    ],
)
def test_text_is_utf_8_and_all_else_base64(tmp_path, path, data, told):
    assert filled(tmp_path, {path: data}).read(path) == told


def test_a_file_has_a_limit(tmp_path):
    content = filled(tmp_path, {"context/at.bin": b"", "context/over.bin": b""})
    os.truncate(tmp_path / "context" / "at.bin", MAX_BYTES)
    os.truncate(tmp_path / "context" / "over.bin", MAX_BYTES + 1)
    assert content.paths() == ["context/at.bin"], "all that is listed can be read (CNT-014)"
    assert len(content.read("context/at.bin")["content"]) == MAX_BYTES
    with pytest.raises(RpcError):
        content.read("context/over.bin")


# ---- in a session -------------------------------------------------------------------------------------------


def shelf(house, files: dict[str, str | bytes], name: str = "shelf", **body: object) -> Path:
    """A behavior of the stack content in a folder of its own, taken in by the agent."""
    folder = house.folder / name
    filled(folder, {"behavior.yaml": "", **files})
    service = body.pop("service", {"stack": "content"})
    definition = {"behavior": {"ref": name, "service": service, **body}}
    (folder / "behavior.yaml").write_text(json.dumps(definition))
    (house.folder / f"{name}.yaml").symlink_to(folder / "behavior.yaml")
    house.behaviors.append(name)
    return folder


async def test_services_read_and_list_it_through_the_host(house, run):
    house.service("puppet", grants=["content.read", "context", "hook.emit"])
    house.behaviors.pop()
    shelf(house, {"context/hello.md": "Hello.\n", "recipes/r.yaml": "r"})
    asked = {"service": "shelf", "path": "context/hello.md"}
    turn = await run(
        house.session(),
        ["request.content_read", asked],
        ["request.content_list", {"service": "shelf", "prefix": "context/"}],
        ["request.content_read", {**asked, "path": "../agent.yaml"}],
        ["request.content_list", {"service": "shelf", "prefix": 7}],
    )
    read_, listed, refused, odd = turn.answers
    assert read_["result"] == {
        "content": "Hello.\n",
        "encoding": "utf-8",
        "mime_type": "text/markdown",
    }
    assert listed["result"] == {"paths": ["context/hello.md"]}
    assert refused["error"]["data"]["kind"] == "not_found"
    assert odd["error"]["code"] == -32602


async def test_what_it_selects_is_in_the_system_prompt_and_the_base_may_mention_the_rest(
    house, run
):
    shelf(
        house,
        {"context/a.md": "text A", "context/b.md": "text B", "recipes/r.yaml": "text R"},
        context=["a.md"],
    )
    agent = house.agent(base="As @shelf:recipes/r.yaml says.")
    prompt = (await run(house.session(agent))).complete.metadata["params"]["system_prompt"]
    assert [text in prompt for text in ("text A", "text B", "text R")] == [True, False, True]


async def test_its_agents_are_found(house, run):
    file = "---\nmeta: {name: explorer, description: Finds its way.}\n---\nYou explore."
    shelf(house, {"agents/explorer.md": file})
    turn = await run(house.session())
    assert turn.complete.metadata["params"]["agents"] == [
        {"name": "explorer", "description": "Finds its way."}
    ]


async def test_an_agent_may_be_content_itself(house, run):
    filled(house.folder, {"context/own.md": "of the agent itself"})
    agent = house.agent(service={"stack": "content"}, context=["own.md"])
    prompt = (await run(house.session(agent))).complete.metadata["params"]["system_prompt"]
    assert "@test:context/own.md" in prompt
    assert "of the agent itself" in prompt


async def test_its_folder_may_lie_elsewhere(house, run):
    filled(house.folder / "far", {"context/a.md": "from afar"})
    shelf(house, {}, service={"stack": "content", "source": "../far"})
    prompt = (await run(house.session())).complete.metadata["params"]["system_prompt"]
    assert "from afar" in prompt


async def test_it_is_fresh_every_turn(house, run):
    folder = shelf(house, {"context/a.md": "as it was"})
    session = house.session()
    await run(session)
    (folder / "context" / "a.md").write_text("as it is")
    prompt = (await run(session)).complete.metadata["params"]["system_prompt"]
    assert "as it is" in prompt


async def test_nothing_of_it_is_left_when_the_session_has_ended(house, run):
    shelf(house, {"context/a.md": "A"})
    before = pipes()
    session = house.session()
    for _ in range(3):
        await run(session)
    assert [each for each in threading.enumerate() if each.name == "shelf"]
    await session.close()
    for thread in [each for each in threading.enumerate() if each.name == "shelf"]:
        thread.join(60)
        assert not thread.is_alive()
    assert pipes() == before


def pipes() -> set[str]:
    """All pipes that this process has open."""
    folder = Path("/proc/self/fd")
    targets = (os.readlink(each) for each in folder.iterdir() if each.is_symlink())
    return {target for target in targets if target.startswith("pipe:")}


# ---- definitions --------------------------------------------------------------------------------------------


def test_a_folder_that_is_not_there_is_one_sentence(house):
    shelf(house, {}, service={"stack": "content", "source": "./nowhere"})
    with pytest.raises(HostError, match="nowhere does not exist"):
        load_agent(house.agent())


def test_its_source_is_a_folder(house):
    shelf(house, {"x.md": "x"}, service={"stack": "content", "source": "./x.md"})
    with pytest.raises(HostError, match=r"behavior.yaml:1: .*/x.md is no folder"):
        load_agent(house.agent())


def test_it_is_discovered_as_any_other(house):
    shelf(house, {"context/a.md": "A"})
    found, broken = definitions_below(Fetched(house.folder / "shelf"))
    assert [(each.ref, broken) for each in found] == [("shelf", [])]


def committed(repository: Path) -> None:
    for words in (
        ["init", "-q", "-b", "main"],
        ["add", "."],
        ["-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qm", "first"],
    ):
        subprocess.run(["git", *words], cwd=repository, check=True)


async def test_what_lies_elsewhere_is_fetched_when_it_is_installed(house, monkeypatch):
    repository = house.folder / "repository"
    filled(repository, {"context/a.md": "A"})
    committed(repository)
    source = f"git+file://{repository}@main"
    folder = shelf(house, {}, service={"stack": "content", "source": source})
    agent = house.agent()
    with pytest.raises(HostError, match="service shelf is not installed"):
        load_agent(agent)
    home = Path(os.environ["AMPLIFIER_HOME"])
    environment = Environment.of(read(folder / "behavior.yaml"), home)
    (built,) = await build_all([environment])
    assert built.error == ""
    assert environment.state() == "ready"
    plan = next(each for each in load_agent(agent).services if each.name == "shelf")
    assert plan.folder == fetch(source).path
    assert Content(plan.folder).paths() == ["context/a.md"]
