"""What a report is given besides the segmentation itself."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.report.bought import Purchases
from shoal.report.flows import Moved, Reading

Crossing = tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]
"""Names of other groups, and customers per segment (rows, in order) and such group (columns)."""


@dataclass(frozen=True)
class Beside:
    """Other groups, the version before, other numbers of groups, and the orders; each may be missing.

    Parameters
    ----------
    rfm : Crossing or None
        With RFM groups.
    others : tuple of (name, Crossing)
        With other segmentations of the same customers.
    moved : Moved or None
        From the version before to this one.
    readings : tuple of Reading
        With fewer and with more groups.
    purchases : Purchases or None
    """

    rfm: Crossing | None = None
    others: tuple[tuple[str, Crossing], ...] = ()
    moved: Moved | None = None
    readings: tuple[Reading, ...] = ()
    purchases: Purchases | None = None
