"""What all Python tests of the repository share."""

from hypothesis import HealthCheck, settings

# Time never decides: on a cold machine the first draw alone may take a second, when Hypothesis builds its tables.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
