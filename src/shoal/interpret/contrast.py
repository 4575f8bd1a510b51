"""What sets a segment apart, from everyone else and from its nearest neighbour, on customers held back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from shoal.interpret.claims import CLEAR_EFFECT
from shoal.interpret.effect import standardised_effect
from shoal.interpret.membership import places
from shoal.interpret.moments import Moments
from shoal.interpret.sampled import Sampled
from shoal.stats.intervals import Z_95
from shoal.stats.rounding import written
from shoal.terms import Contrast, Difference, Interval, Matrix, Segment

MOST_TOLD = 6
FALSE_SHARE = 0.05
"""Of what is told, the share that may be chance."""
SAME_STORY = 0.7
"""Features whose ranks are correlated more than this say the same."""
FEWEST = 5
"""Customers on either side, held back, below whom nothing is compared."""

Flags = NDArray[np.bool_]


def contrasts(described: list[Segment], known: Sampled, held_back: Sampled) -> Mapping[int, tuple[Contrast, ...]]:
    """Compare every segment with everyone else, and with its nearest neighbour where there are more than two.

    The neighbour and which features say the same are found on those who are known; everything that is told is measured
    on those held back. Of numbers that is Hedges' g of the means, of levels of a category also how many times as common
    they are. Told is what differs by at least 0.2 standard deviations and would hardly be chance: over all that is
    looked at, at most one in twenty of what is told is expected to be.

    Features that formed the segments differ by design, whoever is held back: their effects describe how far apart the
    segments are, and do not test whether they exist.

    Parameters
    ----------
    described : list of Segment
        At least two, each with a profile.
    known, held_back : Sampled

    Returns
    -------
    mapping of segment id to Contrast
        Against everyone else, then against the neighbour.

    References
    ----------
    Benjamini & Hochberg (1995), Controlling the false discovery rate, J. R. Stat. Soc. B 57; Katz et al. (1978),
    Biometrics 34: the interval of a ratio of shares.
    """
    ranks = places(known.values, known.values)
    alike = _alike(ranks)
    nearest = _nearest(described, known, ranks)
    members = {segment.id: np.isin(held_back.groups, segment.groups) for segment in described}
    anyone = np.logical_or.reduce(list(members.values()))
    answer = {}
    for id_, inside in members.items():
        found = [_contrast(None, held_back, inside, anyone & ~inside, alike)]
        if len(described) > 2:
            found.append(_contrast(nearest[id_], held_back, inside, members[nearest[id_]], alike))
        answer[id_] = tuple(found)
    return answer


def _contrast(against: int | None, sample: Sampled, inside: Flags, outside: Flags, alike: Flags) -> Contrast:
    n, n_others, n_columns = int(inside.sum()), int(outside.sum()), len(sample.columns)
    if min(n, n_others) < FEWEST:
        return Contrast(against, (), n, n_others, 0)
    found = {
        place: difference
        for place in range(n_columns)
        if (difference := _difference(sample, place, inside, outside)) is not None
    }
    clear = [place for place in _hardly_chance(found) if abs(found[place].effect.value) >= CLEAR_EFFECT]
    clear.sort(key=lambda place: (-abs(found[place].effect.value), place))
    stories: list[list[int]] = []
    for place in clear:
        same = next((story for story in stories if alike[place, story[0]]), None)
        if same is None:
            stories.append([place])
        else:
            same.append(place)
    told = [_told(sample, found, story) for story in stories[:MOST_TOLD]]
    told.sort(key=lambda one: -abs(one.effect.value))
    return Contrast(against, tuple(told), n, n_others, len(found))


def _told(sample: Sampled, found: Mapping[int, Difference], story: list[int]) -> Difference:
    """Tell one of the things that say the same, what formed the segments before all others, and name the rest."""
    first = next((place for place in story if sample.columns[place].is_preferred), story[0])
    others = dict.fromkeys(found[place].feature for place in story if found[place].feature != found[first].feature)
    return replace(found[first], along_with=tuple(others))


def _difference(sample: Sampled, place: int, inside: Flags, outside: Flags) -> Difference | None:
    column, values = sample.columns[place], sample.values[:, place]
    here, there = _moments(values[inside]), _moments(values[outside])
    effect = standardised_effect(here, there) if min(here.n, there.n) >= FEWEST else None
    if effect is None:
        return None
    index = written(100 * here.mean / there.mean) if min(here.mean, there.mean) > 0 else None
    return Difference(
        feature=column.feature,
        level=column.level,
        value=written(here.mean),
        other=written(there.mean),
        effect=Interval(written(effect.value), written(effect.low), written(effect.high)),
        index=index,
        lift=None if column.level is None else _lift(here, there),
        is_descriptive=column.is_preferred,
    )


def _moments(values: Matrix) -> Moments:
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return Moments()
    mean = float(known.mean())
    return Moments(len(known), mean, float(((known - mean) ** 2).sum()))


def _lift(here: Moments, there: Moments) -> Interval | None:
    """Give the ratio of two shares with its 95 % interval on the scale of logarithms."""
    if min(here.mean, there.mean) <= 0:
        return None
    spread = math.sqrt((1 - here.mean) / here.total + (1 - there.mean) / there.total)
    middle = math.log(here.mean / there.mean)
    value, low, high = (written(math.exp(middle + z * spread)) for z in (0.0, -Z_95, Z_95))
    return Interval(value, low, high)


def _hardly_chance(found: Mapping[int, Difference]) -> list[int]:
    """Keep those of which at most a share of `FALSE_SHARE` is expected to be chance."""
    p_values = {place: _p_value(one.effect) for place, one in found.items()}
    ordered = sorted(p_values, key=lambda place: (p_values[place], place))
    last = max(
        (rank for rank, place in enumerate(ordered, start=1) if p_values[place] <= FALSE_SHARE * rank / len(ordered)),
        default=0,
    )
    return ordered[:last]


def _p_value(effect: Interval) -> float:
    error = (effect.high - effect.low) / (2 * Z_95)
    return 2 * NormalDist().cdf(-abs(effect.value) / error) if error > 0 else 0.0


def _alike(ranks: Matrix) -> Flags:
    """Say which columns say the same; one that is the same for everyone says nothing."""
    centred = ranks - ranks.mean(axis=0)
    lengths = np.sqrt((centred**2).sum(axis=0))
    unit = centred / np.where(lengths > 0, lengths, 1.0)
    return np.asarray(np.abs(unit.T @ unit) >= SAME_STORY)


def _nearest(described: list[Segment], known: Sampled, ranks: Matrix) -> Mapping[int, int]:
    """Give the segment whose middle is nearest, in ranks of what formed the segments."""
    read = [place for place, column in enumerate(known.columns) if column.is_preferred] or list(range(ranks.shape[1]))
    inside = [np.isin(known.groups, segment.groups) for segment in described]
    middles = np.array([ranks[flags][:, read].mean(axis=0) if flags.any() else np.zeros(len(read)) for flags in inside])
    gaps = ((middles[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2)
    np.fill_diagonal(gaps, np.inf)
    return {segment.id: described[int(gaps[place].argmin())].id for place, segment in enumerate(described)}
