"""Smooth one-humped margins: what a column would look like if it came from one population."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MAX_CELLS = 60
"""Cells of a continuous margin: enough for its shape, and each still holds some ten customers of a sample."""


@dataclass(frozen=True)
class Margin:
    """A one-humped distribution as its quantile function over the normal score, in knots.

    Spikes (a value that many customers share) are flat stretches.

    Parameters
    ----------
    scores : float array (knots,), rising
        Normal scores: the standard normal quantile of the share of customers below.
    values : float array (knots,), not falling
    ranks : float array (knots,), not falling
        The normal score of the middle of the spike that a value belongs to; the score itself off the spikes.
    """

    scores: Floats
    values: Floats
    ranks: Floats

    def draw(self, normals: Floats) -> Floats:
        """Turn standard normal numbers, any shape, into values of this margin."""
        return np.interp(normals, self.scores, self.values)


def nearest_unimodal(values: Floats) -> Margin:
    """Fit the one-humped margin nearest to a column, keeping its spikes and its lattice.

    The column is cut in cells: its distinct values where they are few (counts, flags, levels), else quantiles. The
    density over the cells is replaced by the unimodal one of greatest likelihood, which levels every valley and leaves
    a column that is one-humped already as it is. A spike at the lowest value (a zero inflation: no returns, no second
    order) is kept: it alone does not make two populations. So is a value that fills whole quantile cells.

    Parameters
    ----------
    values : float array (n,), finite

    References
    ----------
    Grenander (1956); Hartigan & Hartigan (1985), The Dip Test of Unimodality, Annals of Statistics 13, from which the
    nearest unimodal distribution; the fit is isotonic regression on either side of the mode.

    Examples
    --------
    >>> two_humps = np.concatenate([np.linspace(-1, 1, 500), np.linspace(9, 11, 500)])
    >>> margin = nearest_unimodal(two_humps)
    >>> middle = margin.draw(np.linspace(-2, 2, 401))
    >>> bool(np.mean((middle > 2) & (middle < 8)) > 0.2)
    True
    """
    levels, counts = np.unique(values, return_counts=True)
    if is_lattice(len(levels), len(values)):
        return _lattice(levels, counts.astype(np.float64))
    return _continuous(values, levels, counts)


def is_lattice(n_levels: int, n: int) -> bool:
    """Tell whether n values that differ in so many levels are counts or flags rather than measured finely.

    Examples
    --------
    >>> is_lattice(2, 500), is_lattice(400, 500)
    (True, False)
    """
    return n_levels <= max(2, min(n // 10, MAX_CELLS))


def unimodal_density(masses: Floats, widths: Floats) -> Floats:
    """Give the unimodal density of greatest likelihood over cells.

    Parameters
    ----------
    masses : float array (cells,), >= 0
    widths : float array (cells,), > 0

    Returns
    -------
    float array (cells,)
        Mass per width; the total mass is kept.

    Examples
    --------
    >>> unimodal_density(np.array([1.0, 5.0, 1.0, 3.0]), np.ones(4))
    array([1., 5., 2., 2.])
    """
    density = masses / widths
    best, least = density, np.inf
    for mode in range(len(density)):
        rising = _isotonic(density[: mode + 1], widths[: mode + 1])
        falling = _isotonic(density[mode + 1 :][::-1], widths[mode + 1 :][::-1])[::-1]
        fitted = np.concatenate([rising, falling])
        usable = masses > 0
        loss = -float(np.sum(masses[usable] * np.log(fitted[usable])))
        if loss < least - 1e-12:
            best, least = fitted, loss
    return best


def _isotonic(heights: Floats, weights: Floats) -> Floats:
    """Pool adjacent violators: the rising sequence nearest to heights."""
    pooled: list[list[float]] = []
    for height, weight in zip(heights.tolist(), weights.tolist(), strict=True):
        block = [height, weight, 1]
        while pooled and pooled[-1][0] >= block[0]:
            before = pooled.pop()
            total = before[1] + block[1]
            block = [(before[0] * before[1] + block[0] * block[1]) / total, total, before[2] + block[2]]
        pooled.append(block)
    return np.repeat([block[0] for block in pooled], [int(block[2]) for block in pooled]) if pooled else heights


def _lattice(levels: Floats, counts: Floats) -> Margin:
    """Fit a margin over few distinct values: each is a spike whose mass follows the unimodal density."""
    masses = counts / counts.sum()
    if len(levels) > 3:
        middles = (levels[1:] + levels[:-1]) / 2
        edges = np.concatenate([[levels[1]], middles[1:], [levels[-1] + (levels[-1] - middles[-1])]])
        widths = np.diff(edges)
        # The lowest value is left out of the shape, so a zero inflation is nobody's second hump.
        masses[1:] = unimodal_density(masses[1:], widths) * widths
    return _knots(levels, levels, masses)


def _continuous(values: Floats, levels: Floats, counts: NDArray[np.int64]) -> Margin:
    """Fit a margin over quantile cells; values that fill cells by themselves are spikes between them."""
    n = len(values)
    is_spike = counts > max(2 * n / MAX_CELLS, 3)
    rest = np.sort(values[~np.isin(values, levels[is_spike])])
    spikes, spike_masses = levels[is_spike], counts[is_spike] / n
    if len(rest) < 20:
        return _lattice(levels, counts.astype(np.float64))
    n_cells = int(np.clip(len(rest) // 10, 4, MAX_CELLS))
    # Finer towards the ends: a last cell that spans a long tail would put customers evenly over empty space.
    tail = np.array([0.5, 0.25, 0.12, 0.06]) / n_cells
    shares = np.concatenate([np.linspace(0, 1, n_cells + 1), tail, 1 - tail])
    edges = np.unique(np.quantile(rest, np.sort(shares)))
    masses = np.diff(np.searchsorted(rest, edges, side="right")).astype(np.float64)
    masses[0] += np.searchsorted(rest, edges[0], side="right")
    widths = np.diff(edges)
    masses = unimodal_density(masses, widths) * widths / n
    low, high, mass = edges[:-1], edges[1:], masses
    for spike, share in zip(spikes, spike_masses, strict=True):
        low, high, mass = _insert(low, high, mass, float(spike), float(share))
    return _knots(low, high, mass)


def _insert(low: Floats, high: Floats, mass: Floats, spike: float, share: float) -> tuple[Floats, Floats, Floats]:
    """Put a spike among cells, splitting the cell that it falls in."""
    at = int(np.searchsorted(high, spike, side="left"))
    if at < len(low) and low[at] < spike < high[at]:
        left = mass[at] * (spike - low[at]) / (high[at] - low[at])
        low, high, mass = np.insert(low, at + 1, spike), np.insert(high, at, spike), np.insert(mass, at, left)
        mass[at + 1] -= left
        at += 1
    return np.insert(low, at, spike), np.insert(high, at, spike), np.insert(mass, at, share)


def _knots(low: Floats, high: Floats, masses: Floats) -> Margin:
    """Turn cells from low to high with their masses into the quantile function."""
    upper = np.cumsum(masses / masses.sum())
    upper[-1] = 1.0
    bounds = np.concatenate([[0.0], upper])
    scores = normal_scores(bounds)
    middles = normal_scores((bounds[1:] + bounds[:-1]) / 2)
    spike = low == high
    # Knots of a step need distinct scores: the second is a hair to the right.
    left, right = scores[:-1] + 1e-9, scores[1:]
    knots = np.stack([left, np.maximum(right, left)], axis=1).reshape(-1)
    values = np.stack([low, high], axis=1).reshape(-1)
    ranks = np.stack([np.where(spike, middles, left), np.where(spike, middles, right)], axis=1).reshape(-1)
    return Margin(knots, values, ranks)


def normal_scores(shares: Floats) -> Floats:
    """Give the standard normal quantile of shares (n,), those at 0 and 1 drawn in to 1e-9.

    Examples
    --------
    >>> normal_scores(np.array([0.025, 0.5])).round(2)
    array([-1.96,  0.  ])
    """
    return np.array([_normal_quantile(min(max(share, 1e-9), 1 - 1e-9)) for share in shares.tolist()])


@cache
def _normal_quantile(share: float) -> float:
    return NormalDist().inv_cdf(share)
