"""Python: pydantic models by datamodel-code-generator, one module a schema file, and the tables.

datamodel-code-generator writes one module of all types; ``python_split`` takes it apart and puts in
what the protocol asks for beyond the tool's reach (null = absent, open unions, defaults).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from . import bundle, python_split, python_tables
from .ir import Model
from .source import HEADER, SCHEMAS, Json, ref_name

FOLDER = "sdk-python/src/amplifier_ipc/_generated"
HOST = "host/src/amplifier_ipc_host/_generated"
_OPTIONS = [
    "--input-file-type",
    "jsonschema",
    "--schema-version",
    "2020-12",
    "--target-python-version",
    "3.11",
    "--output-model-type",
    "pydantic_v2.BaseModel",
    "--target-pydantic-version",
    "2.14",
    "--base-class",
    "amplifier_ipc._generated._base.IpcModel",
    "--use-annotated",
    "--use-union-operator",
    "--use-standard-collections",
    "--enum-field-as-literal",
    "all",
    "--use-one-literal-as-default",
    "--use-schema-description",
    "--use-field-description",
    "--use-single-line-docstring",
    "--disable-timestamp",
    "--strict-refs",
    "--strict-nullable",
    "--strict-types",
    "str",
    "int",
    "float",
    "bool",
    "--remove-special-field-name-prefix",
    "--use-type-alias",
    "--skip-root-model",
    "--formatters",
    "builtin",
]


def files(model: Model) -> dict[str, str]:
    """Return the Python files, formatted."""
    texts = {
        **python_split.modules(datamodel(model), model),
        **python_tables.files(model),
    }
    result = {
        f"{FOLDER}/{name}.py": ruff(f"# {HEADER}\n{text}", name) for name, text in texts.items()
    }
    result[f"{FOLDER}/bundle.json"] = bundle.text(model)
    definition = "definition.schema.json"  # the host checks definitions with it
    result[f"{FOLDER}/{definition}"] = (SCHEMAS / definition).read_text(encoding="utf-8")
    settings = "settings.schema.json"
    result[f"{HOST}/{settings}"] = (SCHEMAS / settings).read_text(encoding="utf-8")
    return result


def datamodel(model: Model) -> str:
    """Return the module that datamodel-code-generator makes of all types."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "schemas.json")
        path.write_text(json.dumps(_input(model)), encoding="utf-8")
        out = Path(folder, "out.py")
        tool = [
            sys.executable,
            "-m",
            "datamodel_code_generator",
            "--input",
            str(path),
            "--output",
            str(out),
        ]
        subprocess.run([*tool, *_OPTIONS], check=True)
        return out.read_text(encoding="utf-8")


def _input(model: Model) -> Json:
    """Return one flat schema: unions without their unknown arm, arms without titles."""
    defs = _flat(model.source.defs)
    for schema in defs.values():
        if "discriminator" in schema:
            tag = schema["discriminator"]["propertyName"]
            schema["oneOf"] = [
                arm
                for arm in schema["oneOf"]
                if "const" in defs[ref_name(arm["$ref"])]["properties"][tag]
            ]
        for arm in schema.get("oneOf", []):
            arm.pop("title", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": defs}


def _flat(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: f"#/$defs/{ref_name(item)}" if key == "$ref" else _flat(item)
            for key, item in value.items()
        }
    return [_flat(item) for item in value] if isinstance(value, list) else value


def ruff(text: str, name: str) -> str:
    """Return the text without unused imports, laid out by ruff."""
    base = [sys.executable, "-m", "ruff"]
    where = [
        "--isolated",
        "--line-length",
        "100",
        "--target-version",
        "py311",
        "--stdin-filename",
        f"{name}.py",
        "-",
    ]
    rules = ["check", "--fix-only", "--quiet", "--select", "F401,I,UP037"]
    for command in (rules, ["format", "--quiet"]):
        run = subprocess.run(
            [*base, *command, *where], input=text, capture_output=True, text=True, check=True
        )
        text = run.stdout
    return text
