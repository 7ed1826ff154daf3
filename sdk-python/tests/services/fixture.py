"""A service with the conformance fixture and nothing else."""

from amplifier_ipc import serve
from amplifier_ipc.testing import conformance_fixture  # noqa: F401 # serve() finds it

serve()
