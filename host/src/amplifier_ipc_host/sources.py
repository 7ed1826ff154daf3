"""Sources of definitions and services: a path, `git+URL@ref#subdirectory=…`, `https://….yaml` (host.md §4).

What is fetched lies in `$AMPLIFIER_HOME/cache/sources/`, one folder an address, and stays until it is updated.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qs, urljoin, urlsplit, urlunsplit

from .errors import HostError
from .files import make_private
from .store import home

MAX_BYTES = 1 << 20  # of a definition that is fetched by https
SECONDS = 60
GIT = "git+"
_SCHEMES = ("https", "http", "ssh", "file")


class SourceError(HostError):
    """A source that cannot be fetched, or that names what it must not."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a reference led to. `url`: where from, None for a path of this machine; `root`: what no link may leave.

    `revision`: the commit of a git source, else the SHA-256 of the bytes; empty for paths.
    """

    path: Path
    url: str | None = None
    root: Path | None = None
    revision: str = ""


def is_remote(reference: str) -> bool:
    """Whether a reference names something that has to be fetched."""
    return reference.startswith((GIT, "https://", "http://"))


def fetch(reference: str, *, base: Fetched | None = None, fresh: bool = False) -> Fetched:
    """Where a reference leads, fetched if it is not there yet; raises SourceError.

    Relative ones begin at `base`: the folder of its file, or its address. `fresh`: fetch again.
    """
    if reference.startswith(GIT):
        return _git(reference, fresh=fresh)
    if base is not None and base.url and not base.url.startswith(GIT):
        reference = urljoin(base.url, reference)
    if is_remote(reference):
        return _https(reference, fresh=fresh)
    folder = base.path.parent if base is not None else Path.cwd()
    path = (folder / Path(reference).expanduser()).resolve()
    root = base.root if base is not None else None
    if root is not None and not path.is_relative_to(root.resolve()):
        raise SourceError(
            f"'{reference}' leads out of {base.url if base else root}", "mend that link"
        )
    if not path.exists():
        raise SourceError(f"{path} does not exist", "mend its path")
    if root is None or base is None:
        return Fetched(path)
    return Fetched(path, base.url, root, base.revision)


def latest(url: str) -> str:
    """The revision that fetching the address anew would give; raises SourceError."""
    if url.startswith(GIT):
        address, ref, _ = split_git(url)
        return _remote_commit(address, ref)
    return hashlib.sha256(_download(url)).hexdigest()


def split_git(reference: str) -> tuple[str, str, str]:
    """`git+ADDRESS@REF#subdirectory=FOLDER` as (address, ref, folder); raises SourceError."""
    parts = urlsplit(reference.removeprefix(GIT))
    folder = parse_qs(parts.fragment).get("subdirectory", [""])[0]
    path, _, ref = parts.path.partition("@")
    address = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    if parts.scheme not in _SCHEMES or (not parts.netloc and parts.scheme != "file"):
        raise SourceError(
            f"'{reference}' is no git address", "write git+https://host/repository.git"
        )
    if ref.startswith("-") or ".." in PurePosixPath(folder).parts or folder.startswith("/"):
        raise SourceError(f"'{reference}' names no ref or folder of a repository", "mend it")
    return address, ref, folder


def _git(reference: str, *, fresh: bool) -> Fetched:
    address, ref, folder = split_git(reference)
    place = _place(f"{address}@{ref}")
    if fresh or not place.is_dir():
        _clone(address, ref, place)
    revision = _run_git(["rev-parse", "HEAD"], place).strip()
    path = (place / folder).resolve()
    if not path.is_relative_to(place.resolve()):
        raise SourceError(f"'{folder}' leads out of {address}", "mend the address")
    if not path.exists():
        raise SourceError(f"{address} has no '{folder}'", "mend the part after '#subdirectory='")
    return Fetched(path, reference, place, revision)


def _clone(address: str, ref: str, place: Path) -> None:
    """A shallow copy, put in its place when it is whole; of the older one nothing is left."""
    _private(place.parent)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".") as made:
        work = Path(made) / "copy"
        _run_git(["init", "--quiet", str(work)], place.parent)
        _run_git(["fetch", "--quiet", "--depth", "1", "--", address, ref or "HEAD"], work)
        _run_git(["checkout", "--quiet", "--detach", "FETCH_HEAD"], work)
        _swap(work, place)


def _swap(made: Path, place: Path) -> None:
    old = made.with_name("old")
    if place.exists():
        os.replace(place, old)
    os.replace(made, place)
    shutil.rmtree(old, ignore_errors=True)


def _remote_commit(address: str, ref: str) -> str:
    return commit_of(_run_git(["ls-remote", "--", address], Path.cwd()), ref)


def commit_of(listed: str, ref: str) -> str:
    """The commit that `git fetch` takes for a ref, of what `git ls-remote` lists; empty if there is none."""
    if len(ref) == 40 and not ref.strip("0123456789abcdef"):
        return ref  # a commit by its id does not change
    commits = {
        name: commit for commit, name in (line.split("\t", 1) for line in listed.splitlines())
    }
    wanted = ref or "HEAD"
    for name in (wanted, f"refs/{wanted}", f"refs/tags/{wanted}", f"refs/heads/{wanted}"):
        if name in commits:
            return commits.get(
                f"{name}^{{}}", commits[name]
            )  # a tag with a message has a commit below it
    return ""


def _run_git(words: list[str], folder: Path) -> str:
    """What git says; it asks nobody, runs no hook, and speaks no protocol that runs programs."""
    git = shutil.which("git")
    if git is None:
        raise SourceError("git is not installed", "install git, or use a path or an https address")
    settings = ["core.hooksPath=/dev/null", "protocol.ext.allow=never", "core.symlinks=true"]
    command = [git, *(word for one in settings for word in ("-c", one)), *words]
    outer = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"}  # set where a hook of git runs this
    environ = {name: value for name, value in os.environ.items() if name not in outer}
    environ |= {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true"}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environ,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"git needed more than {SECONDS} s", "try again") from error
    if done.returncode:
        why = _git_fault(done.stderr)
        raise SourceError(f"git {words[0]}: {why}", "mend the address, or your access to it")
    return done.stdout


def _git_fault(told: str) -> str:
    """The line of git that says why: its first fatal one, else the last."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    fatal = [line.removeprefix("fatal:").strip() for line in lines if line.startswith("fatal:")]
    return (fatal or lines[-1:] or ["it failed"])[0]


