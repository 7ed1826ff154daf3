"""What all Python tests of the repository share."""

import signal

from hypothesis import HealthCheck, settings

# Time never decides: on a cold machine the first draw alone may take a second, when Hypothesis builds its tables.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

# A shell lets what it starts in the background ignore Ctrl-C; what tests start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
