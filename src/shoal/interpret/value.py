"""The value tier of a segment: where its typical customer lies among everyone."""

from __future__ import annotations

from collections.abc import Mapping

from shoal.interpret.claims import Spread
from shoal.terms import Figure, ValueTier

MONEY = ("net_revenue", "holding_amount")
"""What value is read from, the first that is known."""


def value_tier(profile: Mapping[str, Figure], everyone: Mapping[str, Spread]) -> ValueTier | None:
    """Give the tier of a segment's typical customer: that of the median among everyone.

    ``top`` from the highest tenth of everyone on, ``high`` from the upper third on, ``low`` up to the lower third,
    ``middle`` between. Where a third of everyone or more share one value, that value is in the middle.

    Parameters
    ----------
    profile : mapping of feature to Figure
    everyone : mapping of feature to Spread

    Returns
    -------
    str or None
        None where there is no money.

    Examples
    --------
    >>> everyone = {"net_revenue": Spread(mean=2000.0, median=650.0, low=380.0, high=1200.0, top=3500.0)}
    >>> value_tier({"net_revenue": Figure(9000.0, 6000.0, 450.0)}, everyone)
    'top'
    >>> value_tier({"net_revenue": Figure(600.0, 500.0, 30.0)}, everyone)
    'middle'
    """
    for name in MONEY:
        figure, spread = profile.get(name), everyone.get(name)
        if figure is not None and spread is not None and figure.median is not None:
            return _tier(figure.median, spread)
    return None


def tier_of_rank(above: float, share: float) -> ValueTier:
    """Give the tier of a segment that was cut by value: that of its middle, in quarters of everyone.

    Parameters
    ----------
    above, share : float
        Share of everyone in the segments above it, and in itself.

    Examples
    --------
    >>> [tier_of_rank(above, 0.25) for above in (0.0, 0.25, 0.5, 0.75)]
    ['top', 'high', 'middle', 'low']
    """
    middle = above + share / 2
    return "top" if middle < 0.25 else "high" if middle < 0.5 else "middle" if middle < 0.75 else "low"


def _tier(median: float, spread: Spread) -> ValueTier:
    if median >= spread.top and median > spread.median:
        return "top"
    if median >= spread.high and median > spread.median:
        return "high"
    if median <= spread.low and median < spread.median:
        return "low"
    return "middle"
