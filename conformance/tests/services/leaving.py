"""A service that leaves a grandchild in a session of its own behind, which the suite must end."""

import os
import subprocess
import sys

child = subprocess.Popen(
    [sys.executable, "-c", "import time; time.sleep(600)"],
    start_new_session=True,
    stdin=subprocess.DEVNULL,
    stdout=subprocess.DEVNULL,
    stderr=subprocess.DEVNULL,
)
print(f"grandchild {child.pid}", file=sys.stderr, flush=True)
os.execv(sys.argv[1], sys.argv[1:])
