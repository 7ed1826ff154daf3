"""`amplifier-ipc new`: what it writes is a service that runs, in each language and of each kind."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from amplifier_ipc_host.definition import read
from amplifier_ipc_host.errors import HostError
from amplifier_ipc_host.scaffold import KINDS as KIND_LINES
from amplifier_ipc_host.scaffold import LANGUAGES, checked, files, repository

COMMAND = str(Path(sys.executable).parent / "amplifier-ipc")
ROOT = Path(__file__).parents[2]
# Kind → the member of the answer to describe in which its component stands.
KINDS = {
    "tool": "tools",
    "hook": "hooks",
    "provider": "providers",
    "context": "context_managers",
    "orchestrator": "orchestrators",
}
STACKS = {"python": "uv", "rust": "cargo", "go": "go", "typescript": "npm"}


class Bench:
    """A folder in which services are begun."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": os.environ["HOME"],  # where rustup keeps its toolchains
            "AMPLIFIER_HOME": str(folder / "home"),
        }

    def new(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = self.run(COMMAND, "new", *words)
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done
        return done

    def service(self, kind: str, lang: str) -> Path:
        """The folder of a new service."""
        self.new(kind, "my-part", "--lang", lang)
        return self.folder / "my-part"

    def run(
        self, *command: str, cwd: Path | None = None, **more
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=cwd or self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            **more,
        )

    def describe(self, *command: str) -> dict:
        """What a service answers to describe."""
        asked = '{"jsonrpc":"2.0","id":1,"method":"describe"}\n'
        done = self.run(*command, input=asked)
        assert done.returncode == 0, done
        return json.loads(done.stdout)["result"]

    def compiled(self, kind: str) -> Path:
        """The folder of a new service in TypeScript, compiled against the SDK of this checkout."""
        folder = self.service(kind, "typescript")
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
        done = self.run("node_modules/.bin/tsc", cwd=folder)
        assert (done.returncode, done.stdout) == (0, ""), done
        return folder


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


def offers_its_part_alone(answer: dict, kind: str) -> bool:
    names = {
        member: [each["name"] for each in answer["capabilities"].get(member) or []]
        for member in KINDS.values()
    }
    empty: dict = {member: [] for member in KINDS.values()}
    return (answer["name"], names) == ("my-part", {**empty, KINDS[kind]: ["my_part"]})


@pytest.mark.parametrize("kind", KINDS)
def test_in_python_it_answers_describe(bench, kind):
    folder = bench.service(kind, "python")
    answer = bench.describe(sys.executable, str(folder / "my_part.py"))
    assert offers_its_part_alone(answer, kind), answer
    assert set(answer.get("requires") or []) == set(granted(folder))


@pytest.mark.parametrize("kind", KINDS)
def test_in_typescript_it_compiles_and_answers_describe(bench, kind):
    folder = bench.compiled(kind)
    answer = bench.describe("node", str(folder / "dist" / "main.js"))
    assert offers_its_part_alone(answer, kind), answer
    assert set(answer.get("requires") or []) == set(granted(folder))


def granted(folder: Path) -> list[str]:
    return list(read(folder / "behavior.yaml").body["grants"])


def test_its_own_test_in_python_holds_it_against_the_suite(bench):
    folder = bench.service("tool", "python")
    plain = ("-q", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", ".")
    done = bench.run(sys.executable, "-m", "pytest", *plain, "tests", cwd=folder)
    assert "1 passed" in done.stdout, done
    program = folder / "my_part.py"
    program.write_text(program.read_text().replace("return text[::-1]", "raise SystemExit(3)"))
    done = bench.run(sys.executable, "-m", "pytest", *plain, "tests", cwd=folder)
    assert "1 failed" in done.stdout, done


def test_its_own_test_in_typescript_holds_it_against_the_suite(bench):
    folder = bench.compiled("tool")
    done = bench.run("node", "--test", "dist/conformance.test.js", cwd=folder)
    assert done.returncode == 0, done
    assert re.search(r"pass 1\b", done.stdout), done


@pytest.mark.system
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["python", "typescript"])
def test_each_conforms(bench, kind, lang):
    if lang == "python":
        command = [sys.executable, str(bench.service(kind, lang) / "my_part.py")]
    else:
        command = ["node", str(bench.compiled(kind) / "dist" / "main.js")]
    done = bench.run("amplifier-conformance", "check", "--", *command)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_in_go_it_is_well_formed(bench, kind):
    """gofmt parses and compares; what it lists is not as gofmt would write it."""
    folder = bench.service(kind, "go")
    done = bench.run("gofmt", "-l", ".", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    module = (folder / "go.mod").read_text()
    assert module.startswith("module my-part\n")
    (sdk,) = re.findall(r"^replace \S+ => (\S+)$", module, re.MULTILINE)
    assert (Path(sdk) / "go.mod").is_file()
    main = (folder / "main.go").read_text()
    assert '"my_part"' in main
    assert "ipctest.Conforms" in (folder / "main_test.go").read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_in_rust_it_is_well_formed(bench, kind):
    folder = bench.service(kind, "rust")
    for path in folder.rglob("*.rs"):
        done = bench.run(
            "rustfmt", "--edition", "2024", "--emit", "stdout", cwd=folder, input=path.read_text()
        )
        assert done.returncode == 0, done
    manifest = tomllib.loads((folder / "Cargo.toml").read_text())
    assert manifest["package"]["name"] == "my-part"
    assert (Path(manifest["dependencies"]["amplifier-ipc"]["path"]) / "Cargo.toml").is_file()
    assert 'env!("CARGO_BIN_EXE_my-part")' in (folder / "tests" / "conformance.rs").read_text()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_its_files_are_whole(bench, kind, lang):
    folder = bench.service(kind, lang)
    definition = read(folder / "behavior.yaml")
    assert (definition.ref, definition.body["service"]["stack"]) == ("my-part", STACKS[lang])
    readme = (folder / "README.md").read_text()
    assert readme.startswith("# my-part\n")
    for path in re.findall(r"^\| `([^`]+)`", readme, re.MULTILINE):
        assert (folder / path).is_file(), path
    for path in folder.rglob("*"):
        if path.is_file():
            assert not re.search(
                r"@(name_?|Name|local|more|description|stack)@", path.read_text()
            ), path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_checkout_the_sdk_comes_from_the_registry(lang):
    made = files("tool", "my-part", lang, None)
    assert not any(
        "path =" in text or "file:" in text or "replace" in text for text in made.values()
    )


@pytest.mark.parametrize("lang", ["python", "rust"])
def test_installed_from_git_the_sdk_comes_from_that_commit(lang):
    noted = {"url": "https://h/r", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}}
    manifest = {"python": "pyproject.toml", "rust": "Cargo.toml"}[lang]
    text = files("tool", "my-part", lang, repository(json.dumps(noted)))[manifest]
    made = tomllib.loads(text)
    places = made["tool"]["uv"]["sources"] if lang == "python" else made["dependencies"]
    wanted = {"git": "https://h/r", "rev": "c0ffee"}
    folder = {"subdirectory": "sdk-python"} if lang == "python" else {}
    assert places["amplifier-ipc"] == {**wanted, **folder}


@pytest.mark.parametrize(
    "noted", ["", "[]", "{}", '{"url": "file:///x", "dir_info": {}}', '{"vcs_info": 1, "url": "x"}']
)
def test_installed_from_elsewhere_it_comes_from_the_registry(noted):
    assert repository(noted) is None


def test_the_command_knows_the_kinds_and_the_languages(bench):
    usage = bench.run(COMMAND, "new", "--help").stdout
    assert all(word in usage for word in [*KIND_LINES, *LANGUAGES])
    assert list(KIND_LINES) == list(KINDS)


def test_two_have_ids_of_their_own(bench):
    uuids = set()
    for _ in range(2):
        folder = bench.service("tool", "python")
        uuids.add(read(folder / "behavior.yaml").body["uuid"])
        shutil.rmtree(folder)
    assert len(uuids) == 2


def test_what_is_there_already_stays(bench):
    folder = bench.service("tool", "python")
    (folder / "my_part.py").write_text("mine")
    done = bench.new("tool", "my-part", "--lang", "python", code=1)
    assert "my-part is there already" in done.stderr
    assert (folder / "my_part.py").read_text() == "mine"


def test_it_is_made_where_it_is_wanted(bench):
    bench.new("tool", "my-part", "--lang", "go", "--into", "deep/er")
    assert (bench.folder / "deep" / "er" / "my-part" / "main.go").is_file()


@pytest.mark.parametrize(
    "name", ["", "Part", "my_part", "-x", "x-", "a--b", "1a", "../x", "a/b", "é", "a" * 51]
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(HostError, match="is no name for a service"):
        checked(name)


@pytest.mark.parametrize("name", ["class", "fn", "json", "main", "test", "amplifier-ipc"])
def test_what_a_language_has_taken_is_refused(name):
    with pytest.raises(HostError, match="is taken"):
        checked(name)


def test_usage(bench):
    bench.new("gadget", "x", "--lang", "go", code=2)
    bench.new("tool", "x", code=2)
    assert "is no name" in bench.new("tool", "../x", "--lang", "go", code=1).stderr
    assert not (bench.folder.parent / "x").exists()
