"""schemathesis, against each SDK's example service: the OpenAPI document and the service tell the same story.

The document is the one that the service serves. Its paths get the names that the service declares, so that
requests reach components; strings of any kind are drawn too.
"""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from .catalog import LANGUAGES, Language
from .serving import served

EXAMPLES = 20  # an operation
CONFIGURE = "configure"  # one that is refused makes a service refuse all else, so it comes last
LEFT_OUT = {
    "conformance.fixture",  # does what it is told, a crash included
    "wait",  # waits until it is cancelled
}
NOT_DRAWN = {
    "Amplifier-Deadline-Ms",  # 504 would be right
    "Amplifier-Callback",  # there is nobody at a drawn address
    "Amplifier-Token",
    # Each of these would be drawn with each operation: they have vectors and checks of their own.
    *("traceparent", "tracestate", "baggage", "Amplifier-Parent-Session", "Amplifier-Turn"),
}
SERVICES = [*LANGUAGES]


def fetched(url: str) -> Any:
    """The JSON at an address."""
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def known(capabilities: Any) -> dict[str, list[str]]:
    """What may stand in the paths, by the beginning of the path."""

    def names(sort: str) -> list[str]:
        return [part["name"] for part in capabilities.get(sort, [])]

    return {
        "/tools/": [name for name in names("tools") if name not in LEFT_OUT],
        "/providers/": names("providers"),
        "/hooks/": ["tool:pre", "prompt:submit"],
        "/content/": capabilities.get("content", {}).get("paths", []),
        "/capabilities/": names("exports"),
        "/channels/": names("channels"),
    }


def prepared(url: str) -> Any:
    """The document of a service, with its names, without what is not drawn."""
    document = fetched(f"{url}/openapi.json")
    document.pop("webhooks")
    for name in NOT_DRAWN:
        document["components"]["parameters"].pop(name)
    names = known(fetched(f"{url}/describe")["capabilities"])
    for path, item in document["paths"].items():
        for operation in item.values():
            kept = []
            for parameter in operation["parameters"]:
                if parameter.get("$ref", "").rsplit("/", 1)[-1] in NOT_DRAWN:
                    continue
                if parameter.get("in") == "path":
                    found = next(n for begin, n in names.items() if path.startswith(begin))
                    fits = {"type": "string", "minLength": 1, "pattern": "^[a-zA-Z0-9 %:-]+$"}
                    parameter["schema"] = {"anyOf": [{"enum": found}, fits]} if found else fits
                kept.append(parameter)
            operation["parameters"] = kept
    return document


@pytest.mark.parametrize("language", SERVICES, ids=lambda language: language.key)
@pytest.mark.system
@pytest.mark.timeout(600)
def test_schemathesis_finds_nothing(language: Language, tmp_path: Path) -> None:
    with served(language.everything) as url:
        document = tmp_path / "openapi.json"
        document.write_text(json.dumps(prepared(url)))
        command = [
            str(Path(sys.executable).parent / "schemathesis"),
            *("run", str(document), "--url", url, "--seed", "1", "--phases", "coverage,fuzzing"),
            *("--max-examples", str(EXAMPLES), "--no-color", "--continue-on-failure"),
            *("--checks", "all", "--exclude-checks", ",".join(EXCLUDED)),
        ]
        for which in ("--exclude-operation-id", "--include-operation-id"):
            run = subprocess.run(
                [*command, which, CONFIGURE],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=False,
            )
            assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]


# Optional members may be null (RPC-012), members and parameters that nobody knows are ignored (RPC-010), and a
# header that does not fit counts as absent (HTP-021): what a schema calls wrong there is right. An unknown name
# is a 404.
EXCLUDED = ("negative_data_rejection", "positive_data_acceptance", "missing_required_header")
