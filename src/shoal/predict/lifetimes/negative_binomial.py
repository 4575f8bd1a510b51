"""How often somebody orders whose rate is known up to a gamma distribution: the negative binomial."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from shoal.predict.arrays import Floats

_CELLS = 1 << 20
"""Numbers held at once."""

_NOTHING = 1e-9


def reaching(shape: Floats, share: Floats, n: int) -> Floats:
    """Give the probabilities (rows, n) of at least 1, 2 ... n orders.

    Parameters
    ----------
    shape : float array (rows,), > 0
        Of the gamma distribution of the rate.
    share : float array (rows,), 0 to 1
        Of the time watched, past and coming, that is to come: ``horizon / (alpha + age + horizon)``.
    n : int

    Examples
    --------
    >>> reaching(np.array([1.0]), np.array([0.5]), 3)  # a coin that shows heads
    array([[0.5  , 0.25 , 0.125]])
    """
    past = np.arange(n - 1, dtype=np.float64)
    with np.errstate(divide="ignore"):  # no time to come: the logarithm of nothing
        steps = np.log((shape[:, None] + past) / (past + 1)) + np.log(share)[:, None]
    logs = np.empty((len(shape), n))
    logs[:, 0] = shape * np.log1p(-share)
    np.cumsum(steps, axis=1, out=logs[:, 1:])
    logs[:, 1:] += logs[:, :1]
    np.exp(logs, out=logs)
    np.cumsum(logs, axis=1, out=logs)
    return np.maximum(1.0 - logs, 0.0)


def enough(shape: Floats, share: Floats) -> Floats:
    """Give a number of orders (rows,) that is hardly ever exceeded, by mean, spread and the tail's own decay."""
    mean = shape * share / (1 - share)
    spread = np.sqrt(mean / (1 - share))
    with np.errstate(divide="ignore"):
        decay = np.where(share > 0, np.log(_NOTHING) / np.log(share), 0.0)
    most: Floats = np.ceil(mean + 8 * spread + decay + 8)
    return most


def blocks(n: Floats) -> Iterator[tuple[slice, int]]:
    """Cut rows into runs that need about as many columns each, within bounded memory; with that number.

    Examples
    --------
    >>> [(part.start, part.stop, n) for part, n in blocks(np.array([2.0, 3.0, 9.0]))]
    [(0, 3, 9)]
    """
    begin = 0
    while begin < len(n):
        most = np.maximum.accumulate(n[begin : begin + _CELLS])
        cells = most * np.arange(1, len(most) + 1)
        is_alike = (cells <= _CELLS) & (most <= 2 * n[begin] + 64)
        size = max(1, int(np.argmin(is_alike)) if not is_alike.all() else len(most))
        yield slice(begin, begin + size), int(most[size - 1])
        begin += size
