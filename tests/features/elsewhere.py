"""What the tests of each SDK prove by themselves: rows of the table that point to the proof."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Proof:
    """A sentence, and for each language the file that proves it, which holds this text."""

    sentence: str
    places: dict[str, str]
    signs: dict[str, str]


def proof(sentence: str, **places: tuple[str, str]) -> Proof:
    """Each place is a path in the repository and a text that stands there."""
    return Proof(
        sentence,
        {language: path for language, (path, _) in places.items()},
        {language: sign for language, (_, sign) in places.items()},
    )


PROOFS = (
    proof(
        "A component is tested in memory, without a process, with a fake host",
        python=("sdk-python/tests/test_kinds.py", "FakeHost"),
        rust=("sdk-rust/tests/kinds.rs", "TestHost"),
        go=("sdk-go/ipctest/ipctest_test.go", "ipctest."),
        typescript=("sdk-typescript/test/service.test.ts", "testing/index.js"),
    ),
    proof(
        "Properties of the wire: Hypothesis, proptest, Go fuzz, fast-check",
        python=("sdk-python/tests/test_wire_properties.py", "@given"),
        rust=("sdk-rust/tests/wire_properties.rs", "proptest!"),
        go=("sdk-go/internal/wire/properties_test.go", "func Fuzz"),
        typescript=("sdk-typescript/test/wire_properties.test.ts", "fc.property"),
    ),
    proof(
        "The shared vectors: framing, messages, peer, hooks, models",
        python=("sdk-python/tests/test_wire_vectors.py", "framing"),
        rust=("sdk-rust/tests/vectors/main.rs", "framing"),
        go=("sdk-go/internal/wire/framing_test.go", "framing"),
        typescript=("sdk-typescript/test/vectors_wire.test.ts", "framing"),
    ),
    proof(
        "Imports point down only",
        python=("sdk-python/tests/test_architecture.py", "import"),
        rust=("sdk-rust/tests/house.rs", "import"),
        go=("sdk-go/imports_test.go", "import"),
        typescript=("sdk-typescript/test/imports.test.ts", "import"),
    ),
    proof(
        "The snippets of its README run",
        python=("sdk-python/tests/test_readme.py", "README.md"),
        rust=("sdk-rust/src/lib.rs", "README.md"),
        go=("sdk-go/readme_test.go", "README.md"),
        typescript=("sdk-typescript/test/readme.test.ts", "README.md"),
    ),
    proof(
        "The package installs in an empty project, with its types, and the quick start works as written",
        python=("tests/install/test_python.py", "quickstart.answers"),
        rust=("tests/install/test_rust.py", "quickstart.answers"),
        go=("tests/install/test_go.py", "quickstart.answers"),
        typescript=("tests/install/test_typescript.py", "quickstart.answers"),
    ),
    proof(
        "The quick start under the real host: the model calls its tool, its hook denies",
        **dict.fromkeys(
            ("python", "rust", "go", "typescript"), ("tests/install/test_host.py", "LANGUAGES")
        ),
    ),
    proof(
        "`amplifier-ipc inspect`: shows it, calls its tool, emits to its hook",
        **dict.fromkeys(
            ("python", "rust", "go", "typescript"), ("tests/install/test_inspect.py", "LANGUAGES")
        ),
    ),
)
