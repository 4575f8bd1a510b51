"""What predictions say of segments: who is at which stage, what is at risk, what is expected of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class SegmentAhead:
    """What predictions say of a segment; None where nothing was predicted that says it.

    Parameters
    ----------
    segment_id : int
    stages : mapping of stage to customers, or None
        Values of `Lifecycle`; stages of too few are left out.
    probability : float or None
        Mean probability of leaving of those who are still here.
    value_at_risk, value_at_risk_share : float or None
        What those who are still here would pay in that time, times their probability of leaving; its share of all.
    expected_orders, predicted_value, predicted_value_share : float or None
        Sums of the means of its buyers, and the share of all that is to come.
    """

    segment_id: int
    stages: Mapping[str, int] | None = None
    probability: float | None = None
    value_at_risk: float | None = None
    value_at_risk_share: float | None = None
    expected_orders: float | None = None
    predicted_value: float | None = None
    predicted_value_share: float | None = None

    @property
    def lifecycle(self) -> str | None:
        """The stage that most of its customers are at; None where no stage was told.

        Examples
        --------
        >>> SegmentAhead(1, {"active": 7, "at_risk": 9, "lost": 2}).lifecycle
        'at_risk'
        """
        return max(self.stages, key=self.stages.__getitem__) if self.stages else None


@dataclass(frozen=True)
class Ahead:
    """What predictions say of all segments that are large enough to be described.

    Parameters
    ----------
    segments : tuple of SegmentAhead
    leaving_days, orders_days, value_days : int or None
        How far each looks ahead; None where it has no time, or was not predicted.
    trust : tuple of str
        How far to trust who leaves, in sentences.
    pages : tuple of str
        Files of the workspace that say more.
    """

    segments: tuple[SegmentAhead, ...]
    leaving_days: int | None = None
    orders_days: int | None = None
    value_days: int | None = None
    trust: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
