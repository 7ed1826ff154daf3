"""Strategies for lines: the text of legal messages, spoilt in its members, then in its bytes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Members = list[tuple[bytes, bytes]]  # names and values as they are spelt

PING, UNKNOWN = b'"ping"', b'"no.such.method"'
NAMES = (b"jsonrpc", b"id", b"method", b"params", b"result", b"error")
ERROR = b'{"code":-32603,"message":"no"}'

# The plainest come first, since shrinking moves there.
IDS = (
    *rb'''"f" 1 0 "" -7 "7" 9007199254740991 -9007199254740991 "\u0066\n\"\\"'''.split(),
    '"é 😀"'.encode(),
    b'"' + b"x" * 3000 + b'"',
)
NO_IDS = rb"""null true false 1.5 -0.5 [1] {"a":1} [] {}""".split()
LONG = (b"1" + b"0" * 400, b"0." + b"3" * 400)
ODD_IDS = (*rb"1.0 1e2 -0 9007199254740993 -9007199254740992 1e400".split(), LONG[0])
NUMBERS = (
    *rb"0 -0 1.5 1e3 1E+2 -1e-7 9007199254740991 9007199254740993 1e400 -1E-400".split(),
    *LONG,
)
STRINGS = (
    *rb'''"" "x" "2.0" "\u0000" "\ud83d\ude00" "[{[{" "\\ud800" "\/\b\f"'''.split(),
    '"\u2028\x7f"'.encode(),
    '"\ufeff"'.encode(),
)
OBJECTS = rb"""{"a":1} {"a":1,"a":2} {"a":null} {"__proto__":1} {"_meta":{},"_meta":{"depth":1}}""".split()
VALUES = (*rb"null true false [] {} [1]".split(), *OBJECTS, ERROR, *NUMBERS, *STRINGS)
NO_JSON = (
    b"",
    *rb"""nope NaN Infinity -Infinity +1 .5 1. 01 0x10 1_0 - 1e tru True 'x' undefined " ] }""".split(),
    *rb'''"\x41" "\u00g0" "\ud800" "\udc00\ud800" "\ud800\\udc00" "\ud800\ud83d\ude00"'''.split(),
    *rb"""{"\ud83d":1} {1} [1,] {"a":1,} {"a"} {a:1} /**/1""".split(),
    *(
        b'"' + raw + b'"'
        for raw in (
            b"\t",
            b"\x00",
            b"\xff",
            b"\xc0\xaf",
            b"\xed\xa0\x80",
            b"\xf4\x90\x80\x80",
            b"\xe2\x82",
        )
    ),
    b"[1 2]",
)
UNKNOWN_NAMES = (
    *rb'''"x" "Id" "METHOD" "__proto__" "constructor" "" "\u0069d" "metho\u0064" "par\u0061ms"'''.split(),
    *rb'''"\u0072esult" "err\u006fr" "\ud800"'''.split(),
    b'"\xff"',
)
BOM = b"\xef\xbb\xbf"
BLANKS = (b"", b" ", b"\t", b"\r", b" \t ")
JUNK = (
    *rb"""" { } [ ] , : \ 0 - e \ud800 \u // null x""".split(),
    *(
        b"\x00",
        b"\x0b",
        b"\x0c",
        b"\x1f",
        b"\x7f",
        b"\xa0",
        b"\xff",
        b"\xc2\xa0",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xa8",
    ),
    b"\xed\xa0\x80",
)


def _one(*lists: Sequence[T]) -> st.SearchStrategy[T]:
    return st.sampled_from([value for values in lists for value in values])


