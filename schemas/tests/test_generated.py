"""What is generated: fresh, deterministic, marked; and in Python loaded only when used."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from generate import __main__ as command
from generate import ir, source

ROOT = Path(__file__).resolve().parents[2]
SIZE_LIMIT = 400


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return command.generate()


def test_is_fresh(files: dict[str, str]) -> None:
    assert command.stale(files) == [], 'run "make generate"'
    assert command.orphans(files) == []


def test_is_deterministic(files: dict[str, str]) -> None:
    assert command.generate() == files


def test_is_marked(files: dict[str, str]) -> None:
    for path, text in files.items():
        assert path.endswith(".json") or source.HEADER in text.splitlines()[0], path


def test_a_change_by_hand_and_a_leftover_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "ROOT", tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/kept.py").write_text("changed\n", encoding="utf-8")
    (tmp_path / "out/left.py").write_text(f"# {source.HEADER}\n", encoding="utf-8")
    (tmp_path / "out/by_hand.py").write_text("# mine\n", encoding="utf-8")
    wanted = {"out/kept.py": "text\n", "out/new.py": "text\n"}
    assert command.stale(wanted) == ["out/kept.py", "out/new.py"]
    assert command.orphans(wanted) == ["out/left.py"]


def test_every_type_reaches_every_language(files: dict[str, str]) -> None:
    everything = {
        language: "".join(
            text for path, text in files.items() if path.startswith(f"sdk-{language}/")
        )
        for language in ("python", "rust", "go", "typescript")
    }
    for name in source.load().defs:
        for language, text in everything.items():
            assert name in text, (language, name)


def test_what_cannot_be_expressed_is_refused() -> None:
    loaded = source.load()
    for member in (
        {"type": "string", "format": "date"},
        {"type": "object", "properties": {}},
        {"type": ["string", "null"]},
    ):
        loaded.defs["Fault"] = {"type": "object", "properties": {"path": member}}
        with pytest.raises(ir.UnsupportedError, match=r"Fault\.path"):
            ir.build(loaded)
    loaded.defs["Fault"] = {"description": "Neither."}
    with pytest.raises(ir.UnsupportedError, match="Fault"):
        ir.build(loaded)


def test_emitters_are_short() -> None:
    for path in (ROOT / "schemas/generate").glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) < SIZE_LIMIT, path


PROBE = """
import json, sys
import amplifier_ipc._generated as types
from amplifier_ipc._generated import errors, events, methods, _validate
_validate.validate("ToolResult", {"output": 1})
before = sorted(m for m in sys.modules if "pydantic" in m or m.startswith("amplifier_ipc._generated."))
types.ToolResult(output=1)
after = sorted(m for m in sys.modules if m.startswith("amplifier_ipc._generated."))
print(json.dumps([before, after, "pydantic" in sys.modules, "ToolResult" in dir(types)]))
"""


def test_python_types_are_loaded_when_touched() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'sdk-python/src')!r})\n{PROBE}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    before, after, pydantic, listed = json.loads(run.stdout)
    package = "amplifier_ipc._generated."
    assert before == [package + name for name in ("_validate", "errors", "events", "methods")]
    assert package + "tool" in after
    assert package + "event" not in after, "only the module of the type and what it refers to"
    assert pydantic
    assert listed


def test_python_names_that_are_no_types() -> None:
    import amplifier_ipc._generated as types

    with pytest.raises(AttributeError, match="Nonsense"):
        types.__getattr__("Nonsense")
