"""keys.env: its lines, its permissions, and who sees what of it (services.md §7)."""

from __future__ import annotations

import stat

import pytest
from amplifier_ipc_host import keys
from amplifier_ipc_host.events import ServiceFailed
from amplifier_ipc_host.keys import KeysError, changed, keep, kept, keys_file, parse, visible
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("AMPLIFIER_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ('KEY="a b"', "a b"),
        ("KEY='a \"b\\'", 'a "b\\'),
        ("KEY=bare", "bare"),
        ('  export KEY = "x"  # mine', "x"),
        ('KEY="a\\"b\\\\c#d"', 'a"b\\c#d'),
        ("KEY=", ""),
        ('KEY="$HOME"', "$HOME"),
    ],
)
def test_a_line(line, value):
    assert parse(f"# a remark\n\n{line}\n", "f") == {"KEY": value}


def test_the_last_line_of_a_name_counts():
    assert parse('A="1"\nA="2"\n', "f") == {"A": "2"}


@pytest.mark.parametrize(
    "line", ['KEY="sec ret', "KEY=sec ret", "sec-ret", '"KEY"="secret"', "=secret"]
)
def test_a_line_that_is_none_is_told_with_its_number_and_never_with_its_value(line):
    with pytest.raises(KeysError) as caught:
        parse(f"A=1\n{line}\n", "/home/keys.env")
    assert caught.value.message.startswith("/home/keys.env:2 ")
    assert "ret" not in caught.value.message


LINES = st.text(st.characters(exclude_categories=["Cc", "Cs"]))


@given(LINES)
def test_what_is_kept_is_read_again(value):
    text = changed('A="1"\n', "KEY", value)
    assert parse(text, "f") == {"A": "1", "KEY": value}


def test_a_change_leaves_the_other_lines():
    text = "# mine\nA='1'\nexport B=2\n"
    assert changed(text, "B", "3") == "# mine\nA='1'\nB=\"3\"\n"
    assert changed(text, "A", None) == "# mine\nexport B=2\n"


@pytest.mark.parametrize(
    ("name", "value"), [("1A", "x"), ("a-b", "x"), ("", "x"), ("A", "x\ny"), ("A", "\0")]
)
def test_what_is_no_name_or_no_line_is_refused(name, value):
    with pytest.raises(KeysError):
        changed("", name, value)


def test_only_the_user_may_read_it_from_the_beginning_on(monkeypatch):
    """Also while it is written: no moment in which others could read it."""
    modes = []
    replace = keys.replace

    def watched(path, data):
        before = set(path.parent.iterdir())
        fsync = keys_os.fsync

        def seen(fd):
            modes.extend(
                stat.S_IMODE(p.stat().st_mode) for p in set(path.parent.iterdir()) - before
            )
            fsync(fd)

        with monkeypatch.context() as patch:
            patch.setattr(keys_os, "fsync", seen)
            replace(path, data)

    import os as keys_os

    monkeypatch.setattr(keys, "replace", watched)
    path = keep("A", "1")
    assert path == keys_file()
    assert modes == [0o600]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert kept() == {"A": "1"}


def test_the_environment_wins():
    keep("A", "file")
    keep("B", "file")
    assert visible(["A", "B", "C"], {"A": "environment"}) == {"A": "environment", "B": "file"}


def test_a_file_that_cannot_be_read_matters_only_to_who_needs_it():
    keys_file().parent.mkdir()
    keys_file().write_text("no line\n")
    assert visible(["A"], {"A": "1"}) == {"A": "1"}
    assert visible([], {}) == {}
    with pytest.raises(KeysError, match=r"keys\.env:1 "):
        visible(["B"], {"A": "1"})


async def test_a_key_reaches_the_service_that_names_it_and_no_other(house, run, monkeypatch):
    monkeypatch.setenv("AMPLIFIER_HOME", str(house.folder / "home"))
    monkeypatch.delenv("SOME_KEY", raising=False)
    keep("SOME_KEY", "the-secret")
    house.service("knows", script="environs", env=["SOME_KEY"])
    house.service("ignorant", "blind", script="environs")
    turn = await run(
        house.session(),
        ["request.tool_execute", {"name": "environs", "input": {}}],
        ["request.tool_execute", {"name": "blind", "input": {}}],
    )
    assert not turn.of(ServiceFailed)
    knows, ignorant = (answer["result"]["output"] for answer in turn.answers)
    assert knows["SOME_KEY"] == "the-secret"
    assert "the-secret" not in ignorant.values()
    files = [path for path in house.folder.rglob("*") if path.is_file()]
    holding = {path.name for path in files if b"the-secret" in path.read_bytes()}
    assert holding == {"keys.env"}
