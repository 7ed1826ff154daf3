"""The command `amplifier-ipc` (host.md §5)."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .errors import HostError

if TYPE_CHECKING:
    from .output import Output
    from .plan import Plan
    from .session import Session

DONE, FAILED, USAGE, DENIED, CANCELLED = 0, 1, 2, 3, 130
STATUS_CODES = {"completed": DONE, "denied": DENIED, "cancelled": CANCELLED}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show stack traces, and what services write to stderr.")
@click.pass_context
def cli(context: click.Context, debug: bool) -> None:
    """Run AI agents whose parts are processes, in any language."""
    context.obj = debug


@cli.command()
@click.option(
    "--agent",
    required=True,
    metavar="FILE",
    help="The agent's definition, a YAML file or its folder.",
)
@click.option("--add-behavior", multiple=True, metavar="FILE", help="Take in one more behavior.")
@click.option("--provider", metavar="NAME", help="The provider to use instead of the agent's.")
@click.option(
    "--session", "session_id", metavar="ID", help="Go on with this session, or name a new one."
)
@click.option(
    "--working-dir",
    type=click.Path(path_type=Path),
    help="Where the services work (default: here).",
)
@click.option(
    "--output",
    type=click.Choice(["text", "json", "stream-json"]),
    default="text",
    show_default=True,
)
@click.option(
    "--approve",
    type=click.Choice(["ask", "auto", "deny"]),
    help="Who decides (default: ask on a terminal).",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="S",
    help="Cancel the turn after S seconds.",
)
@click.argument("prompt", required=False)
@click.pass_obj
def run(  # noqa: PLR0913 - one parameter an option
    debug: bool,
    agent: str,
    add_behavior: tuple[str, ...],
    provider: str | None,
    session_id: str | None,
    working_dir: Path | None,
    output: str,
    approve: str | None,
    timeout: float | None,
    prompt: str | None,
) -> None:
    """Run one turn: PROMPT, or what stands on standard input."""
    if prompt is None and sys.stdin.isatty():
        raise click.UsageError(
            'a prompt is missing: amplifier-ipc run --agent FILE "…", or pipe it in'
        )
    text = prompt if prompt is not None else sys.stdin.read()
    plan = _plan(agent, add_behavior, provider)
    from .approvals import Policy
    from .output import make_output
    from .session import Session

    policy: Policy = "ask" if approve is None and sys.stdin.isatty() else (approve or "deny")  # type: ignore[assignment]
    session = Session(
        plan, session_id=session_id, cwd=working_dir, approve=policy, tap=output == "stream-json"
    )
    sys.exit(asyncio.run(_turn(session, text, make_output(output, debug=debug), timeout)))


@cli.command()
def version() -> None:
    """Show the version, and the protocol versions that this host speaks."""
    from importlib.metadata import version as installed

    from .describe import PROTOCOL_VERSIONS

    click.echo(
        f"amplifier-ipc {installed('amplifier-ipc-host')} (protocol {', '.join(PROTOCOL_VERSIONS)})"
    )


def _plan(agent: str, behaviors: tuple[str, ...], provider: str | None) -> Plan:
    from .catalog import mock_provider
    from .plan import add_behavior, load_agent

    plan = load_agent(agent)
    for behavior in behaviors:
        add_behavior(plan, behavior)
    plan.provider = provider or plan.provider
    if plan.provider is None:
        add_behavior(plan, mock_provider())
        plan.provider = "mock"
        click.echo("No provider is configured: the mock provider answers.", err=True)
    return plan


async def _turn(session: Session, prompt: str, output: Output, timeout: float | None) -> int:
    """Runs one turn; the exit code. The first Ctrl-C is graceful, the second immediate."""
    loop = asyncio.get_running_loop()
    modes = iter(["graceful"])
    stop = lambda: session.cancel(next(modes, "immediate"))  # type: ignore[arg-type]  # noqa: E731
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    timer = loop.call_later(timeout, session.cancel, "immediate") if timeout else None
    status = "failed"
    try:
        await session.mount()
        async for event in session.execute(prompt):
            answer = output.take(event)
            if answer is not None:
                loop.run_in_executor(None, answer, session, loop)
            status = getattr(event, "status", status) if event.type == "complete" else status
    except HostError as error:
        for event in session.events():
            output.take(event)
        output.fail(error.message, error.hint)
    finally:
        if timer is not None:
            timer.cancel()
        await session.close()
        output.close()
    return STATUS_CODES.get(status, FAILED)


def main() -> None:
    """The entry point: an error is one sentence what, and one what to do."""
    try:
        cli(standalone_mode=False, prog_name="amplifier-ipc")
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.Abort:
        sys.exit(CANCELLED)
    except click.ClickException as error:
        error.show()
        sys.exit(USAGE)
    except HostError as error:
        if "--debug" in sys.argv:
            raise
        click.echo(
            f"Error: {error.message}." + (f"\n  → {error.hint}." if error.hint else ""), err=True
        )
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(CANCELLED)
