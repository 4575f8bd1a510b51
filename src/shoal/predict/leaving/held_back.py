"""Whether customers stay as long as told: rates learnt on some of them, held against the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats, Folds
from shoal.predict.facts import Facts
from shoal.predict.leaving.hazard import LEAST_LEFT, fit_hazard
from shoal.predict.leaving.survival import staying
from shoal.stats.bootstrap import bootstrap_interval, redrawn
from shoal.terms import Interval

N_GROUPS = 5
N_DRAWS = 200
LEAST_THERE = 50
"""Customers who must have been seen for as long, for a time to be judged."""


@dataclass(frozen=True)
class Group:
    """Customers of whom like shares were told to stay: the mean of that, and the share who did (Kaplan-Meier)."""

    n_customers: int
    told: float
    came: Interval


@dataclass(frozen=True)
class HeldBack:
    """How what was told of customers held back compares with what came.

    Parameters
    ----------
    at : float
        The time since they came that is judged.
    n_customers : int
    brier : float
        Mean squared difference of the share told and who was there; those not seen for as long are made up for by the
        others.
    brier_of_all : float
        The same when everybody is told the share of all.
    skill : Interval
        How much smaller it is, as a share; 0 says nothing. Customers are drawn again, the rates stay as they are.
    groups : tuple of Group
        By what they were told, of equal size.
    """

    at: float
    n_customers: int
    brier: float
    brier_of_all: float
    skill: Interval
    groups: tuple[Group, ...]


def held_back(
    facts: Facts, lasted: Floats, has_left: Floats, part: Folds, at: Floats, *, seed: int
) -> tuple[HeldBack, ...]:
    """Tell of each part of the customers by rates learnt on the others, from the day they came.

    Assumes that when somebody was looked at last has nothing to do with when they leave.

    Parameters
    ----------
    facts : Facts
    lasted : float array (n,)
    has_left : float array (n,), 0 or 1
    part : int array (n,)
    at : float array (m,)
        Times that are judged, rising.
    seed : int

    References
    ----------
    Graf, Schmoor, Sauerbrei & Schumacher (1999), Statistics in Medicine 18: the Brier score where some are not seen to
    the end, each of the others weighted by the inverse probability of being seen.
    """
    told = np.full((len(at), len(lasted)), np.nan)
    plain = np.full((len(at), len(lasted)), np.nan)
    for fold in np.unique(part):
        mine, others = np.flatnonzero(part == fold), np.flatnonzero(part != fold)
        if has_left[others].sum() < LEAST_LEFT:
            return ()
        rates = fit_hazard(facts.rows(others), lasted[others], has_left[others])
        usual = {one.at: one.share.value for one in staying(lasted[others], has_left[others], at)}
        for row, time in enumerate(at):
            told[row, mine] = rates.stays(facts.rows(mine), np.zeros(len(mine)), float(time))[0]
            plain[row, mine] = usual.get(float(time), np.nan)
    found = []
    for row, time in enumerate(at):
        if (lasted >= time).sum() >= LEAST_THERE and not np.isnan(plain[row]).any():
            weight = _seen(lasted, has_left, float(time))
            came = (lasted > time).astype(np.float64)
            ours, theirs = (weight * (share - came) ** 2 for share in (told[row], plain[row]))
            groups = _groups(told[row], lasted, has_left, float(time))
            brier, of_all = float(ours.mean()), float(theirs.mean())
            found.append(HeldBack(float(time), len(lasted), brier, of_all, _skill(ours, theirs, seed), groups))
    return tuple(found)


def _skill(ours: Floats, theirs: Floats, seed: int) -> Interval:
    """Say how much smaller one error is than the other, with the interval of drawing customers again."""
    if not theirs.any():
        return Interval(0.0, 0.0, 0.0)
    drawn = [
        1 - float(draw @ ours) / max(float(draw @ theirs), 1e-12)
        for draw in redrawn(len(ours), N_DRAWS, np.random.default_rng(seed))
    ]
    value = 1 - float(ours.sum()) / max(float(theirs.sum()), 1e-12)
    return bootstrap_interval(value, np.array(drawn), least=-np.inf, most=1.0)


def _seen(lasted: Floats, has_left: Floats, time: float) -> Floats:
    """Give the inverse probability of being seen until then, or until leaving; 0 for those who were not (n,)."""
    ends, places = np.unique(lasted, return_inverse=True)
    # who leaves at a time was seen to: those who are still there end after them
    there = np.array([(lasted > end).sum() + ((lasted == end) & (has_left == 0)).sum() for end in ends], dtype=float)
    ended = np.array([((lasted == end) & (has_left == 0)).sum() for end in ends], dtype=float)
    kept = np.cumprod(np.where(there > 0, 1 - ended / np.maximum(there, 1.0), 1.0))
    before = np.append(1.0, kept[:-1])[places.reshape(-1)]
    until = kept[ends <= time][-1] if (ends <= time).any() else 1.0
    is_gone = (lasted <= time) & (has_left > 0)
    weight: Floats = np.where(
        is_gone, 1 / np.maximum(before, 1e-12), np.where(lasted > time, 1 / max(float(until), 1e-12), 0.0)
    )
    return weight


def _groups(told: Floats, lasted: Floats, has_left: Floats, time: float) -> tuple[Group, ...]:
    found = []
    for rows in np.array_split(np.argsort(told, kind="stable"), N_GROUPS):
        there = staying(lasted[rows], has_left[rows], np.array([time]))
        if there:
            found.append(Group(len(rows), float(told[rows].mean()), there[0].share))
    return tuple(found)
