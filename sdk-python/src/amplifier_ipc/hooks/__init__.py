"""The hook fan-out of protocol §7 as pure functions: who is asked, in which order, what comes of it.

Architecture invariant: nothing here imports I/O or another room of the SDK.
"""

from .fold import Failure, Fold, fold
from .matching import Subscribed, matches, order

__all__ = ["Failure", "Fold", "Subscribed", "fold", "matches", "order"]