# Strategies are made once: to make them in each draw takes longer than the draw.
TIMES = st.integers(0, 3)
EDITED = _one((1, 0, 1, 1, 2, 3))
FAULTS = _one((0, 0, 0, 0, 1, 2))
PLACE = st.integers(0, 10_000)  # taken modulo what there is
RARELY = _one((0, 0, 0, 0, 0, 1))
DEPTH = st.one_of(st.integers(120, 132), _one((2, 1000, 5000)))
KINDS = _one(("request", "request", "unknown", "notification", "result", "error"))
METHODS = {"request": PING, "unknown": UNKNOWN, "notification": b'"$/no.such"'}
EDITS = _one(("value", "value", "add", "add", "double", "drop", "move", "rename"))
SPOILS = _one(("cut", "flip", "insert", "remove", "repeat", "around"))
AROUND = _one((b"", b"[", b"]", *JUNK))
ANY_ID, ANY_VALUE, ANY_JUNK, ANY_BLANK = _one(IDS), _one(VALUES), _one(JUNK), _one(BLANKS)
OTHER_NAME = _one(UNKNOWN_NAMES)
USUAL_PARAMS = _one((b"{}", b'{"a":1}', b'{"_meta":{"depth":1}}'))


@st.composite
def _nested(draw: st.DrawFn) -> bytes:
    """A value that nests around the limit of 128, or far beyond it (FRM-019)."""
    depth, shape = draw(DEPTH), draw(TIMES)
    if shape == 0:
        return b"[" * depth + b"]" * depth
    if shape == 1:
        return b'{"a":' * depth + b"1" + b"}" * depth
    if shape == 2:
        return b"[[]," * (depth - 1) + b"{}" + b"]" * (depth - 1)
    return b"[" * depth + b"]" * (draw(PLACE) % (depth + 2))


def _object(members: Members) -> bytes:
    return b"{" + b",".join(name + b":" + value for name, value in members) + b"}"


# The text of a value, in about a third of the cases of one that is no JSON.
VALUE = st.one_of(ANY_VALUE, _one(VALUES, NO_IDS, ODD_IDS), _one(NO_JSON), _nested())
ID = st.one_of(ANY_ID, _one(IDS, NO_IDS, ODD_IDS), VALUE)
PARAMS = st.one_of(
    _one((b"{}", b'{"a":1}', b'{"a":{"b":[null]}}')),
    st.lists(
        st.tuples(st.one_of(_one((b'"a"', b'"_meta"', b'"b"')), OTHER_NAME), VALUE), max_size=3
    ).map(_object),
    VALUE,
)
CODE = st.one_of(_one((b"1", b"-32603", b"1.0", b"1.5", b'"1"', b"null", b"true")), VALUE)
TEXT = st.one_of(_one((b'"no"', b"null", b"5")), VALUE)
ERRORS = st.one_of(
    st.just(ERROR),
    st.tuples(CODE, TEXT).map(lambda both: b'{"code":%s,"message":%s}' % both),
    _one((b"{}", b'{"code":1}', b'{"message":"x"}', b"null")),
)
USUAL = {
    b'"jsonrpc"': st.one_of(_one((b'"2.0"', b'"1.0"', b"2.0", b'"2.\\u0030"')), VALUE),
    b'"id"': ID,
    b'"method"': st.one_of(_one((PING, UNKNOWN, b'""', b'"Ping"', b"5", b'"\\u0070ing"')), VALUE),
    b'"params"': PARAMS,
    b'"error"': st.one_of(ERRORS, VALUE),
}
NAME = st.one_of(_one([b'"%s"' % name for name in NAMES]), OTHER_NAME)


def _legal(draw: st.DrawFn) -> Members:
    """A legal message in its usual order."""
    kind = draw(KINDS)
    members: Members = [(b'"jsonrpc"', b'"2.0"')]
    if kind != "notification":
        members.append((b'"id"', draw(ANY_ID)))
    if kind in ("result", "error"):
        return [
            *members,
            (b'"%s"' % kind.encode(), draw(ANY_VALUE) if kind == "result" else ERROR),
        ]
    members.append((b'"method"', METHODS[kind]))
    if draw(RARELY):
        members.append((b'"params"', draw(USUAL_PARAMS)))
    return members


