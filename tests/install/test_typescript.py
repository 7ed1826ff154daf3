"""The npm package of the TypeScript SDK, packed, in an empty project."""

from __future__ import annotations

import json

import pytest
from features import quickstart
from features.catalog import ROOT

pytestmark = pytest.mark.timeout(1500)
TSC = ROOT / "node_modules" / ".bin" / "tsc"
CONFIG = {
    "compilerOptions": {
        "strict": True,
        "noUncheckedIndexedAccess": True,
        "exactOptionalPropertyTypes": True,
        "target": "es2022",
        "module": "nodenext",
        "types": ["node"],
        "noEmit": True,
    },
    "files": ["words.mts", "typed.mts"],
}
TYPED = """\
import { Service } from "@amplifier-ipc/sdk";
import { z } from "zod";

const service = new Service("typed");
const input = z.object({ a: z.number(), b: z.number().default(1) });
service.tool("add", { description: "Add.", input }, (input, ctx) => {
  const sum: number = input.a + input.b;
  // @ts-expect-error there is no such parameter
  input.c;
  // @ts-expect-error a number is no string
  const text: string = input.a;
  const signal: AbortSignal = ctx.signal;
  return signal.aborted ? text : sum;
});
"""


@pytest.fixture(scope="module")
def installed(project):
    project = project("typescript")
    sdk = ROOT / "sdk-typescript"
    packed = project.run("npm", "pack", "--json", "--pack-destination", project.folder, cwd=sdk)
    project.packed = json.loads(packed)[0]
    project.run("npm", "init", "-y")
    tarball = f"./{project.packed['filename']}"
    project.run("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", tarball, "zod")
    return project


def test_the_quick_start_works_as_written(installed, talk):
    installed.write("words.mjs", quickstart.program(installed.language))
    quickstart.answers(talk(installed, "node", "words.mjs"))


def test_a_type_checker_sees_its_types(installed):
    node = ["--no-audit", "--no-fund", "--prefer-offline", "--save-dev", "@types/node@20"]
    installed.run("npm", "install", *node)
    installed.write("words.mts", quickstart.program(installed.language))
    installed.write("typed.mts", TYPED)
    installed.write("tsconfig.json", json.dumps(CONFIG))
    installed.run(TSC, "-p", ".")


def test_the_package_holds_what_is_needed_and_nothing_else(installed):
    files = [file["path"] for file in installed.packed["files"]]
    assert {"README.md", "package.json", "dist/index.js", "dist/index.d.ts"} <= set(files)
    stray = [
        f
        for f in files
        if not f.startswith("dist/") and f not in {"README.md", "package.json", "LICENSE"}
    ]
    assert not stray
    assert not [f for f in files if "test" in f and "testing" not in f]
    manifest = json.loads(
        (installed.folder / "node_modules/@amplifier-ipc/sdk/package.json").read_text()
    )
    assert (manifest["name"], manifest["license"], manifest["type"]) == (
        "@amplifier-ipc/sdk",
        "MIT",
        "module",
    )
    for entry in manifest["exports"].values():
        for path in entry.values() if isinstance(entry, dict) else [entry]:
            assert path.removeprefix("./") in files, f"{path} is exported but not packed"
