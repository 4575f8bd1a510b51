"""Where the customers of a segment stand among everyone, feature by feature, on one scale for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shoal.report.sample import Sample
from shoal.terms import Feature, Matrix

FEWEST = 30
"""Customers of the sample that a segment needs for its place to be more than chance."""


@dataclass(frozen=True)
class Standing:
    """The mean rank of each segment in each feature.

    Parameters
    ----------
    features : tuple of Feature
    ranks : mapping of segment id to tuple of float
        Per feature, 0 to 100: of 100 customers drawn from everyone, how many a customer of the segment is above, those
        who are level counted half. 50 is no difference.
    """

    features: tuple[Feature, ...]
    ranks: Mapping[int, tuple[float, ...]]


def standing(sample: Sample) -> Standing:
    """Rank the segments in every feature of the sample.

    The mean rank is the ridit of Bross (1958), Biometrics 14(1): the same for counts, amounts, shares and flags, and
    untouched by a few very large customers. Customers without a value have no part in it.

    Parameters
    ----------
    sample : Sample

    Returns
    -------
    Standing
        Without segments that the sample has too few of, and without features in which everyone is alike or too few of
        one of the others have a value.
    """
    ranked = [_ranks(column) for column in sample.values.T]
    members = {segment: sample.of(segment) for segment in sample.shown()}
    members = {segment: mine for segment, mine in members.items() if mine.sum() >= FEWEST}
    kept = [
        i
        for i, ranks in enumerate(ranked)
        if np.nanmax(ranks, initial=50) > np.nanmin(ranks, initial=50)
        and all(np.isfinite(ranks[mine]).sum() >= FEWEST for mine in members.values())
    ]
    return Standing(
        tuple(sample.features[i] for i in kept),
        {
            segment: tuple(round(float(np.nanmean(ranked[i][mine])), 1) for i in kept)
            for segment, mine in members.items()
        },
    )


def _ranks(values: Matrix) -> Matrix:
    """Give the rank of every value from 0 to 100, equal values in the middle of theirs; NaN where there is none.

    Examples
    --------
    >>> _ranks(np.array([3.0, 1.0, 1.0, np.nan]))
    array([83.33333333, 33.33333333, 33.33333333,         nan])
    """
    there = np.isfinite(values)
    ordered = np.sort(values[there])
    below, upto = (np.searchsorted(ordered, values[there], side=side) for side in ("left", "right"))
    ranks = np.full(len(values), np.nan)
    ranks[there] = 50.0 * (below + upto) / max(len(ordered), 1)
    return ranks