def _edited(draw: st.DrawFn, start: Members) -> Members:
    """The message with one of its members changed, doubled, dropped, moved or renamed, or with another one."""
    members = list(start)
    edit = draw(EDITS) if members else "add"
    place = draw(PLACE) % max(1, len(members))
    if edit == "add":
        name = draw(NAME)
        members.insert(place, (name, draw(USUAL.get(name, VALUE))))
        return members
    name, value = members.pop(place)
    if edit == "value":
        members.insert(place, (name, draw(USUAL.get(name, VALUE))))
    elif edit == "double":
        members.insert(place, (name, value))
        members.insert(draw(PLACE) % (len(members) + 1), (name, draw(USUAL.get(name, VALUE))))
    elif edit == "move":
        members.insert(draw(PLACE) % (len(members) + 1), (name, value))
    elif edit == "rename":
        members.insert(place, (draw(OTHER_NAME), value))
    return members


def _spelt(draw: st.DrawFn, members: Members) -> bytes:
    """The text of a message, now and then with white space between its tokens, which is legal."""
    gap = draw(ANY_BLANK) if draw(RARELY) else b""
    inner = (gap + b"," + gap).join(name + gap + b":" + gap + value for name, value in members)
    return gap + b"{" + inner + gap + b"}" + gap


def _spoilt(draw: st.DrawFn, line: bytes) -> bytes:
    """The line with one fault in its bytes."""
    fault = draw(SPOILS)
    first = draw(PLACE) % (len(line) + 1)
    if fault == "cut":
        return line[:first]
    if fault == "insert":
        return line[:first] + draw(ANY_JUNK) + line[first:]
    if fault == "around":
        return draw(AROUND) + line + draw(AROUND)
    if fault == "flip":
        bit = 1 << draw(PLACE) % 8
        return (
            line[:first] + bytes(byte ^ bit for byte in line[first : first + 1]) + line[first + 1 :]
        )
    last = first + 1 + draw(PLACE) % 12
    return line[:first] + line[last:] if fault == "remove" else line[:last] + line[first:]


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    """A line: a legal message with up to three members changed, then up to two faults in its bytes. It holds no LF."""
    members = _legal(draw)
    for _ in range(draw(EDITED)):
        members = _edited(draw, members)
    line = _spelt(draw, members)
    for _ in range(draw(FAULTS)):
        line = _spoilt(draw, line)
    return line.replace(b"\n", b" ")


@st.composite
def slips(draw: st.DrawFn) -> bytes:
    """A legal request but for one thing, of those that a lenient reader lets pass."""
    slip, value = draw(SLIPS)
    usual = {b'"jsonrpc"': b'"2.0"', b'"id"': draw(ANY_ID), b'"method"': PING}
    line = _object(list((usual | {slip: value} if slip else usual).items()))
    return value + line if not slip else line


SLIPS = st.one_of(
    st.tuples(st.just(b'"x"'), _one(NO_JSON)),
    st.tuples(st.just(b'"params"'), _one((b"null", b"[]", b"[1]", b'"x"', b"1", b"true"))),
    st.tuples(st.just(b'"method"'), _one((b"5", b"null", b"[]", b"{}", b"true"))),
    st.tuples(st.just(b'"id"'), _one(NO_IDS)),
    st.tuples(st.just(b'"jsonrpc"'), _one((b'"1.0"', b"2.0", b"2", b"null", b'"2"'))),
    st.tuples(st.just(b""), _one((BOM, b"\x00", b"\xc2\xa0", b"\x0c"))),
)
LINE = st.one_of(lines(), lines(), lines(), slips(), VALUE, st.binary(max_size=40)).map(
    lambda line: line.replace(b"\n", b" ")
)
LINES = st.lists(st.tuples(LINE, st.sampled_from((b"\n", b"\r\n"))), max_size=6)
CUTS = st.lists(PLACE, max_size=5)


@st.composite
def streams(draw: st.DrawFn) -> tuple[bytes, ...]:
    """Several lines with their ends, as the pieces in which they are written."""
    whole = b"".join(line + end for line, end in draw(LINES))
    cuts = sorted(cut % (len(whole) + 1) for cut in draw(CUTS))
    places = [0, *cuts, len(whole)]
    return tuple(whole[a:b] for a, b in itertools.pairwise(places) if a < b)
