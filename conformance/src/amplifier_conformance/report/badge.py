"""The conclusion as a badge for a README."""

from __future__ import annotations

from html import escape

from amplifier_conformance.outcome import Conclusion, Report
from amplifier_conformance.report.summary import headline, name_of
from amplifier_conformance.report.text import one_line

# White text on these has a contrast of at least 4.5.
_GREEN, _RED, _GREY, _LABEL = "#1a7f37", "#c4232c", "#667079", "#444c56"
# Widths in Verdana, in thousandths of its size.
_USUAL = 620
_WIDTHS = {
    **dict.fromkeys("il", 274),
    **dict.fromkeys("f .", 352),
    **dict.fromkeys("t", 394),
    **dict.fromkeys("r-", 440),
    **dict.fromkeys("cs", 521),
    "m": 973,
    "w": 818,
}
_SIZE = 11
_SPACE = 6  # pixels beside each text
_BADGE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" viewBox="0 0 {width} 20" role="img" \
aria-label="{said}">
  <title>{title}</title>
  <clipPath id="r"><rect width="{width}" height="20" rx="3"/></clipPath>
  <g clip-path="url(#r)">
    <path fill="{grey}" d="M0 0h{left}v20H0z"/>
    <path fill="{colour}" d="M{left} 0h{right}v20H{left}z"/>
  </g>
  <g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">
    <text x="{space}" y="14" textLength="{label_length}">{label}</text>
    <text x="{value_at}" y="14" textLength="{value_length}">{value}</text>
  </g>
</svg>
"""


def to_svg(report: Report) -> str:
    """The badge: what was judged by, and what came out."""
    label = f"amplifier-ipc {report.subject.profile}"
    value, colour = _value(report)
    label_length, value_length = _length(label), _length(value)
    left, right = label_length + 2 * _SPACE, value_length + 2 * _SPACE
    return _BADGE.format(
        width=left + right,
        left=left,
        right=right,
        space=_SPACE,
        grey=_LABEL,
        colour=colour,
        label=label,
        label_length=label_length,
        value=value,
        value_length=value_length,
        value_at=left + _SPACE,
        said=f"{label}: {value}",
        title=escape(one_line(f"{name_of(report.subject)} {headline(report)}")),
    )


def _value(report: Report) -> tuple[str, str]:
    match report.conclusion():
        case Conclusion.CONFORMS:
            return "conforms", _GREEN
        case Conclusion.FAILS:
            return f"{len(report.failures())} failing", _RED
        case Conclusion.NOTHING_VERIFIED:
            return "not verified", _GREY
        case Conclusion.BROKEN:
            return "suite broke", _GREY


def _length(text: str) -> int:
    """Pixels of the text; `textLength` makes other fonts fit."""
    return round(sum(_WIDTHS.get(letter, _USUAL) for letter in text) * _SIZE / 1000)
