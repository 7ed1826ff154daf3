"""The list of features, in the order of the table. Each module enters its own."""

from __future__ import annotations

from features import calls, components, contexts, failures, lifecycle, lines, turns, validation
from features.catalog import FEATURES as ENTERED
from features.catalog import GROUPS

MODULES = (components, turns, calls, contexts, validation, failures, lifecycle, lines)
FEATURES = sorted(ENTERED, key=lambda feature: GROUPS.index(feature.group))
