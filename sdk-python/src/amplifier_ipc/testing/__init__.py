"""What tests need: a fake host, the conformance fixture, and the conformance suite in one line.

::

    async with FakeHost(word_count) as host:
        result = await host.execute_tool("word_count", {"text": "one two"})
        assert result.output == 2
"""

from .fake_host import FakeHost as FakeHost
from .fake_host import Reply as Reply
from .fixture import conformance_fixture as conformance_fixture
from .suite import check_conformance as check_conformance
