"""How long customers stay: the share who are still there, month by month, by what is known of those who are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats
from shoal.stats.intervals import Z_95
from shoal.terms import Interval


@dataclass(frozen=True)
class Staying:
    """The share of customers who stay for at least so long.

    Parameters
    ----------
    at : float
        Time since they came.
    n_there : int
        Customers who were there until then: all that the share rests on.
    share : Interval
        With its 95 % interval.
    """

    at: float
    n_there: int
    share: Interval


def staying(lasted: Floats, has_left: Floats, at: Floats) -> tuple[Staying, ...]:
    """Estimate who stays how long; those who are still there count for as long as they have been.

    Assumes that those who came at different times leave alike.

    Parameters
    ----------
    lasted : float array (n,)
        How long each was, or has been, there.
    has_left : float array (n,), 0 or 1
    at : float array (m,)
        Times that are asked for, rising; those that nobody has reached are left out.

    References
    ----------
    Kaplan & Meier (1958), JASA 53; the interval on the scale of log(-log): Kalbfleisch & Prentice (1980), 1.3.

    Examples
    --------
    >>> [round(one.share.value, 3) for one in staying(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1, 0, 1, 0]), [1, 3])]
    [0.75, 0.375]
    """
    times = np.unique(lasted[has_left > 0])
    there = np.array([(lasted >= time).sum() for time in times], dtype=np.float64)
    gone = np.array([((lasted == time) & (has_left > 0)).sum() for time in times], dtype=np.float64)
    share: Floats = np.cumprod(1 - gone / there, dtype=np.float64)
    with np.errstate(divide="ignore"):
        spread: Floats = np.cumsum(
            np.where(there > gone, gone / (there * np.maximum(there - gone, 1e-300)), 0.0), dtype=np.float64
        )
    found = []
    for time in np.asarray(at, dtype=np.float64):
        n_there = int((lasted >= time).sum())
        if not n_there:
            break
        last = int(np.searchsorted(times, time, side="right")) - 1
        found.append(Staying(float(time), n_there, _interval(share, spread, last)))
    return tuple(found)


def half_life(lasted: Floats, has_left: Floats) -> float | None:
    """Give the time by which half have left; None where more than half are still there at the end."""
    times = np.unique(lasted[has_left > 0])
    if not len(times):
        return None
    shares = [one.share.value for one in staying(lasted, has_left, times)]
    return next((float(time) for time, share in zip(times, shares, strict=True) if share <= 0.5), None)


def _interval(share: Floats, spread: Floats, last: int) -> Interval:
    if last < 0:
        return Interval(1.0, 1.0, 1.0)
    value = float(share[last])
    if not 0 < value < 1:
        return Interval(value, value, value)
    wide = Z_95 * float(np.sqrt(spread[last])) / abs(np.log(value))
    return Interval(value, float(value ** np.exp(wide)), float(value ** np.exp(-wide)))
