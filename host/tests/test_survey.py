"""What is found below a folder, also where not all of it can be read."""

from __future__ import annotations

import os

from amplifier_ipc_host.sources import Fetched
from amplifier_ipc_host.survey import definitions_below

BODY = "behavior: {ref: %s, service: {stack: content}}"


def test_a_folder_that_is_closed_is_told_and_the_rest_is_found(tmp_path, monkeypatch):
    for name in ("a", "closed", "z"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "behavior.yaml").write_text(BODY % name)
    scandir = os.scandir

    def refusing(path):
        """For root no folder is closed."""
        if os.fspath(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found, broken = definitions_below(Fetched(tmp_path))
    assert [each.ref for each in found] == ["a", "z"]
    told = f"{tmp_path / 'closed'} cannot be read: Permission denied"
    assert [each.message for each in broken] == [told]


def test_links_to_folders_are_not_followed_and_links_to_files_are(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "behavior.yaml").write_text(BODY % "a")
    (tmp_path / "b").symlink_to("a")
    (tmp_path / "round").symlink_to(".")
    (tmp_path / "gone.yaml").symlink_to("nowhere.yaml")
    found, broken = definitions_below(Fetched(tmp_path))
    assert ([each.path.name for each in found], broken) == (["behavior.yaml"], [])
