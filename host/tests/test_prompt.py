"""What the model is told first: base, contexts of services, workspace files; mentions followed; what the user typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from amplifier_ipc_host.events import Log
from amplifier_ipc_host.prompt.includes import Includes, Origin, Part, as_text
from amplifier_ipc_host.prompt.mentions import find
from amplifier_ipc_host.prompt.typed import expand


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see @notes.md", ["@notes.md"]),
        ("@a/b.md and @~/c.md, @/d/e.txt.", ["@a/b.md", "@~/c.md", "@/d/e.txt"]),
        ("(@a.md) [@b.md] {@c.md}", ["@a.md", "@b.md", "@c.md"]),
        ("what is in @a.md? and @b.md!", ["@a.md", "@b.md"]),
        ('@"with a space.md" and more', ["@with a space.md"]),
        ("@foundation:context/x.md", ["@foundation:context/x.md"]),
        ("@user:me.md @project:us.md", ["@user:me.md", "@project:us.md"]),
        ("ada@example.org", []),
        ("mail <ada@example.org>", []),
        ("`@code.md` and ``a ` @b.md``", []),
        ("```\n@fenced.md\n```\n@after.md", ["@after.md"]),
        ("~~~ text\n@fenced.md\n~~~\n", []),
        ("```\n@never.closed", []),
        ("@ alone, @@twice, @. @.. @~", []),
        ("@décor.md", ["@décor.md"]),
        ("end @a.md:", ["@a.md"]),
    ],
)
def test_mentions_are_found(text, found):
    mentions = find(text)
    assert [mention.text for mention in mentions] == found
    for mention in mentions:
        assert text[mention.begin] == "@"
        assert mention.path in text[mention.begin : mention.end]


def reader(texts):
    async def read(mention, origin):
        if mention.path not in texts:
            return f"{mention.text} is left out: it is not there"
        return Part(mention.path, texts[mention.path], origin, "mention")

    return read


async def included(texts, first):
    includes = Includes(reader(texts))
    await includes.add(Part("first", first, Origin("/")))
    return [part.path for part in includes.parts], includes.warnings


async def test_mentions_are_followed_three_deep():
    texts = {"1": "@2", "2": "@3", "3": "@4", "4": "end"}
    assert await included(texts, "@1") == (["first", "1", "2", "3"], [])


async def test_a_cycle_ends():
    assert await included({"a": "back @b", "b": "back @a"}, "@a") == (["first", "a", "b"], [])


async def test_equal_content_is_there_once():
    assert await included({"a": "same", "b": "same"}, "@a @b @a") == (["first", "a"], [])


async def test_what_is_missing_is_told_once():
    parts, warnings = await included({"a": "@gone"}, "@gone @a")
    assert parts == ["first", "a"]
    assert warnings == ["@gone is left out: it is not there"]


def test_a_path_cannot_end_its_tag():
    part = Part('a"><x', "text\n", Origin("/"))
    assert as_text([part]) == '<context_file path="a&quot;>&lt;x">\ntext\n</context_file>'


class TestTyped:
    def test_files_go_before_the_prompt_each_once(self, tmp_path):
        (tmp_path / "a.md").write_text("A\n")
        (tmp_path / "b.md").write_text("B")
        text, parts, warnings = expand("compare @a.md with @b.md and @a.md", tmp_path)
        assert text == (
            f'<context_file path="{tmp_path}/a.md">\nA\n</context_file>\n\n'
            f'<context_file path="{tmp_path}/b.md">\nB\n</context_file>\n\n'
            "compare @a.md with @b.md and @a.md"
        )
        assert [Path(part.path).name for part in parts] == ["a.md", "b.md"]
        assert not warnings

    def test_what_is_missing_stays_as_typed(self, tmp_path):
        text, parts, warnings = expand("see @gone.md", tmp_path)
        assert (text, parts) == ("see @gone.md", [])
        assert warnings == [f"@gone.md stays as typed: {tmp_path}/gone.md does not exist"]

    def test_what_it_says_is_not_followed(self, tmp_path):
        (tmp_path / "a.md").write_text("@b.md")
        (tmp_path / "b.md").write_text("B")
        assert len(expand("@a.md", tmp_path)[1]) == 1

    @pytest.mark.parametrize(("size", "taken"), [(512_000, True), (512_001, False)])
    def test_a_file_has_a_limit(self, tmp_path, size, taken):
        (tmp_path / "big.md").write_text("x" * size)
        _, parts, warnings = expand("@big.md", tmp_path)
        assert bool(parts) is taken
        assert taken or "more than 512000" in warnings[0]

    def test_a_folder_and_what_is_no_text_are_told(self, tmp_path):
        (tmp_path / "b.bin").write_bytes(b"\xff\xfe")
        _, parts, warnings = expand("@. @b.bin @./", tmp_path)
        assert not parts
        assert "is no text" in warnings[0]
        assert "is a folder" in warnings[1]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The user's folder."""
    monkeypatch.setenv("AMPLIFIER_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


async def told(house, run, **session):
    """The system prompt of a turn, the warnings on the way, and what hooks heard of it."""
    turn = await run(house.session(**session))
    heard = house.folder / "heard"
    lines = heard.read_text().splitlines() if heard.exists() else []
    warnings = [log.message for log in turn.of(Log) if log.level == "warning"]
    prompt = turn.complete.metadata["params"]["system_prompt"]
    return prompt, warnings, [json.loads(line) for line in lines]


def library(house, texts, **body):
    house.service("library", json.dumps(texts), str(house.folder / "heard"), **body)


async def test_the_order_is_base_contexts_workspace(house, run, home):
    library(house, {"context/b.md": "B", "context/a.md": "A", "help.md": "not context"})
    (home / "AGENTS.md").write_text("of the user")
    (house.work / ".git").mkdir()
    (house.work / "AGENTS.md").write_text("of the project")
    (house.work / ".amplifier").mkdir()
    (house.work / ".amplifier" / "AGENTS.md").write_text("of its folder")
    (house.work / ".amplifier" / "z.md").write_text("z")
    (house.work / ".amplifier" / "y.md").write_text("y")
    prompt, warnings, heard = await told(house, run)
    work = house.work
    paths = [
        "@library:context/a.md",
        "@library:context/b.md",
        f"{home}/AGENTS.md",
        f"{work}/AGENTS.md",
        f"{work}/.amplifier/AGENTS.md",
        f"{work}/.amplifier/y.md",
        f"{work}/.amplifier/z.md",
    ]
    texts = ["A", "B", "of the user", "of the project", "of its folder", "y", "z"]
    files = [
        f'<context_file path="{path}">\n{text}\n</context_file>'
        for path, text in zip(paths, texts, strict=True)
    ]
    assert prompt == "\n\n".join(["Be a test.", *files])
    assert not warnings
    assert [(each["path"], each["source"]) for each in heard] == [(path, "file") for path in paths]


async def test_agents_md_is_read_from_the_root_of_the_repository_down(house, run, home):
    inner = house.work / "a" / "b"
    inner.mkdir(parents=True)
    (house.folder / "AGENTS.md").write_text("outside of the repository")
    (house.work / ".git").mkdir()
    (house.work / "AGENTS.md").write_text("at the root")
    (house.work / "a" / "CLAUDE.md").write_text("in a, by its other name")
    (inner / "AGENTS.md").write_text("in b")
    (inner / "CLAUDE.md").write_text("not read beside AGENTS.md")
    house.work = inner
    prompt, _, _ = await told(house, run)
    order = [prompt.find(text) for text in ("at the root", "in a, by", "in b")]
    assert order == sorted(order)
    assert -1 not in order
    assert "outside" not in prompt
    assert "not read" not in prompt


@pytest.mark.parametrize(
    ("context", "there"),
    [(True, "AB"), (False, ""), (["a.md"], "A"), (["context/b.md"], "B"), ([], "")],
)
async def test_a_definition_selects_what_is_context(house, run, home, context, there):
    library(house, {"context/a.md": "text A", "context/b.md": "text B"}, context=context)
    prompt, _, _ = await told(house, run)
    assert [f"text {letter}" in prompt for letter in "AB"] == [letter in there for letter in "AB"]


async def test_mentions_are_followed_in_content_and_files(house, run, home):
    library(
        house,
        {"context/a.md": "see @b.md and @library:other.md", "context/b.md": "B", "other.md": "O"},
        context=["a.md"],
    )
    (home / "me.md").write_text("me")
    (house.work / "AGENTS.md").write_text("@docs/x.md @user:me.md")
    (house.work / "docs").mkdir()
    (house.work / "docs" / "x.md").write_text("X, see @y.md")
    (house.work / "docs" / "y.md").write_text("Y")
    prompt, warnings, heard = await told(house, run)
    assert not warnings
    sources = {Path(each["path"]).name: each["source"] for each in heard}
    assert sources == {
        **{"a.md": "file", "b.md": "mention", "@library:other.md": "mention"},
        **{"AGENTS.md": "file", "x.md": "mention", "y.md": "mention", "me.md": "mention"},
    }
    for text in ("\nB\n", "\nO\n", "\nX, see", "\nY\n", "\nme\n"):
        assert text in prompt


@pytest.mark.parametrize(
    ("mention", "why"),
    [
        ("@../secret.md", "it lies outside of"),
        ("@/etc/passwd", "it lies outside of"),
        ("@~/secret.md", "it lies outside of"),
        ("@user:keys.env", "only .md files are read"),
        ("@user:../secret.md", "it lies outside of"),
        ("@link.md", "it lies outside of"),
        ("@nobody:x.md", "no service 'nobody' is mounted"),
        ("@library:gone.md", "there is no content gone.md"),
        ("@gone.md", "does not exist"),
    ],
)
async def test_no_path_leaves_its_room(house, run, home, mention, why):
    library(house, {"context/a.md": "A"})
    (house.folder / "secret.md").write_text("SECRET")
    (house.folder / "home" / "keys.env").write_text("SECRET")
    (house.work / "link.md").symlink_to(house.folder / "secret.md")
    (house.work / "AGENTS.md").write_text(f"read {mention}")
    prompt, warnings, _ = await told(house, run)
    assert "SECRET" not in prompt
    assert len(warnings) == 1
    assert why in warnings[0]


async def test_each_turn_has_the_same_prompt_and_hooks_hear_once(house, run, home):
    library(house, {"context/a.md": "A @gone.md"})
    session = house.session()
    turns = [await run(session) for _ in range(2)]
    first, second = (turn.complete.metadata["params"]["system_prompt"] for turn in turns)
    assert first == second
    assert len((house.folder / "heard").read_text().splitlines()) == 1
    warnings = [len([log for log in turn.of(Log) if "gone.md" in log.message]) for turn in turns]
    assert warnings == [1, 0]


async def test_the_base_may_name_contexts(house, run, home):
    library(house, {"style.md": "be brief"})
    agent = house.agent(base="Follow @library:style.md and @base.md.")
    (house.folder / "base.md").write_text("beside the definition")
    prompt, warnings, _ = await told(house, run, agent=agent)
    assert prompt.startswith("Follow @library:style.md and @base.md.\n\n<context_file")
    assert "be brief" in prompt
    assert "beside the definition" in prompt
    assert not warnings
