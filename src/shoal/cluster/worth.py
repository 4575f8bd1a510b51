"""Worth: how well the segments of earlier days told apart what customers did next, beside other ways of doing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from shoal.cluster.ways import CEILING, LOG_SPEND, OUTCOMES, RFM, SEGMENTS, TIERS, Judged
from shoal.stats.auc import auc
from shoal.stats.bootstrap import bootstrap_interval, redrawn
from shoal.stats.places import Places, places
from shoal.stats.spearman import spearman
from shoal.terms import Matrix, OutcomeWorth, Worth
from shoal.terms.outcomes import Outcomes

N_DRAWS = 200
WAYS = (SEGMENTS, RFM, TIERS, LOG_SPEND, CEILING)
LEAST_CUSTOMERS = 50
"""With fewer customers at all origins together no figure says anything."""


@dataclass(frozen=True)
class _Cell:
    """One half of the customers of one origin: within it everybody was expected something by the same rule.

    Customers of both halves are never put in one order: of two halves the one that did more is expected less, since
    its expectation comes from the other, and chance would look like a way that points in the wrong direction.
    """

    half: int
    people: NDArray[np.intp]
    did: Matrix
    order: Places
    ways: Mapping[str, Places]


def worth(judged: Sequence[Judged], windows: Sequence[Outcomes], *, seed: int) -> Worth:
    """Judge the ways on all origins together.

    A figure is the mean over the origins and halves, by their customers. Its interval comes from drawing customers
    again, each with all their origins. Two halves that learn from each other agree more than two that do not (if by
    chance a group did much in both, both are right about it), so the interval is as wide as that of one of them.

    Parameters
    ----------
    judged : sequence of Judged
        One per origin, at least one.
    windows : sequence of Outcomes
        Of the same origins.
    seed : int
    """
    persons = [one.persons for one in judged]
    everyone, which = np.unique(np.concatenate(persons), return_inverse=True)
    if len(everyone) < LEAST_CUSTOMERS:
        return not_measured(
            f"not measurable: {len(everyone)} customers had bought before the days that were looked at;"
            f" it takes {LEAST_CUSTOMERS}"
        )
    people = np.split(which.reshape(-1), np.cumsum([len(one) for one in persons])[:-1])
    draws = np.stack(list(redrawn(len(everyone), N_DRAWS, np.random.default_rng(seed))))
    outcomes = [_outcome(name, _cells(name, judged, people), draws) for name in OUTCOMES]
    told = tuple(one for one in outcomes if one is not None)
    if not told:
        return not_measured("not measurable: in every window all customers did the same, such as nothing at all")
    return Worth(windows[0].horizon_days, tuple(window.origin for window in windows), len(everyone), told)


def not_measured(why: str) -> Worth:
    """Give the worth that could not be measured, with the reason."""
    return Worth(0, (), 0, (), why)


def _cells(name: str, judged: Sequence[Judged], people: Sequence[NDArray[np.intp]]) -> list[_Cell]:
    """Give the halves in which customers differ in an outcome."""
    cells = []
    for one, who in zip(judged, people, strict=True):
        if name not in one.did:
            continue
        for half in (0, 1):
            mine = one.half == half
            did = one.did[name][mine]
            if len(np.unique(did)) < 2:
                continue
            ways = {way: places(one.expected[way, name][mine]) for way in WAYS if (way, name) in one.expected}
            cells.append(_Cell(half, who[mine], did, places(did), ways))
    return cells


def _outcome(name: str, cells: list[_Cell], draws: Matrix) -> OutcomeWorth | None:
    """Judge every way that has an expectation in all cells, with intervals, and how far the segments are ahead."""
    ways = [way for way in WAYS if cells and all(way in cell.ways for cell in cells)]
    if SEGMENTS not in ways:
        return None
    measure: Literal["spearman", "auc"] = "auc" if name == "churn" else "spearman"
    figure = _pointed if measure == "auc" else _followed
    least = 0.0 if measure == "auc" else -1.0
    once = np.ones(draws.shape[1])
    values = _mean(cells, ways, figure, once)
    halves = [part for half in (0, 1) if (part := [cell for cell in cells if cell.half == half])]
    drawn = np.array([[_mean(part, ways, figure, draw) for part in halves] for draw in draws])
    own = ways.index(SEGMENTS)
    return OutcomeWorth(
        outcome=name,
        measure=measure,
        by={
            way: bootstrap_interval(float(values[i]), drawn[..., i], least=least, most=1.0)
            for i, way in enumerate(ways)
        },
        ahead={
            way: bootstrap_interval(
                float(values[own] - values[i]), drawn[..., own] - drawn[..., i], least=-1.0, most=1.0
            )
            for i, way in enumerate(ways)
            if i != own
        },
    )


def _mean(
    cells: list[_Cell], ways: list[str], figure: Callable[[_Cell, Places, Matrix], float], draw: Matrix
) -> Matrix:
    """Give the mean figure (ways,) over some cells, by their customers."""
    figures = [[figure(cell, cell.ways[way], draw[cell.people]) for way in ways] for cell in cells]
    return np.average(np.array(figures), axis=0, weights=[len(cell.people) for cell in cells])


def _followed(cell: _Cell, expected: Places, weights: Matrix) -> float:
    return spearman(expected, cell.order, weights)


def _pointed(cell: _Cell, expected: Places, weights: Matrix) -> float:
    return auc(expected, cell.did, weights)
