"""Makes the scripts of spec/ importable."""

import sys
from pathlib import Path

SPEC = Path(__file__).resolve().parents[1]
if str(SPEC) not in sys.path:
    sys.path.insert(0, str(SPEC))
