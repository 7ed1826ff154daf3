"""The command `amplifier-conformance`."""

from __future__ import annotations

import json
import os
import shlex
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.console import Console

from . import __version__, catalog, reaper
from .check import Options
from .files import Files
from .http.client import Url
from .outcome import EXIT_CODES, Report
from .protocol import Json
from .report import baseline as baselines
from .report.progress import progress
from .report.terminal import print_report
from .runner import ServiceRun, Unusable

USAGE, BROKEN = 2, 3
F = TypeVar("F", bound=Callable[..., Any])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="amplifier-conformance")
def cli() -> None:
    """Judge services and hosts of Amplifier IPC, in any language, by what they do on the wire."""
    reaper.adopt()


def _shared(command: F) -> F:
    """The options that `check` and `host` have in common."""
    file = click.Path(dir_okay=False, path_type=Path)
    for option in reversed(
        [
            click.option(
                "--only",
                multiple=True,
                metavar="AREA|NAME|ID",
                help="Run these checks alone; may be given several times.",
            ),
            click.option(
                "--skip", multiple=True, metavar="AREA|NAME|ID", help="Leave these checks out."
            ),
            click.option("--strict", is_flag=True, help="Fail on SHOULD too."),
            click.option(
                "--baseline",
                type=file,
                metavar="FILE",
                help="Known failures, which do not count; those that pass now are told.",
            ),
            click.option(
                "--update-baseline",
                is_flag=True,
                help="Write the failures of this run into the baseline.",
            ),
            click.option(
                "--json", "json_file", type=file, metavar="FILE", help="Write the report as JSON."
            ),
            click.option("--junit", type=file, metavar="FILE", help="Write it as JUnit XML."),
            click.option("--html", type=file, metavar="FILE", help="Write it as one HTML page."),
            click.option("--badge", type=file, metavar="FILE", help="Write a badge (SVG)."),
            click.option(
                "--jobs",
                type=click.IntRange(1, 64),
                default=4,
                show_default=True,
                help="Checks side by side.",
            ),
            click.option(
                "--patience",
                type=click.FloatRange(0.5),
                default=10.0,
                show_default=True,
                metavar="S",
                help="How long to wait for what should come; a slow service gets more.",
            ),
            click.option(
                "--seed",
                type=int,
                default=0,
                show_default=True,
                help="For what is drawn at random.",
            ),
            click.option("-v", "--verbose", is_flag=True, help="Tell of every check."),
        ]
    ):
        command = option(command)
    return command


@cli.command(context_settings={"ignore_unknown_options": False})
@_shared
@click.option(
    "--execute", multiple=True, metavar="TOOL=JSON", help="Execute this tool with this input."
)
@click.option(
    "--allow-effects",
    is_flag=True,
    help="Execute every tool, and ask providers, capabilities and approval providers.",
)
@click.option(
    "--fuzz",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Add N examples of drawn inputs for each fuzzing check.",
)
@click.option(
    "--soak", type=click.FloatRange(0), default=0.0, metavar="S", help="Add S seconds of load."
)
@click.option(
    "--cases",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Add a folder of your own cases.",
)
@click.option(
    "--legacy",
    is_flag=True,
    help="Judge a version 0 service: what version 0 never promised is not applicable.",
)
@click.option(
    "--http",
    is_flag=True,
    help="Judge over HTTP: the service is started with AMPLIFIER_TRANSPORT=http.",
)
@click.option(
    "--token-env",
    default="",
    metavar="NAME",
    help="The variable that holds the bearer token of a service that runs at a URL.",
)
@click.option(
    "--env", multiple=True, metavar="NAME=VALUE", help="Set an environment variable of the service."
)
@click.option(
    "--cwd",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where the service runs.",
)
@click.argument("command", nargs=-1, required=True)
def check(command: tuple[str, ...], **given: Any) -> None:
    """Judge the service that COMMAND starts: amplifier-conformance check -- ./my-service

    COMMAND may be the URL of a service that runs already: amplifier-conformance check http://127.0.0.1:8080

    Exit code 0: it conforms; 1: a check failed; 2: usage; 3: nothing could be verified, or the suite broke.
    """
    options = Options(
        allow_effects=given["allow_effects"],
        execute=dict(_execution(text) for text in given["execute"]),
        cwd=given["cwd"],
        env=dict(_variable(text) for text in given["env"]),
        legacy=given["legacy"],
        patience=given["patience"],
        seed=given["seed"],
        fuzz=given["fuzz"],
        soak=given["soak"],
        **{"http": given["http"], **_running(command, given["token_env"])},
    )
    checks = _selected(
        lambda: catalog.service_checks(given["only"], given["skip"], options, given["folders"])
    )
    console = Console()
    with _told_plainly(), progress(console, len(checks)) as bar:
        report = ServiceRun(command, options, given["jobs"], bar.advance).run(checks)
    _finish(report, given, console)


