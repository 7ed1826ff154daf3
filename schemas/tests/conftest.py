"""Makes the generator, these tests' helpers and the Python SDK's sources importable, whatever is installed."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for folder in ("schemas", "schemas/tests", "sdk-python/src"):
    if str(ROOT / folder) not in sys.path:
        sys.path.insert(0, str(ROOT / folder))
