"""The collector finds what stands in the chapters, and every rule of a requirement can be broken."""

import json
from pathlib import Path

import pytest
import requirements
import tables

SPEC = Path(requirements.__file__).parent
CHAPTERS = {name: (SPEC / name).read_text() for name in requirements.PREFIXES}
GOOD = "- **FRM-001** A reader MUST read."


def faults(text: str, chapter: str = "01-framing.md") -> list[str]:
    return requirements.collect({chapter: text})[1]


def test_the_committed_list_is_fresh_and_the_text_keeps_the_rules():
    assert requirements.main(["--check"]) == 0


def test_every_chapter_has_requirements():
    found, _ = requirements.collect(CHAPTERS)
    assert {requirement.chapter for requirement in found} == set(requirements.PREFIXES)


def test_every_bold_id_is_collected():
    """Counted another way than the collector does."""
    found, _ = requirements.collect(CHAPTERS)
    assert len(found) == sum(text.count("\n- **") for text in CHAPTERS.values())


def test_a_requirement_may_run_over_lines_and_code():
    text = (
        "Prose.\n\n- **FRM-001** A reader MUST read\n  `a. B` and more.\n- **FRM-002** It MAY rest."
    )
    found, wrong = requirements.collect({"01-framing.md": text})
    assert not wrong
    assert [(r.id, r.level, r.text) for r in found] == [
        ("FRM-001", "MUST", "A reader MUST read `a. B` and more."),
        ("FRM-002", "MAY", "It MAY rest."),
    ]


def test_must_not_is_one_keyword():
    found, wrong = requirements.collect({"01-framing.md": "- **FRM-001** It MUST NOT rest."})
    assert (found[0].level, wrong) == ("MUST NOT", [])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (f"{GOOD}\n{GOOD}", "FRM-001 is given twice"),
        ("- **FRM-001** A reader reads.", "one keyword, it has 0"),
        ("- **FRM-001** It MUST read and MAY rest.", "one keyword, it has 2"),
        ("- **FRM-001** It MUST read. It rests.", "one sentence"),
        ("- **FRM-001** It MUST read", "one sentence"),
        ("- **RPC-001** It MUST read.", "must begin with FRM"),
        ("A reader MUST read.", "outside a requirement"),
        ("It is so (**FRM-001**).", "outside a requirement"),
        ("- **FRM-001** **FRM-002** It MUST read.", "FRM-002 is named and is no requirement"),
        (f"{GOOD}\n\nSee FRM-009.", "FRM-009 is named and is no requirement"),
    ],
)
def test_a_broken_rule_is_told(text, fault):
    assert any(fault in told for told in faults(text)), faults(text)


def test_code_and_tables_are_no_prose():
    assert not faults(f"{GOOD}\n\n```\nA reader MUST read.\n```\n\nthe word `MUST`\n")


def test_ids_are_never_used_again():
    found, _ = requirements.collect({"01-framing.md": GOOD})
    reused = requirements.reuse_faults(found, ["FRM-001"], ["FRM-001"])
    assert reused == ["FRM-001 is retired and must not be used again"]
    gone = requirements.reuse_faults(found, ["FRM-001", "FRM-002"], [])
    assert gone == ["FRM-002 is gone from the text: list it in retired.txt"]
    assert not requirements.reuse_faults(found, ["FRM-001", "FRM-002"], ["FRM-002"])


def test_retired_ids_are_read_without_comments():
    assert requirements.retired_ids("# FRM-001\n\nFRM-002 1.0 went\n") == ["FRM-002"]


def copy_of_spec(folder: Path) -> None:
    for path in [*SPEC.glob("*.md"), SPEC / "requirements.json", SPEC / "retired.txt"]:
        (folder / path.name).write_text(path.read_text())


@pytest.fixture
def spec(tmp_path, monkeypatch):
    copy_of_spec(tmp_path)
    monkeypatch.setattr(requirements, "SPEC", tmp_path)
    monkeypatch.setattr(requirements, "COLLECTED", tmp_path / "requirements.json")
    monkeypatch.setattr(requirements, "RETIRED", tmp_path / "retired.txt")
    return tmp_path


@pytest.mark.parametrize("name", ["requirements.json", "tables.md"])
def test_a_stale_file_fails_the_check_and_is_written(spec, name, capsys):
    right = (spec / name).read_text()
    wrong = right.replace("MUST", "SHOULD") if name.endswith("json") else right
    wrong = wrong.replace("`tool.execute`", "`tool.run`")
    (spec / name).write_text(wrong)
    assert requirements.main(["--check"]) == 1
    assert f"{name} is stale" in capsys.readouterr().err
    assert requirements.main([]) == 0
    assert (spec / name).read_text() == right
    assert requirements.main(["--check"]) == 0


def test_a_requirement_cannot_vanish(spec, capsys):
    page = spec / "01-framing.md"
    lines = page.read_text().splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if "**FRM-006**" in line)
    page.write_text("".join(lines[:start] + lines[start + 1 :]))
    assert requirements.main([]) == 1
    assert "FRM-006 is gone" in capsys.readouterr().err
    (spec / "retired.txt").write_text("FRM-006 1.0 a test\n")
    assert requirements.main([]) == 0


def test_unknown_arguments_are_refused(capsys):
    assert requirements.main(["--force"]) == 2
    assert "--check" in capsys.readouterr().err


def test_a_table_is_written_between_its_markers():
    page = "before\n<!-- generated: methods $/log -->\nold\n<!-- /generated -->\nafter\n"
    filled = tables.fill(page)
    assert filled.startswith("before\n<!-- generated: methods $/log -->\n| method |")
    assert "| `$/log` (notification) | → host |" in filled
    assert "old" not in filled
    assert filled.endswith("\n<!-- /generated -->\nafter\n")
    assert tables.fill(filled) == filled


def test_the_tables_hold_every_row():
    page = (SPEC / "tables.md").read_text()
    schemas = SPEC.parent / "schemas"
    methods = json.loads((schemas / "methods.json").read_text())["methods"]
    events = json.loads((schemas / "events.json").read_text())["events"]
    errors = json.loads((schemas / "errors.json").read_text())
    names = [row["method"] for row in methods] + [row["name"] for row in events]
    names += [row["kind"] for row in errors["kinds"]] + [
        row["name"] for row in errors["llm_errors"]
    ]
    assert [name for name in names if f"`{name}`" not in page] == []