def _https(url: str, *, fresh: bool) -> Fetched:
    folder = _place(url)
    name = PurePosixPath(urlsplit(url).path).name
    path = folder / ("definition.yaml" if name in ("", "..") else name)
    if fresh or not path.exists():
        data = _download(url)
        _private(folder)
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    return Fetched(path, url, folder, hashlib.sha256(path.read_bytes()).hexdigest())


def _download(url: str) -> bytes:
    import urllib.request  # slow to import

    _refuse_plain(url)
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 - the scheme is checked
            _refuse_plain(answer.url)  # where a redirection led to
            data: bytes = answer.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # an URLError is an OSError
        why = getattr(error, "reason", None) or error
        raise SourceError(
            f"{url} cannot be fetched: {why}", "mend the address, or try again"
        ) from error
    if len(data) > MAX_BYTES:
        raise SourceError(f"{url} is longer than {MAX_BYTES} bytes", "name a definition file")
    return data


def _refuse_plain(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SourceError(f"{url} is not https", "fetch it by https")


def _place(address: str) -> Path:
    digest = hashlib.sha256(address.encode()).hexdigest()[:32]
    return home() / "cache" / "sources" / digest


def _private(folder: Path) -> None:
    try:
        make_private(folder)
    except OSError as error:
        raise SourceError(
            f"{folder} cannot be made: {error.strerror}",
            "set AMPLIFIER_HOME to a folder that you may write",
        ) from error
