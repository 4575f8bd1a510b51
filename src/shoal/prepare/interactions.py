"""Interactions worth trying: pairs of features that tell the outcome of the goal better than side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import NormalDist

import numpy as np

from shoal.engine import matrix, quote
from shoal.prepare.fit import pair_step
from shoal.prepare.metrics import measure_of
from shoal.prepare.pairs import Pair, PairStep
from shoal.prepare.recipe import ColumnRecipe
from shoal.prepare.relevance import label_of
from shoal.prepare.steps import NumberStep
from shoal.stats.rounding import written
from shoal.terms import FeatureTable, Goal, Interaction, Matrix, PrepareSpec

MOST_ROWS = 8_000
"""Customers that are looked at: one half to find pairs, the other to judge them."""

LEAST_ROWS = 200
"""Fewer customers cannot tell an interaction from chance."""

MOST_FEATURES = 15
MOST_TESTED = 10
MOST_PROPOSED = 3

LEAST_GAIN = 0.01
"""A pair that explains less than 1 % of the variance is not worth a reader's time."""

ERROR = 0.05
"""Chance that any of the pairs tested is proposed although none has an effect (Bonferroni)."""


@dataclass(frozen=True)
class _Halves:
    """The outcome, the parts and the pairs of customers: the first half to find, the second to judge."""

    outcome: Matrix
    parts: Matrix
    names: tuple[str, ...]

    def split(self, column: Matrix) -> tuple[Matrix, Matrix]:
        """Part a column in its two halves."""
        middle = len(self.outcome) // 2
        return column[:middle], column[middle:]


def interactions(
    table: FeatureTable, recipe: ColumnRecipe, spec: PrepareSpec, goal: Goal | None
) -> tuple[Interaction, ...]:
    """Find pairs of the features used that explain the label of a goal beyond their parts.

    On one half of a sample every product and ratio of two numbers is looked at, and those that add most to a linear
    fit of the label on the two parts are kept, ten at most. On the other half, which had no part in finding them, each
    is judged by how much the squared error falls; the interval allows for all of those tested (Bonferroni). Only pairs
    whose interval lies above 1 % of the variance are proposed. None is applied: segments that were formed to tell the
    outcome would no longer be groups that customers form by themselves.

    Where the goal is about no label there is nothing that a pair could be judged by without looking for groups twice
    in the same customers, so none is proposed.

    Parameters
    ----------
    table : FeatureTable
    recipe : ColumnRecipe
        Fitted; pairs that it has are not proposed again.
    spec : PrepareSpec
    goal : Goal or None

    Returns
    -------
    tuple of Interaction
        The one with the largest gain first.

    References
    ----------
    Cox (1975), A note on data-splitting for the evaluation of significance levels, Biometrika 62.
    """
    label = "" if goal is None else label_of(table, goal)
    measure = None if goal is None or not label else measure_of(table, goal, churn_days=1)
    numbers = tuple(step for step in recipe.steps if isinstance(step, NumberStep))[:MOST_FEATURES]
    if measure is None or measure.kind != "share" or len(numbers) < 2:
        return ()
    source = f"(SELECT * FROM {table.relation.name} LIMIT {MOST_ROWS}) AS sample"
    wanted = [measure.above, *(quote(step.feature) for step in numbers)]
    raw = matrix(table.relation.engine, wanted, source, step="sample for interactions")
    raw = raw[~np.isnan(raw[:, 0])]
    if len(raw) < LEAST_ROWS or np.ptp(raw[:, 0]) == 0:
        return ()
    parts = np.column_stack([step.apply(raw[:, [i]]) for i, step in enumerate(numbers, 1)])
    halves = _Halves(raw[:, 0], parts, tuple(step.feature for step in numbers))
    known = {step.feature for step in recipe.steps if isinstance(step, PairStep)}
    tried = [
        (pair, column)
        for pair in _pairs(halves.names)
        if pair.name not in known
        if (column := _column(pair, raw[:, 1:], table, spec, halves.names)) is not None
    ]
    found = sorted(tried, key=lambda one: -_training_gain(halves, *one))[:MOST_TESTED]
    judged = [_judge(halves, pair, column, label, len(found)) for pair, column in found]
    worthy = sorted((one for one in judged if one.low > LEAST_GAIN), key=lambda one: (-one.gain, one.pair))
    best: dict[frozenset[str], Interaction] = {}
    ends = {pair.name: frozenset((pair.first, pair.second)) for pair, _ in found}
    for one in worthy:  # of the product and the two ratios of the same features, the best
        best.setdefault(ends[one.pair], one)
    return tuple(best.values())[:MOST_PROPOSED]


def _pairs(names: Sequence[str]) -> list[Pair]:
    both = list(combinations(names, 2))
    products = [Pair(first, "x", second) for first, second in both]
    ratios = [Pair(above, "/", below) for a, b in both for above, below in ((a, b), (b, a))]
    return products + ratios


def _column(pair: Pair, raw: Matrix, table: FeatureTable, spec: PrepareSpec, names: tuple[str, ...]) -> Matrix | None:
    """Give the column that a recipe would have of a pair; None where it says nothing, or has too few values."""
    values = pair.of(raw[:, names.index(pair.first)], raw[:, names.index(pair.second)])
    if np.isnan(values).mean() > 0.5 or np.unique(values[~np.isnan(values)]).size < 2:
        return None
    column: Matrix = pair_step(pair, values, table, spec).apply(values[:, None])[:, 0]
    return column if column.std() > 0 else None


def _training_gain(halves: _Halves, pair: Pair, column: Matrix) -> float:
    base, more = _errors(halves, pair, column, judge=False)
    return float((base - more).mean())


def _judge(halves: _Halves, pair: Pair, column: Matrix, label: str, n_tested: int) -> Interaction:
    base, more = _errors(halves, pair, column, judge=True)
    variance = float(halves.split(halves.outcome)[1].var()) or 1.0
    fallen = (base - more) / variance
    gain = float(fallen.mean())
    half = NormalDist().inv_cdf(1 - ERROR / (2 * n_tested)) * float(fallen.std(ddof=1)) / float(np.sqrt(len(fallen)))
    return Interaction(pair.name, label, written(gain), written(gain - half), written(gain + half), n_tested)


def _errors(halves: _Halves, pair: Pair, column: Matrix, *, judge: bool) -> tuple[Matrix, Matrix]:
    """Give the squared errors of the outcome from the parts, and from the parts with the pair.

    Fitted on the first half; measured on the second to judge, else on the first.
    """
    places = [halves.names.index(pair.first), halves.names.index(pair.second)]
    outcome, parts, added = (halves.split(each) for each in (halves.outcome, halves.parts[:, places], column))
    which = 1 if judge else 0
    found = []
    for extra in (False, True):
        designs = [
            np.column_stack([np.ones(len(parts[i])), parts[i], *([added[i]] if extra else [])]) for i in (0, which)
        ]
        weights = np.linalg.lstsq(designs[0], outcome[0], rcond=None)[0]
        found.append((outcome[which] - designs[1] @ weights) ** 2)
    return found[0], found[1]
