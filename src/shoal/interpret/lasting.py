"""Which segments would not come back, and what is done about it before anything is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from shoal.errors import ClusterError
from shoal.terms import Segment, Stability

MOST_NAMED = 6
"""Segments that the warning names; of more it gives the number."""


def come_back(
    segments: Sequence[Segment], stability: Stability | None, unstable: Literal["warn", "merge", "refuse"]
) -> tuple[str, ...]:
    """Say which segments might not come back if other customers had been drawn, or refuse them.

    Parameters
    ----------
    segments : sequence of Segment
    stability : Stability or None
        None where it was not measured; then nothing is said.
    unstable : str
        ``refuse`` publishes nothing. What could be joined was joined before there were segments.

    Raises
    ------
    ClusterError
        If a segment is not stable and such are refused.
    """
    if stability is None:
        return ()
    passing = [one for one in segments if stability.is_stable(one.stability) is False]
    if not passing:
        return ()
    judged = sum(one.stability is not None for one in segments)
    listed = ", ".join(f"“{one.name}” ({_found(one, stability)})" for one in passing[:MOST_NAMED])
    listed += f" and {len(passing) - MOST_NAMED} more" if len(passing) > MOST_NAMED else ""
    found = f"{len(passing)} of {judged} segments might not come back if other such customers were drawn: {listed}"
    if unstable == "refuse":
        raise ClusterError(
            found,
            expected=f"at least {stability.threshold:.0%} found again in nine of ten draws",
            do="ask for fewer groups with --k, leave out features with --exclude, or set cluster.unstable to merge "
            "(joins them with the nearest) or warn; the last good version stays",
        )
    return (f"{found}. Use them with care: their borders are partly chance.",)


def _found(segment: Segment, stability: Stability) -> str:
    low = 0.0 if segment.stability is None else segment.stability.low
    return f"nine of ten draws find at least {low:.0%} of it again, {stability.threshold:.0%} is asked"
