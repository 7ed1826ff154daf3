"""Content: what is listed and read, and which paths are refused (chapter 10)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from pathlib import PurePosixPath

from ..check import Bench, check
from ..links import folder, leading_out
from ..protocol import Json
from ..service import Service
from ..verdicts import Failed, NotApplicable, NotVerified

MOST = 300  # paths that are read
SOME = 40  # paths of which others are made
MIME = {  # endings whose media type is no matter of taste
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".html": "text/html",
    ".css": "text/css",
    ".csv": "text/csv",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
BINARY = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".gz", ".zip", ".pdf", ".ico", ".woff2")
ILL_BEGUN = ("", "/", "//host/share", "/etc/passwd", "a//b", "a/", "context//hello.md")
DOTTED = (".", "..", "./a", "a/.", "a/./b", "../a", "a/..", "a/../b", "a/../../../etc/passwd")
FOREIGN = ("a\0b", "a\0", "\0", "a\\b", "..\\a", "\\\\host\\share", "\\", "C:\\a")
AS_IT_STANDS = (
    *(
        "%2e%2e/secret",
        "a%2fb",
        "a%00b",
        "..hello",
        "hello..",
        "a/.../b",
        ".no_such_",
        " ",
        " ../a",
    ),
    *("~/a", "$HOME/a", "C:/a", "file:a", "a?b#c", "*.md", "**", "a\nb", "-rf", "\uff0e\uff0e/a"),
    *(
        "..\u2215a",
        "\u00e9t\u00e9/\u65e5\u672c.md",
        "e\u0301te\u0301.md",
        "\U0001f600.png",
        "no_such_",
    ),
)


def offered(bench: Bench) -> list[str]:
    """The paths that it declares; not applicable if it declares no content."""
    found = bench.capabilities.get("content")
    if not isinstance(found, dict):
        raise NotApplicable("it declares no content")
    return list(found.get("paths") or [])


def listed(bench: Bench) -> list[str]:
    """The paths that it lists; not verified if there are none."""
    offered(bench)
    found: list[str] = bench.service.ask("content.list", {})["paths"]
    if not found:
        raise NotVerified("its content is empty")
    return found


def read(service: Service, path: str) -> Json:
    """The response to `content.read`, result or error."""
    return service.send("content.read", {"path": path}).message()


def missing(bench: Bench, paths: Iterator[str], why: str) -> None:
    """Each of these paths is answered as one where nothing is (CNT-006)."""
    for path in dict.fromkeys(paths):
        if not bench.service.can_say("content.read", {"path": path}):
            continue  # the empty one is another endpoint
        message = read(bench.service, path)
        error = message.get("error") or {}
        data = error.get("data") or {}
        right = {"code": -32004, "what": "content", "name": path}
        came = {"code": error.get("code"), "what": data.get("what"), "name": data.get("name")}
        if came != right:
            raise Failed(f"{path!r} {why}", right, message.get("result", error))


# ---- paths


@check(
    "CNT-001",
    "CNT-006",
    title="Paths that are empty, begin or end with a slash, or have an empty part, are refused",
)
def slashes(bench: Bench) -> None:
    there = offered(bench)
    near = (
        each for p in there[:SOME] for each in (f"/{p}", f"{p}/", f"//{p}", p.replace("/", "//"))
    )
    missing(bench, _never(there, *ILL_BEGUN, *near), "is no path, and was not refused as one")


@check("CNT-002", "CNT-006", title="Paths with a part . or .. are refused, where they end or not")
def dots(bench: Bench) -> None:
    there = offered(bench)
    near = (each for path in there[:SOME] for each in _with_dots(path))
    missing(bench, _never(there, *DOTTED, *near), "has a part . or .., and was not refused")


@check("CNT-003", "CNT-006", title="Paths with a NUL or a backslash are refused")
def foreign(bench: Bench) -> None:
    there = offered(bench)
    near = (
        e for p in there[:SOME] for e in (f"{p}\0", f"{p}\0.md", p.replace("/", "\\"), f"\\{p}")
    )
    missing(bench, _never(there, *FOREIGN, *near), "has a NUL or a backslash, and was not refused")


@check(
    "CNT-004",
    "CNT-006",
    title="Every other character of a path stands for itself, percent signs too",
)
def as_it_stands(bench: Bench) -> None:
    there = set(bench.service.ask("content.list", {})["paths"]) if offered(bench) else set()
    near = (each for path in sorted(there)[:SOME] for each in _look_alikes(path))
    paths = (path for path in (*AS_IT_STANDS, *near) if path not in there)
    missing(bench, paths, "names nothing as it stands, and was taken for another path")


def _never(there: list[str], *paths: str) -> Iterator[str]:
    """Those that are no path of the content as it stands."""
    return (path for path in paths if path not in there)


def _with_dots(path: str) -> Iterator[str]:
    parent, _, name = path.rpartition("/")
    yield from (f"./{path}", f"{path}/.", f"suite/../{path}", f"{path}/../{name}")
    if parent:
        yield from (f"{parent}/./{name}", f"{parent}/../{path}")


def _look_alikes(path: str) -> Iterator[str]:
    first = path.lstrip("/")[:1]
    if first and first.isascii():
        yield f"%{ord(first):02x}{path[1:]}"
    yield from (f" {path}", f"{path} ", f"{path}.", path.replace("/", "%2f", 1) + "%00")
    if "/" in path:
        yield from (path.replace("/", "%2F"), path.replace("/", "\u2215"))


@check("CNT-006", title="A path where nothing is, is answered with not_found and its full name")
def nothing_there(bench: Bench) -> None:
    there = offered(bench)
    near = [each for path in there[:SOME] for each in (f"{path}.no_such_", f"no_such_/{path}")]
    folders = {str(PurePosixPath(path).parent) for path in there} - {"."}
    paths = ("no_such_.md", "no/such/path_.md", *near, *sorted(folders))
    missing(bench, _never(there, *paths), "is not there, and was answered otherwise")


@check("CNT-005", title="A link that leads out of the content is not followed")
def links(bench: Bench) -> None:
    there = listed(bench)
    contents = {path: _bytes(read(bench.service, path)) for path in there[:SOME]}
    found = folder(bench.command, contents)
    if found is None:
        raise NotVerified("its content is in no folder beside the program or its arguments")
    out = leading_out(found)
    if not out:
        raise NotVerified(f"no link in {found} leads out of it")
    listed_out = sorted(set(out) & set(there))
    if listed_out:
        raise Failed(f"it lists what is behind links that lead out of {found}", [], listed_out)
    missing(bench, iter(out), f"is behind a link that leads out of {found}, and was read")


# ---- reading and listing


@check("CNT-013", title="describe tells the paths that content.list gives")
def described(bench: Bench) -> None:
    told = offered(bench)
    came = bench.service.ask("content.list", {})["paths"]
    if told != came:
        now = (bench.service.ask("describe", {}).get("capabilities") or {}).get("content") or {}
        if now.get("paths") != came:
            raise Failed("describe tells other paths than content.list", came, now.get("paths"))


@check("CNT-012", title="content.list gives the paths that begin with the prefix, by code point")
def prefixes(bench: Bench) -> None:
    offered(bench)
    service = bench.service
    there: list[str] = service.ask("content.list")["paths"]
    if there != sorted(there):
        raise Failed("the paths are not sorted by code point", sorted(there), there)
    if len(set(there)) != len(there):
        raise Failed("a path is listed twice", sorted(set(there)), there)
    given = [
        "",
        "no_such_prefix_",
        "/",
        ".",
        "*",
        *(part for path in there[:SOME] for part in _heads(path)),
    ]
    for prefix in dict.fromkeys(given):
        came = service.ask("content.list", {"prefix": prefix})["paths"]
        right = [path for path in there if path.startswith(prefix)]
        if came != right:
            raise Failed(f"other paths than those that begin with {prefix!r}", right, came)


def _heads(path: str) -> tuple[str, ...]:
    at = path.rfind("/") + 1
    return (
        path[:1],
        path[:3],
        path[: at + 1],
        path[:at],
        path[: max(0, at - 1)],
        path[:-1],
        path,
        f"{path}/",
    )


@check("CNT-014", "CNT-004", title="Every path that it lists can be read")
def readable(bench: Bench) -> None:
    for path in listed(bench)[:MOST]:
        message = read(bench.service, path)
        if "result" not in message:
            raise Failed(f"{path!r} is listed and cannot be read", "its content", message["error"])


@check("CNT-010", title="What is UTF-8 comes as utf-8, and what is not in base64")
def encodings(bench: Bench) -> None:
    for path in listed(bench)[:MOST]:
        result = bench.service.ask("content.read", {"path": path})
        why = _ill_encoded(path, result)
        if why:
            shown = {**result, "content": result["content"][:200]}
            raise Failed(f"{path!r}: {why}", "utf-8 if it is UTF-8, base64 if not", shown)


def _ill_encoded(path: str, result: Json) -> str:
    if result["encoding"] == "utf-8":
        binary = path.lower().endswith(BINARY) and "\ufffd" in result["content"]
        return "bytes that are not UTF-8 were given as text" if binary else ""
    if result["encoding"] != "base64":
        return "the encoding is neither utf-8 nor base64"
    try:
        held = base64.b64decode(result["content"], validate=True)
        held.decode()
    except UnicodeDecodeError:
        return ""
    except (binascii.Error, ValueError):
        return "the content is no base64"
    return "it is UTF-8, and was given in base64"


def _bytes(message: Json) -> bytes | None:
    """What was read; None if nothing was."""
    result = message.get("result") or {}
    try:
        text = result.get("content", "")
        return base64.b64decode(text) if result.get("encoding") == "base64" else text.encode()
    except (binascii.Error, ValueError, AttributeError):
        return None


@check("CNT-011", title="The media type is told where the ending of the path shows it")
def media_types(bench: Bench) -> None:
    seen = 0
    for path in listed(bench)[:MOST]:
        wanted = MIME.get(PurePosixPath(path).suffix.lower())
        if wanted is None:
            continue
        seen += 1
        came = bench.service.ask("content.read", {"path": path}).get("mime_type")
        if str(came).partition(";")[0].strip().lower() != wanted:
            raise Failed(f"the media type of {path!r} is missing, or another", wanted, came)
    if not seen:
        raise NotVerified("no ending of its paths shows a media type")
