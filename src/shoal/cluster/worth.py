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
from shoal.terms import Interval, Matrix, OutcomeWorth, Worth
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

    people: NDArray[np.intp]
    did: Matrix
    order: Places
    ways: Mapping[str, Places]


def worth(judged: Sequence[Judged], windows: Sequence[Outcomes], *, seed: int) -> Worth:
    """Judge the ways on all origins together.

    A figure is the mean over the origins and halves, by their customers. Its interval comes from drawing customers
    again, each with all their origins; what each way expects is not learnt again, so it is of the expectation as it is.

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
            cells.append(_Cell(who[mine], did, places(did), ways))
    return cells


def _outcome(name: str, cells: list[_Cell], draws: Matrix) -> OutcomeWorth | None:
    """Judge every way that has an expectation in all cells, with intervals, and how far the segments are ahead."""
    ways = [way for way in WAYS if cells and all(way in cell.ways for cell in cells)]
    if SEGMENTS not in ways:
        return None
    measure: Literal["spearman", "auc"] = "auc" if name == "churn" else "spearman"
    figure = _pointed if measure == "auc" else _followed
    least = 0.0 if measure == "auc" else -1.0
    values = _mean(cells, ways, figure, np.ones(draws.shape[1]))
    drawn = np.stack([_mean(cells, ways, figure, draw) for draw in draws])
    own = ways.index(SEGMENTS)

    def interval(value: float, of: Matrix, lowest: float) -> Interval:
        return bootstrap_interval(value, of, least=lowest, most=1.0)

    return OutcomeWorth(
        outcome=name,
        measure=measure,
        by={way: interval(float(values[i]), drawn[:, i], least) for i, way in enumerate(ways)},
        ahead={
            way: interval(float(values[own] - values[i]), drawn[:, own] - drawn[:, i], -1.0)
            for i, way in enumerate(ways)
            if way != SEGMENTS
        },
    )


def _mean(
    cells: list[_Cell], ways: list[str], figure: Callable[[_Cell, Places, Matrix], float], draw: Matrix
) -> Matrix:
    """Give the mean figure (ways,) over the cells, by their customers."""
    total = np.zeros(len(ways))
    for cell in cells:
        weights = draw[cell.people]
        total += len(cell.people) * np.array([figure(cell, cell.ways[way], weights) for way in ways])
    return total / sum(len(cell.people) for cell in cells)


def _followed(cell: _Cell, expected: Places, weights: Matrix) -> float:
    return spearman(expected, cell.order, weights)


def _pointed(cell: _Cell, expected: Places, weights: Matrix) -> float:
    return auc(expected, cell.did, weights)
