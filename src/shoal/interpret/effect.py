"""How far a segment lies from everyone else, in standard deviations."""

from __future__ import annotations

import math

from shoal.interpret.moments import Moments
from shoal.stats.intervals import Z_95
from shoal.terms import Interval


def standardised_effect(inside: Moments, outside: Moments) -> Interval | None:
    """Compute Hedges' g of a segment against everyone else, with its 95 % interval.

    The difference of the means in pooled standard deviations, corrected for the upward bias of small samples:
    ``g = J d``, ``J = 1 - 3 / (4 df - 1)``, ``df = n1 + n2 - 2``, with the large-sample variance
    ``J^2 ((n1 + n2) / (n1 n2) + d^2 / (2 (n1 + n2)))``.

    Assumes that both groups have the same spread and means that are near normal; it describes the customers as they
    are grouped, so for features that the groups were formed on it is a size, not a test.

    Parameters
    ----------
    inside, outside : Moments
        Of the segment, of everyone else.

    Returns
    -------
    Interval or None
        None where a side has fewer than two customers or nobody differs from anybody.

    References
    ----------
    Hedges (1981), Journal of Educational Statistics 6(2); the interval as in Borenstein, Hedges, Higgins & Rothstein
    (2009), Introduction to Meta-Analysis, equations 4.18 to 4.24.

    Examples
    --------
    The worked example of that book: means 103 and 100, standard deviations 5.5 and 4.5, 50 in each group.

    >>> g = standardised_effect(Moments(50, 103.0, 49 * 5.5**2), Moments(50, 100.0, 49 * 4.5**2))
    >>> round(g.value, 4), round((g.high - g.low) / 2 / 1.96, 4)
    (0.5924, 0.2028)
    """
    n1, n2 = inside.n, outside.n
    df = n1 + n2 - 2
    if min(n1, n2) < 2:
        return None
    pooled = math.sqrt((inside.squares + outside.squares) / df)
    # A spread that is only what rounding left behind is none.
    if pooled <= 1e-12 * max(abs(inside.mean), abs(outside.mean)):
        return None
    d = (inside.mean - outside.mean) / pooled
    correction = 1 - 3 / (4 * df - 1)
    error = correction * math.sqrt((n1 + n2) / (n1 * n2) + d * d / (2 * (n1 + n2)))
    g = correction * d
    return Interval(g, g - Z_95 * error, g + Z_95 * error)
