"""How the values of a feature are spread in each segment, as a curve over one scale."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shoal.report.sample import Sample
from shoal.terms import Feature, FeatureType, Matrix

FEWEST = 30
"""Customers of the sample with a value that a curve needs."""

FEWEST_VALUES = 5
"""Fewer different values than this are no spread."""

BINS = 60
WIDE = 20.0
"""Up to this, ratios of 1 + value would hardly be seen."""

SKEWED = 4.0
"""So many times as far above the median as below it (98th and 2nd percentile): the scale is then a logarithmic one."""


@dataclass(frozen=True)
class Spread:
    """The curves of one feature.

    Parameters
    ----------
    feature : Feature
    low, high : float
        The ends of the scale, in the feature's unit: 1 % of the customers lie beyond each.
    is_log : bool
        Whether equal steps of the scale are equal ratios (of 1 + value) instead of equal differences.
    curves : mapping of segment id to tuple of float
        How many lie at each step from low to high, the most of a segment being 1.
    medians : mapping of segment id to float
    """

    feature: Feature
    low: float
    high: float
    is_log: bool
    curves: Mapping[int, tuple[float, ...]]
    medians: Mapping[int, float]

    def place(self, value: float) -> float:
        """Say where a value lies on the scale, from 0 to 1."""
        low, high, at = (_scaled(each, is_log=self.is_log) for each in (self.low, self.high, value))
        return min(max((at - low) / (high - low), 0.0), 1.0)

    def ticks(self) -> tuple[float, ...]:
        """Give two to six round numbers on the scale."""
        if self.is_log:
            factors = (1, 2, 5) if self.high < 100 * (1 + self.low) else (1,)
            found = (0.0, *(factor * 10.0**power for power in range(13) for factor in factors))
            inside = [value for value in found if self.low <= value <= self.high]
            if len(inside) > 1:
                return tuple(inside[:: max(1, math.ceil(len(inside) / 5))])
        step = _round_step((self.high - self.low) / 5)
        first = math.ceil(self.low / step)
        return tuple(step * i for i in range(first, math.floor(self.high / step) + 1))


def spreads(sample: Sample, most: int = 6) -> tuple[Spread, ...]:
    """Draw the spread of the first features that have one.

    Parameters
    ----------
    sample : Sample
    most : int
        Features.
    """
    found = (_spread(sample, place) for place in range(len(sample.features)))
    return tuple(each for each in found if each is not None)[:most]


def _spread(sample: Sample, place: int) -> Spread | None:
    column = sample.values[:, place]
    there = column[np.isfinite(column)]
    if len(there) < FEWEST or len(np.unique(there)) < FEWEST_VALUES:
        return None
    bottom, low, middle, high, top = np.percentile(there, (1, 2, 50, 98, 99)).tolist()
    if bottom == top:
        return None
    is_wide = sample.features[place].type is not FeatureType.SHARE and top >= WIDE
    is_log = bool(is_wide and bottom >= 0 and (high - middle) > SKEWED * max(middle - low, 1e-12))
    ends = _scaled(bottom, is_log=is_log), _scaled(top, is_log=is_log)
    curves, medians = {}, {}
    for segment in sample.shown():
        mine = column[sample.of(segment)]
        mine = mine[np.isfinite(mine)]
        if len(mine) >= FEWEST:
            inside = np.clip(mine, bottom, top)
            scaled = np.log1p(inside) if is_log else inside
            curves[segment] = _curve(scaled, *ends)
            medians[segment] = float(np.median(mine))
    if not curves:
        return None
    return Spread(sample.features[place], bottom, top, is_log, curves, medians)


def _curve(values: Matrix, low: float, high: float) -> tuple[float, ...]:
    """Smooth a histogram by a bell whose width is that of Silverman (1986), eq. 3.31, and at least one bin."""
    counts, _ = np.histogram(values, BINS, (low, high))
    bin_width = (high - low) / BINS
    quartiles = np.percentile(values, (25, 75))
    width = 0.9 * min(values.std(), (quartiles[1] - quartiles[0]) / 1.34 or values.std()) * len(values) ** -0.2
    reach = max(width / bin_width, 1.0)
    steps = np.arange(-BINS, BINS + 1)
    bell = np.exp(-0.5 * (steps / reach) ** 2)
    # What lies beyond an end is folded back, so that a pile at zero stays a pile.
    mirrored = np.concatenate((counts[::-1], counts, counts[::-1]))
    smooth = np.convolve(mirrored, bell / bell.sum(), mode="same")[BINS : 2 * BINS]
    return tuple(np.round(smooth / smooth.max(), 3).tolist())


def _scaled(value: float, *, is_log: bool) -> float:
    return math.log1p(value) if is_log else value


def _round_step(step: float) -> float:
    """Give the next larger of 1, 2 and 5 times a power of ten.

    Examples
    --------
    >>> _round_step(13.0), _round_step(0.3)
    (20.0, 0.5)
    """
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= step * (1 - 1e-9))
