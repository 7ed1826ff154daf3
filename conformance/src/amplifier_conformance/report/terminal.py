"""The report on a terminal."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from amplifier_conformance.outcome import Conclusion, Outcome, Report, TraceLine
from amplifier_conformance.report import summary
from amplifier_conformance.report.paper import Paper
from amplifier_conformance.report.progress import Progress, progress
from amplifier_conformance.report.summary import Side, Standing
from amplifier_conformance.report.text import counted, milliseconds, one_line, shortened, visible

__all__ = ["Progress", "print_report", "progress"]

STYLES = {
    Standing.PASSED: "green",
    Standing.FAILED: "bold red",
    Standing.WARNING: "yellow",
    Standing.KNOWN: "magenta",
    Standing.ERROR: "bold red",
    Standing.NOT_VERIFIED: "cyan",
    Standing.NOT_APPLICABLE: "dim",
}
_CONCLUSION_STYLES = {Conclusion.CONFORMS: "bold green", Conclusion.NOTHING_VERIFIED: "bold yellow"}
_ARROWS = {"sent": "→", "received": "←", "note": "·"}
_WIRE = (8, 24)  # lines of the wire that are shown of a long trace: the first ones, the last ones
_STDERR = 12  # last lines of stderr
_NAMES = 6  # checks that are named for one reason
_LONG = 800  # characters of a text that is not the wire
_AROUND = 200  # characters around a difference
_HEADS = {
    Standing.PASSED: "pass",
    Standing.FAILED: "fail",
    Standing.WARNING: "warn",
    Standing.KNOWN: "known",
    Standing.ERROR: "error",
}


def print_report(report: Report, console: Console, verbose: bool = False) -> None:
    """Print the report; `verbose` lists every check and cuts nothing."""
    paper = Paper(console)
    _header(paper, report)
    _table(paper, report)
    if verbose:
        _every_check(paper, report)
    _in_full(paper, report, Standing.FAILED, "Failures", verbose)
    _in_full(paper, report, Standing.ERROR, "The suite itself broke", verbose)
    _in_full(paper, report, Standing.WARNING, "Warnings (SHOULD)", verbose)
    _known(paper, report)
    _stale(paper, report)
    _reasons(paper, report, Standing.NOT_VERIFIED, verbose)
    if verbose:
        _reasons(paper, report, Standing.NOT_APPLICABLE, verbose)
    _measured(paper, report)
    _conclusion(paper, report)


def _header(paper: Paper, report: Report) -> None:
    subject = report.subject
    about = ", ".join(part for part in (subject.kind, subject.sdk, *subject.declares) if part)
    paper.block(paper.text(one_line(summary.name_of(subject)), "bold"))
    paper.block(paper.text(about))
    paper.line(paper.text(one_line(summary.command_of(subject)), "dim"))


def _table(paper: Paper, report: Report) -> None:
    if not report.outcomes:
        return
    columns = summary.columns(report)
    padding = (0, 0, 0, 1 if paper.console.width >= 80 else 0)
    table = Table(box=SIMPLE_HEAD, show_footer=True, pad_edge=False, padding=padding)
    table.add_column("area", footer="all", no_wrap=True)
    total = summary.standings(report)
    for column in columns:
        head = _HEADS.get(column, column.value)
        table.add_column(
            head,
            footer=str(total[column]),
            justify="right",
            min_width=max(map(len, head.split())),
        )
    for area, outcomes in summary.areas(report).items():
        counts = summary.standings(report, outcomes)
        cells = (Text(str(counts[one]), STYLES[one] if counts[one] else "dim") for one in columns)
        table.add_row(paper.text(area), *cells)
    paper.console.print(table)


def _every_check(paper: Paper, report: Report) -> None:
    _heading(paper, f"All {counted(len(report.outcomes), 'check')}")
    for outcome in report.outcomes:
        stands = summary.standing(outcome, strict=report.strict)
        label = paper.text(f"{summary.SIGNS[stands]} {stands:<14}  ", STYLES[stands])
        text = paper.text(outcome.check, "bold") + paper.text(f"  {outcome.title}")
        paper.block(text, label=label)
        if outcome.reason:
            paper.block(paper.text(outcome.reason, "dim"), indent=label.cell_len)
    paper.blank()


def _in_full(paper: Paper, report: Report, which: Standing, title: str, verbose: bool) -> None:
    outcomes = summary.those(report, which)
    if not outcomes:
        return
    _heading(paper, f"{title}: {len(outcomes)}")
    for outcome in outcomes:
        _failure(paper, report, outcome, STYLES[which], verbose)


def _failure(paper: Paper, report: Report, outcome: Outcome, style: str, verbose: bool) -> None:
    sign = summary.SIGNS[summary.standing(outcome, strict=report.strict)]
    paper.block(paper.text(outcome.title), label=paper.text(f"{sign} {outcome.check}  ", style))
    for name in outcome.requirements:
        sentence = report.requirements.get(name, "")
        paper.block(paper.text(sentence), label=paper.text(f"{name}  ", "bold"), indent=2)
    if outcome.reason:
        reason = outcome.reason if verbose else shortened(outcome.reason, _LONG)
        paper.block(paper.text(reason, style), indent=2)
    _difference(paper, outcome, verbose)
    _wire(paper, outcome.trace, verbose)
    _stderr(paper, outcome.stderr, verbose)
    if outcome.replay:
        paper.line(Text("  run again  ", "dim"), paper.text(one_line(outcome.replay)))
    paper.blank()


def _difference(paper: Paper, outcome: Outcome, verbose: bool) -> None:
    if not (outcome.expected or outcome.actual):
        return
    expected, actual = summary.difference(outcome.expected, outcome.actual)
    if not verbose:
        expected, actual = expected.shortened(_AROUND), actual.shortened(_AROUND)
    paper.block(_side(paper, expected, "bold green"), label=Text("expected  ", "dim"), indent=2)
    paper.block(_side(paper, actual, "bold red"), label=Text("actual    ", "dim"), indent=2)


def _side(paper: Paper, side: Side, style: str) -> Text:
    if not (side.head or side.differs or side.tail):
        return Text("(nothing)", "dim")
    return paper.text(side.head) + paper.text(side.differs, style) + paper.text(side.tail)


def _wire(paper: Paper, trace: tuple[TraceLine, ...], verbose: bool) -> None:
    if not trace:
        return
    paper.line(Text("  wire (ms)", "dim"))
    first, last = _WIRE
    left_out = 0 if verbose else max(len(trace) - first - last, 0)
    for number, line in enumerate(trace):
        if number == first and left_out:
            paper.line(Text(f"    ({left_out} lines left out; --verbose shows them)", "dim"))
        if not first <= number < first + left_out:
            _wire_line(paper, line, verbose)


def _wire_line(paper: Paper, line: TraceLine, verbose: bool) -> None:
    process = f" {line.process}" if line.process else ""
    label = paper.text(f"{milliseconds(line.at):>9} {_ARROWS[line.direction]}{process} ", "dim")
    if verbose:
        paper.block(paper.text(line.text), label=label, indent=2)
    else:
        paper.clipped(line.text, label=label, indent=2)


def _stderr(paper: Paper, stderr: str, verbose: bool) -> None:
    lines = visible(stderr).rstrip().splitlines()
    if not lines:
        return
    left_out = 0 if verbose else max(len(lines) - _STDERR, 0)
    remark = f", the last {_STDERR} of {len(lines)} lines" if left_out else ""
    paper.line(Text(f"  stderr{remark}", "dim"))
    for line in lines[left_out:]:
        paper.block(paper.text(line if verbose else shortened(line, _LONG)), indent=4)


def _known(paper: Paper, report: Report) -> None:
    outcomes = summary.those(report, Standing.KNOWN)
    if not outcomes:
        return
    _heading(paper, f"Known failures: {len(outcomes)}")
    for outcome in outcomes:
        label = paper.text(f"{summary.SIGNS[Standing.KNOWN]} {outcome.check}  ", "magenta")
        paper.block(paper.text(outcome.reason), label=label)
    paper.blank()


def _stale(paper: Paper, report: Report) -> None:
    if not report.stale:
        return
    _heading(paper, f"In the baseline without need: {len(report.stale)}")
    paper.block(
        paper.text("These checks pass now, or are gone; --update-baseline drops them.", "dim")
    )
    for check in report.stale:
        paper.block(paper.text(check), indent=2)
    paper.blank()


def _reasons(paper: Paper, report: Report, which: Standing, verbose: bool) -> None:
    outcomes = summary.those(report, which)
    if not outcomes:
        return
    _heading(paper, f"{which.value.capitalize()}: {len(outcomes)}")
    for reason, checks in summary.by_reason(outcomes).items():
        shown = checks if verbose else checks[:_NAMES]
        more = f" and {len(checks) - len(shown)} more" if len(checks) > len(shown) else ""
        paper.block(paper.text(reason), label=paper.text(f"{len(checks):>3} × ", STYLES[which]))
        paper.block(paper.text(", ".join(shown) + more, "dim"), indent=6)
    paper.blank()


def _measured(paper: Paper, report: Report) -> None:
    if not report.measured:
        return
    _heading(paper, "Measured (ms)")
    width = max(len(name) for name in report.measured)
    for name, value in report.measured.items():
        paper.line(paper.text(f"  {name:<{width}}  {value:.2f}"))
    paper.blank()


def _conclusion(paper: Paper, report: Report) -> None:
    style = _CONCLUSION_STYLES.get(report.conclusion(), "bold red")
    verdict = summary.verdict_line(report)
    rest = summary.headline(report).removeprefix(verdict)
    paper.line(paper.text(verdict, style), paper.text(rest))


def _heading(paper: Paper, title: str) -> None:
    paper.line(paper.text(title, "bold underline"))
