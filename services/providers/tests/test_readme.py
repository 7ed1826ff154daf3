"""The table of the README is true: adapters, their variables, their models."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

PROVIDERS = Path(__file__).parents[1]
README = (PROVIDERS / "README.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| \[(\w+)\]\(\w+\) (.*)$", README, re.MULTILINE))
DEFINED = sorted(path.parent.name for path in PROVIDERS.glob("*/*.yaml"))
# What is the same for all, and told once.
COMMON = re.compile(
    r"(?i)^(https?|no|all)_proxy$|^NODE_EXTRA_CA_CERTS$|^SSL_CERT_(FILE|DIR)$|^(PATH|HOME)$"
)


def test_the_table_has_every_adapter() -> None:
    assert set(DEFINED) <= set(ROWS)


@pytest.mark.parametrize("name", DEFINED)
def test_a_row_names_the_variables_that_the_adapter_reads(name: str) -> None:
    behavior = yaml.safe_load((PROVIDERS / name / f"{name}.yaml").read_text())["behavior"]
    read = {each for each in behavior.get("env", []) if not COMMON.match(each)}
    named = set(re.findall(r"`([A-Z][A-Z_]+)`", ROWS[name]))
    assert read >= named, "variables that the host would not give it"
    own = (PROVIDERS / name / "README.md").read_text(encoding="utf-8")
    assert all(f"`{each}`" in ROWS[name] or each in own for each in read)


@pytest.mark.parametrize("name", DEFINED)
def test_a_row_names_the_default_model(name: str) -> None:
    path = PROVIDERS / name / "models.json"
    default = json.loads(path.read_text())["default"] if path.exists() else ""
    if default:
        assert f"`{default}`" in ROWS[name]