@cli.command()
@_shared
@click.argument("command", nargs=-1, required=True)
def host(command: tuple[str, ...], **given: Any) -> None:
    """Judge the host that COMMAND starts; the suite acts as its services.

    COMMAND has the placeholders {agent} (the definition that the suite wrote), {cwd} and {prompt}:
    amplifier-conformance host -- amplifier-ipc run --agent {agent} --working-dir {cwd} {prompt}
    """
    from .hosts.run import run_host

    options = Options(patience=given["patience"], seed=given["seed"])
    checks = _selected(lambda: catalog.host_checks(given["only"], given["skip"]))
    console = Console()
    with _told_plainly(), progress(console, len(checks)) as bar:
        report = run_host(command, checks, options, bar.advance, given["jobs"])
    _finish(report, given, console)


@cli.command("check-all")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--only", multiple=True, metavar="AREA|NAME|ID")
@click.option("--jobs", type=click.IntRange(1, 64), default=4, show_default=True)
def check_all(file: Path, only: tuple[str, ...], jobs: int) -> None:
    """Judge several services side by side.

    FILE is YAML: `services`, a list of `command` (a list or a line), each with `name`, `allow_effects`, `execute`,
    `env`, `cwd`, `legacy` and `http` (true, or both) where they are wanted.
    """
    from .several import compare

    with _told_plainly():
        sys.exit(compare(file, only, jobs, Console()))


@cli.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_checks(as_json: bool) -> None:
    """List all checks with the requirements that they prove."""
    catalog.print_list(Console(), as_json=as_json)


@cli.command()
@click.argument("word")
def explain(word: str) -> None:
    """Tell what a requirement says and what checks it, or what a check proves."""
    if not catalog.explain(word, Console()):
        raise click.UsageError(f"nothing is called {word}; try `amplifier-conformance list`")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def coverage(as_json: bool) -> None:
    """Show for each requirement the checks that prove it, or the reason why none can."""
    from .coverage import print_coverage

    if not print_coverage(Console(), as_json=as_json):
        sys.exit(1)


# ---- helpers


def _selected(choose: Callable[[], list[Any]]) -> list[Any]:
    try:
        return choose()
    except ValueError as error:
        raise click.UsageError(str(error)) from None


class _told_plainly:  # noqa: N801 - reads as a statement
    """Turns what is wrong with the subject into one sentence and exit code 3."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        reaper.sweep()
        if isinstance(error, Unusable):
            click.echo(f"nothing could be verified: {error}", err=True)
            sys.exit(BROKEN)


def _finish(report: Report, given: dict[str, Any], console: Console) -> None:
    """Apply the baseline, print, write the files, and end with the exit code of the report."""
    path: Path | None = given["baseline"]
    limited = bool(given["only"] or given["skip"])
    try:
        if path is not None:
            before = baselines.read(path) if path.exists() else None
            if given["update_baseline"]:
                baselines.write(path, report, before, limited=limited)
                before = baselines.read(path)
            if before is not None:
                report = baselines.apply(report, before, limited=limited)
    except baselines.BaselineError as error:
        raise click.UsageError(str(error)) from None
    report = replace(report, strict=given["strict"])
    print_report(report, console, verbose=given["verbose"])
    try:
        Files(given["json_file"], given["junit"], given["html"], given["badge"]).write(report)
    except OSError as error:
        click.echo(f"the report cannot be written: {error}", err=True)
        sys.exit(USAGE)
    sys.exit(EXIT_CODES[report.conclusion()])


def _execution(text: str) -> tuple[str, Json]:
    name, equals, value = text.partition("=")
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    if not equals or not isinstance(found, dict):
        raise click.UsageError(
            f"--execute takes TOOL=JSON with a JSON object, not {shlex.quote(text)}"
        )
    return name, found


def _running(command: tuple[str, ...], token_env: str) -> dict[str, Any]:
    """The options for a service that runs at a URL already; none for a command."""
    url = command[0] if command[0].startswith(("http://", "https://")) else ""
    if token_env and (not url or token_env not in os.environ):
        why = "is not set" if url else "is for a service that runs at a URL"
        raise click.UsageError(f"--token-env: {token_env} {why}")
    if not url:
        return {}
    try:
        Url.of(url)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if len(command) > 1:
        raise click.UsageError(f"{url} is judged alone, without {shlex.join(command[1:])}")
    token = os.environ.get(token_env, "") if token_env else ""
    return {"http": True, "url": url, "token": token, "token_env": token_env}


def _variable(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"--env takes NAME=VALUE, not {shlex.quote(text)}")
    return name, value


def _terminated(number: int, _frame: object) -> None:
    """End what was started, and this process: a service over HTTP does not end by itself."""
    reaper.sweep()
    os._exit(128 + number)


def main() -> None:
    """The entry point of the command."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        cli()
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        reaper.sweep()
