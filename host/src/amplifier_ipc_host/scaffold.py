"""What `amplifier-ipc new` writes: the files of a service, from the templates of this package.

Pure, but for reading these.
"""

from __future__ import annotations

import json
import keyword
import re
import sys
from dataclasses import dataclass
from importlib import resources
from importlib.metadata import distribution
from importlib.resources.abc import Traversable
from pathlib import Path
from uuid import uuid4

from .errors import HostError

KINDS = {
    "tool": "A tool that turns a text round",
    "hook": "A hook that denies commands which remove whole folders",
    "provider": "A provider that says again what it was told",
    "context": "A context manager that keeps all messages",
    "orchestrator": "An orchestrator that asks the model once",
}
# What a component needs from the host; its definition grants it.
GRANTS = {"orchestrator": "hook.emit, context, provider.complete, approval"}
# Dependencies that one kind alone needs.
_MORE = {
    ("rust", "orchestrator"): '\nserde_json = "1"\ntokio = { version = "1", features = ["time"] }'
}
SUFFIX = ".tmpl"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 50
# Names that a language, or the program around the component, has taken.
_TAKEN = (
    set(keyword.kwlist)
    | set(sys.stdlib_module_names)
    | set(
        """abstract become
    box const crate do dyn enum extern fn impl let loop macro match mod move mut override priv pub
    ref self static struct super trait type typeof unsafe unsized use virtual where
    main serve service tool hook provider orchestrator context test amplifier-ipc build deps examples incremental
    pytest conftest pydantic""".split()  # noqa: SIM905 - a paragraph is read sooner than a column
    )
)


@dataclass(frozen=True, slots=True)
class Language:
    """How a service of one language is called, built and tested."""

    name: str
    stack: str
    main: str
    test: str
    build: str
    run: str
    check: str


LANGUAGES = {
    "python": Language(
        "Python",
        "uv",
        "@name_@.py",
        "tests/test_@name_@.py",
        "uv sync",
        ".venv/bin/@name@",
        "uv run pytest",
    ),
    "rust": Language(
        "Rust",
        "cargo",
        "src/main.rs",
        "tests/conformance.rs",
        "cargo build",
        "target/debug/@name@",
        "cargo test",
    ),
    "go": Language(
        "Go",
        "go",
        "main.go",
        "main_test.go",
        "go mod tidy && go build -o @name@ .",
        "./@name@",
        "go test ./...",
    ),
    "typescript": Language(
        "TypeScript",
        "npm",
        "src/main.ts",
        "src/conformance.test.ts",
        "npm install && npm run build",
        "node dist/main.js",
        "npm test",
    ),
}


def checked(name: str) -> str:
    """A name as it is used for the folder, the package and the service. Raises HostError."""
    snake = name.replace("-", "_")
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise HostError(
            f"'{name}' is no name for a service",
            "use small letters, digits and single hyphens, such as word-count",
        )
    if name in _TAKEN or snake in _TAKEN:
        raise HostError(f"'{name}' is taken by a language or its tools", "choose another name")
    return name


@dataclass(frozen=True, slots=True)
class Repository:
    """A commit of the repository that has the SDKs."""

    url: str
    commit: str


Sdks = Path | Repository | None
"""Where the SDKs are taken from: a checkout, a repository, or None: the registries."""


def files(kind: str, name: str, language: str, sdks: Sdks) -> dict[str, str]:
    """Path → text of all files of a service."""
    words = _words(kind, name, language, sdks)
    root = resources.files(__package__) / "templates"
    found: dict[str, str] = {}
    for folder in (root, root / language / "all", root / language / kind):
        for path, text in _templates(folder, deep=folder is not root):
            found[_filled(path, words)] = _filled(text, words)
    return found


def local_sdks() -> Path | None:
    """The checkout that this package runs from, where the SDKs lie; None when it is installed."""
    parents = Path(__file__).resolve().parents
    return next((p for p in parents if (p / "sdk-python" / "pyproject.toml").is_file()), None)


def sdks_of_this() -> Sdks:
    """Where those of this very version are: the checkout, or the commit that it was installed from."""
    told = distribution("amplifier-ipc").read_text("direct_url.json")
    return local_sdks() or (repository(told) if told else None)


def repository(direct_url: str) -> Repository | None:
    """What a package notes of its origin (PEP 610); None if that is no commit of git."""
    try:
        noted = json.loads(direct_url)
        return Repository(str(noted["url"]), str(noted["vcs_info"]["commit_id"]))
    except (ValueError, KeyError, TypeError):
        return None


def _words(kind: str, name: str, language: str, sdks: Sdks) -> dict[str, str]:
    about = LANGUAGES[language]
    snake = name.replace("-", "_")
    words = {
        "name": name,
        "name_": snake,
        "Name": "".join(part.capitalize() for part in name.split("-")),
        "kind": kind,
        "lang": language,
        "language": about.name,
        "stack": about.stack,
        "description": KINDS[kind],
        "uuid": str(uuid4()),
        "grants": GRANTS.get(kind, ""),
        "local": _dependency(language, sdks),
        "more": _MORE.get((language, kind), ""),
        "usage": _usage(kind, snake),
    }
    for key in ("main", "test", "build", "run", "check"):
        words[key] = _filled(getattr(about, key), words)
    return words


def _dependency(language: str, sdks: Sdks) -> str:
    """Where the SDK comes from, as the language's manifest says it; npm and Go know no folder of a repository."""
    checkout = sdks if isinstance(sdks, Path) else None
    if language == "python":
        return _uv_sources(sdks) if sdks else ""
    if language == "typescript":
        return f"file:{checkout}/sdk-typescript" if checkout else "^0.1.0"
    if language == "rust" and isinstance(sdks, Repository):
        return f'{{ git = "{sdks.url}", rev = "{sdks.commit}" }}'
    if language == "rust":
        return f'{{ path = "{checkout}/sdk-rust" }}' if checkout else '"0.1"'
    module = "github.com/amplifier-ipc/amplifier-ipc/sdk-go"
    return f"\nreplace {module} => {checkout}/sdk-go\n" if checkout else ""


def _uv_sources(sdks: Path | Repository) -> str:
    lines = []
    for name, folder in (
        ("amplifier-ipc", "sdk-python"),
        ("amplifier-ipc-conformance", "conformance"),
    ):
        if isinstance(sdks, Path):
            where = f'path = "{sdks}/{folder}"'
        else:
            where = f'git = "{sdks.url}", rev = "{sdks.commit}", subdirectory = "{folder}"'
        lines.append(f"{name} = {{ {where} }}")
    return "\n[tool.uv.sources]\n" + "\n".join(lines) + "\n"


def _usage(kind: str, snake: str) -> str:
    role = {"provider": "provider", "context": "context_manager", "orchestrator": "orchestrator"}
    return f" It names it by `{role[kind]}: {snake}`." if kind in role else ""


def _templates(folder: Traversable, *, deep: bool, above: str = "") -> list[tuple[str, str]]:
    found = []
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = f"{above}{each.name}"
        if each.is_file() and path.endswith(SUFFIX):
            found.append((path.removesuffix(SUFFIX), each.read_text(encoding="utf-8")))
        elif deep and each.is_dir():
            found += _templates(each, deep=True, above=f"{path}/")
    return found


def _filled(text: str, words: dict[str, str]) -> str:
    return re.sub(r"@(\w+)@", lambda found: words.get(found[1], found[0]), text)
