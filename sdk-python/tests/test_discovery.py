"""What a program serves: all that its module, or its package, declares; nothing is registered."""

import json
import subprocess
import sys

import pytest

PACKAGE = {
    "shop/__init__.py": "",
    "shop/tools.py": (
        "from amplifier_ipc import tool\n"
        "@tool\ndef price(name: str) -> int:\n    'Tell a price.'\n    return len(name)\n"
    ),
    "shop/deep/__init__.py": (
        "from amplifier_ipc import channel\nfrom shop.tools import price\n"
        "@channel('news')\nclass News:\n    async def collect(self): return 1\n"
    ),
    "shop/deep/rules.py": (
        "from amplifier_ipc import content, hook\nfrom shop.tools import price\n"
        "@hook('tool:pre')\nasync def rule(event): pass\n"
        "files = content('files')\n"
    ),
    "shop/deep/files/a.txt": "a",
    "shop/__main__.py": "from amplifier_ipc import serve\nserve()\n",
}
ALL = {"tools": ["price"], "hooks": ["rule"], "channels": ["news"], "content": ["a.txt"]}


@pytest.fixture
def run(tmp_path):
    """Write files, run Python on them; return what describe says, by kind, and stderr."""

    def running(files, *command):
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        ended = subprocess.run(
            [sys.executable, *command],
            input=json.dumps({"jsonrpc": "2.0", "id": 1, "method": "describe", "params": {}})
            + "\n",
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )
        if not ended.stdout:
            return None, ended.stderr
        described = json.loads(ended.stdout)["result"]
        kinds = described["capabilities"]
        listed = {
            kind: [spec["name"] for spec in kinds[kind]] for kind in kinds.keys() - {"content"}
        }
        if "content" in kinds:
            listed["content"] = kinds["content"]["paths"]
        return (described["name"], listed), ended.stderr

    return running


def test_a_package_that_is_run_serves_all_of_it(run):
    assert run(PACKAGE, "-m", "shop") == (("shop", ALL), "")


def test_a_package_that_is_named_is_served_as_a_whole(run):
    program = "import shop\nfrom amplifier_ipc import serve\nserve(shop, name='all')\n"
    assert run({**PACKAGE, "start.py": program}, "start.py") == (("all", ALL), "")


def test_a_function_of_a_package_that_serves_means_the_package(run):
    init = "from amplifier_ipc import serve\ndef main(): serve()\n"
    files = {**PACKAGE, "shop/__init__.py": init}
    assert run(files, "-c", "import shop; shop.main()") == (("shop", ALL), "")


def test_a_module_serves_what_it_declares_and_what_it_imports(run):
    program = (
        "from amplifier_ipc import serve, tool\nfrom shop.tools import price\n"
        "@tool\ndef own() -> None:\n    'Be here.'\nserve()\n"
    )
    found, _ = run({**PACKAGE, "start.py": program}, "start.py")
    assert found == ("start", {"tools": ["price", "own"]})


def test_a_module_that_breaks_is_told_in_one_sentence(run):
    files = {**PACKAGE, "shop/deep/broken.py": "import no_such_module\n"}
    found, said = run(files, "-m", "shop")
    assert found is None
    last = said.strip().splitlines()[-1]
    assert last.endswith(
        "the module shop.deep.broken cannot be imported: "
        "ModuleNotFoundError: No module named 'no_such_module'"
    )
