"""The elbow of a falling curve."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def elbow(inertias: Sequence[float]) -> int | None:
    """Locate the elbow: the k whose point lies farthest below the chord from the first point to the last.

    Both axes are scaled to [0, 1] first. A straight or rising curve has no elbow.

    Parameters
    ----------
    inertias : sequence of float
        For k = 1, 2, ...

    Returns
    -------
    int or None
        None where there are fewer than three points, or none lies visibly (5 % of the range) below the chord.

    References
    ----------
    Satopää, Albrecht, Irwin & Raghavan (2011), Finding a "Kneedle" in a Haystack, ICDCS Workshops.

    Examples
    --------
    >>> elbow([100.0, 60.0, 20.0, 18.0, 16.0, 15.0])
    3
    >>> elbow([5.0, 4.0, 3.0, 2.0, 1.0]) is None
    True
    """
    curve = np.asarray(inertias, dtype=np.float64)
    if len(curve) < 3 or curve[0] <= curve[-1]:
        return None
    height = (curve - curve[-1]) / (curve[0] - curve[-1])
    below = np.linspace(1.0, 0.0, len(curve)) - height
    best = int(np.argmax(below))
    return best + 1 if below[best] > 0.05 else None
