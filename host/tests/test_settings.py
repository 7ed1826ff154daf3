"""Settings: three files, the environment and flags; where each value comes from; what a project may not decide."""

from __future__ import annotations

import stat

import pytest
from amplifier_ipc_host import settings_files
from amplifier_ipc_host.settings_files import SettingsError, load, write


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A home and a project, both empty."""
    monkeypatch.setenv("AMPLIFIER_HOME", str(tmp_path / "home"))
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def put(project, scope, text):
    path = dict(settings_files.files(project))[scope]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_later_tiers_win_and_mappings_are_merged(place):
    put(place, "global", "provider: a\nconfig: {x: {one: 1, two: 2}}\nrouting: {matrix: g}\n")
    put(place, "project", "provider: b\nconfig: {x: {two: 3}, y: {z: []}}\n")
    put(place, "local", "provider: c\n")
    found = load(place, {"provider": "e"}, {"AMPLIFIER_PROVIDER": "d", "AMPLIFIER_MODEL": "m"})
    assert found.values == {
        "provider": "e",
        "config": {"x": {"one": 1, "two": 3}, "y": {"z": []}},
        "routing": {"matrix": "g"},
        "model": "m",
    }
    assert not found.warnings


def test_each_value_tells_where_it_came_from(place):
    first = put(place, "global", "provider: a\nconfig: {x: {one: 1, two: 2}}\n")
    second = put(place, "project", "config: {x: {two: 3}}\n")
    found = load(place, {"model": "m"}, {"AMPLIFIER_ROUTING__MATRIX": "fast"})
    assert [(".".join(p), value, origin) for p, value, origin in found.leaves()] == [
        ("provider", "a", str(first)),
        ("config.x.one", 1, str(first)),
        ("config.x.two", 3, str(second)),
        ("routing.matrix", "fast", "environment"),
        ("model", "m", "command line"),
    ]


def test_a_value_replaces_a_mapping_and_the_other_way_round(place):
    put(place, "global", "config: {x: {a: {b: 1}}}\n")
    put(place, "project", "config: {x: {a: 5}}\n")
    put(place, "local", "config: {x: {a: {c: 2}}}\n")
    found = load(place, environ={})
    assert found.get("config.x") == {"a": {"c": 2}}
    assert [place for place, _, _ in found.leaves()] == [("config", "x", "a", "c")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("provdier: a", "'provdier' is no setting; did you mean 'provider'?"),
        ("routing: {matrx: a}", "'routing.matrx' is no setting; did you mean 'matrix'?"),
        ("zzz: a", "'zzz' is no setting; known are: default_agent,"),
    ],
)
def test_an_unknown_key_is_warned_about_with_the_nearest_one(place, text, told):
    path = put(place, "global", text)
    (warning,) = load(place, environ={}).warnings
    assert warning.startswith(f"{path}: {told}")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("service_overrides: {words: {command: rm}}", "service_overrides"),
        ("provider_overrides: {a: {base_url: 'http://x'}}", "provider_overrides"),
        ("approve: auto", "approve"),
    ],
)
def test_a_projects_file_does_not_decide_what_runs(place, text, key):
    put(place, "project", text)
    found = load(place, environ={})
    assert key not in found.values
    assert f"'{key}" in found.warnings[0]
    assert "is not heeded in a project's file" in found.warnings[0]
    put(place, "local", text)  # this one is the user's own
    assert key in load(place, environ={}).values


def test_a_project_may_ask_for_more_care(place):
    put(place, "project", "approve: deny")
    assert load(place, environ={}).get("approve") == "deny"


def test_variables_are_read_as_what_they_are(place):
    found = load(
        place,
        environ={
            "AMPLIFIER_NOTIFICATIONS__DESKTOP__ENABLED": "true",
            "AMPLIFIER_NOTIFICATIONS__DESKTOP__PREVIEW_LENGTH": "7",
            "AMPLIFIER_HOME": "/nowhere",
            "AMPLIFIER_UNKNOWN": "x",
        },
    )
    assert found.values == {"notifications": {"desktop": {"enabled": True, "preview_length": 7}}}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("provider: [a", "is not YAML: line 1"),
        ("- a", "holds no mapping"),
        ("approve: perhaps", "the setting 'approve' does not fit"),
        ("allowed_write_paths: ~/notes", "the setting 'allowed_write_paths' does not fit"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(place, text, told):
    path = put(place, "global", text)
    with pytest.raises(SettingsError) as caught:
        load(place, environ={})
    assert str(path) in caught.value.message
    assert told in caught.value.message
    assert caught.value.hint


def test_a_variable_that_does_not_fit_is_named(place):
    with pytest.raises(SettingsError, match=r"environment: the setting 'approve' does not fit"):
        load(place, environ={"AMPLIFIER_APPROVE": "perhaps"})


def test_writing_keeps_what_stands_there(place):
    path = put(place, "local", "# mine\nprovider: a  # the old one\nrouting:\n  matrix: m\n")
    write(path, "provider", "b")
    write(path, "notifications.ntfy.enabled", True)
    write(path, "routing.matrix", None)
    assert path.read_text() == (
        "# mine\nprovider: b  # the old one\nnotifications:\n  ntfy:\n    enabled: true\n"
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_would_not_fit_is_not_written(place):
    path = put(place, "local", "provider: a\n")
    with pytest.raises(SettingsError, match="does not fit"):
        write(path, "approve", "perhaps")
    assert path.read_text() == "provider: a\n"


def test_a_first_setting_makes_its_file(place):
    path = dict(settings_files.files(place))["global"]
    write(path, "default_agent", "foundation")
    assert load(place, environ={}).get("default_agent") == "foundation"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
