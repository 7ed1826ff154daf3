"""models.json of the adapters: what the schema says, and what no schema can say."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

PROVIDERS = Path(__file__).parents[1]
FILES = sorted(PROVIDERS.glob("*/models.json"))
SCHEMA = json.loads((PROVIDERS / "models.schema.json").read_text())
PAID = ("anthropic", "gemini", "openai")
# The dearest model that a vendor sells costs less; a slip of the decimal point costs more.
MOST_USD = 1000


def read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text()))


every_file = pytest.mark.parametrize("path", FILES, ids=[path.parent.name for path in FILES])


def test_each_adapter_that_knows_models_beforehand_has_its_file() -> None:
    names = {path.parent.name for path in FILES}
    assert names >= {*PAID, "azure_openai", "github_copilot", "ollama"}


def test_the_schema_is_one() -> None:
    jsonschema_rs.meta.validate(SCHEMA)


@every_file
def test_the_file_is_as_the_schema_says(path: Path) -> None:
    validator = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)
    assert [f"{e.instance_path} {e.message}" for e in validator.iter_errors(read(path))] == []


@pytest.mark.parametrize(
    "price",
    [
        {"input": "03", "output": "1"},
        {"input": "3.0", "output": "1"},
        {"input": 3, "output": 1},
        {"input": "3"},
        {"input": "3", "output": "1", "cached": "1"},
    ],
)
def test_the_schema_refuses_prices_that_are_no_exact_decimals(price: dict[str, Any]) -> None:
    model = {
        "id": "a",
        "display_name": "A",
        "context_window": 1,
        "max_output_tokens": 1,
        "capabilities": [],
    }
    file = {"date": "2026-01-01", "sources": ["x"], "default": "a", "models": [model]}
    validator = jsonschema_rs.Draft202012Validator(SCHEMA)
    assert validator.is_valid(file)
    model["price"] = price
    assert not validator.is_valid(file)


@every_file
def test_ids_are_unique_and_the_default_is_among_them(path: Path) -> None:
    file = read(path)
    ids = [model["id"] for model in file["models"]]
    assert len(ids) == len(set(ids))
    assert file["default"] in ["", *ids]
    assert date.fromisoformat(file["date"]) <= date.today()


@pytest.mark.parametrize("name", PAID)
def test_a_vendor_that_is_paid_for_has_a_default_with_a_price(name: str) -> None:
    file = read(PROVIDERS / name / "models.json")
    (default,) = (model for model in file["models"] if model["id"] == file["default"])
    assert Decimal(default["price"]["output"]) > 0


@every_file
def test_windows_hold_the_answer(path: Path) -> None:
    for model in read(path)["models"]:
        assert model["max_output_tokens"] <= model["context_window"], model["id"]


@every_file
def test_thinking_is_a_capability_where_there_is_a_way_to_ask_for_it(path: Path) -> None:
    for model in read(path)["models"]:
        if model.get("thinking", "none") != "none":
            assert "thinking" in model["capabilities"], model["id"]


@every_file
def test_prices_are_plausible(path: Path) -> None:
    for model in read(path)["models"]:
        price = model.get("price")
        if price is None:
            continue
        for tier in [
            price,
            *price.get("above", []),
            *([price["afterwards"]] if "afterwards" in price else []),
        ]:
            usd = {name: Decimal(tier[name]) for name in tier if name not in NOT_USD}
            assert 0 < usd["input"] <= usd["output"] < MOST_USD, model["id"]
            assert usd.get("cache_read", 0) <= usd["input"], model["id"]
            assert usd.get("cache_write", usd["input"]) >= usd["input"], model["id"]


NOT_USD = ("above", "until", "afterwards", "input_tokens")


@every_file
def test_tiers_go_up_and_name_the_same_prices_as_the_first(path: Path) -> None:
    for model in read(path)["models"]:
        price = model.get("price", {})
        tiers = price.get("above", [])
        sizes = [tier["input_tokens"] for tier in tiers]
        assert all(one < next_ for one, next_ in pairwise([0, *sizes])), model["id"]
        for tier in tiers:
            assert set(tier) - {"input_tokens"} == set(price) - {"above", "until", "afterwards"}, (
                model["id"]
            )
            assert Decimal(tier["input"]) > Decimal(price["input"]), model["id"]
