"""The segment of groups too small to be described, and when it has to be said aloud."""

from __future__ import annotations

from shoal.terms import Segment

OTHERS = "Others"
MOST = 0.5
"""A share of the customers in groups too small to be described that has to be said aloud."""


def too_small(segments: tuple[Segment, ...]) -> tuple[str, ...]:
    """Say aloud where most customers are in groups too small to be described: such an answer tells little.

    Parameters
    ----------
    segments : tuple of Segment
    """
    others = next((segment for segment in segments if segment.name == OTHERS), None)
    if others is None or others.share < MOST:
        return ()
    return (
        f"{others.n_customers:,} of the customers ({100 * others.share:.0f}%) are in groups too small to be described,"
        " shown together as Others; fewer groups (--k, another --algorithm) or more customers would tell more.",
    )
