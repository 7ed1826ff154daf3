"""What can be told of a line that is not read."""

import pytest
from amplifier_ipc.wire.head import depth, scan_head


@pytest.mark.parametrize(
    ("line", "request_id"),
    [
        (b'{"id":7,"method":"x","params":{', 7),
        (b' { "id" : -7 , "method"', -7),
        (b'{"method":"x","params":{},"id":7}', None),
        (b'{"\\u0069d":"a","method":"x"}', "a"),
        (b'{"id":1.5,"method":"x"}', None),
        (b'{"id":01,"method":"x"}', None),
        (b'{"id":true,"method":"x"}', None),
        (b'{"id":12', None),
        (b'{"id":1,"id":2,"method"', 2),
        (b'{"a":{"b":["]}",{}]},"id":3,', 3),
    ],
)
def test_an_id_counts_before_params_only(line, request_id):
    assert scan_head(line).id == request_id


@pytest.mark.parametrize(
    ("line", "refusable"),
    [
        (b'{"id":7,"result":"xx', False),
        (b'{"method":"x","params":{"a":["', False),
        (b'{"params":{"a":["]"]},"error":{', False),
        (b'{"id":7,"method":"x","params":{', True),
        (b"garbage", True),
        (b"", True),
    ],
)
def test_answers_and_notifications_are_never_refused(line, refusable):
    assert scan_head(line).refusable is refusable


def test_depth_counts_the_root_and_skips_strings():
    assert depth(b"1", 128) == 0
    assert depth(b'{"a":"[[[[\\"[["}', 128) == 1
    assert depth(b"[[],[[]]]", 128) == 3
    assert depth(b"[" * 4000, 128) == 129
