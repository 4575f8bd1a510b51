"""Single features that are talked about as what they are: many customers at the lowest value, or two humps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shoal.stats.humps import FEWEST_VALUES, is_grouped
from shoal.terms import Matrix, Recipe

SPIKE_SHARE = 0.2
"""From this share of the customers on a lowest value is worth a word."""
SPIKE_RATIO = 2.0
"""Where so many times as many are there as at any other value: the least of some counts is but the most frequent."""
MOST_TOLD = 3


def facts(recipe: Recipe, rows: Matrix) -> tuple[str, ...]:
    """Say what is peculiar of single features, in sentences.

    A lowest value that many share (no returns, no second order) is kept in the smooth population that customers are
    compared with: by itself it makes no groups. Two humps in one feature do make two groups; where it is the only one
    that has any, that is said, so that nobody takes them for more.

    Parameters
    ----------
    recipe : Recipe
    rows : float array (n, columns)
        Its matrix.
    """
    in_category = {column for block in recipe.categories for column in block}
    numbers = [(name, rows[:, i]) for i, name in enumerate(recipe.columns) if i not in in_category]
    spikes = [_spike(recipe, name, column) for name, column in numbers]
    humped = [name for name, column in numbers if is_grouped(_above_spike(column))]
    told = [sentence for sentence in spikes if sentence][:MOST_TOLD]
    if len(humped) == 1:
        told.append(f"One feature alone has two humps: {humped[0]}.")
    return tuple(told)


def _spike(recipe: Recipe, name: str, column: NDArray[np.float64]) -> str:
    levels, counts = np.unique(column, return_counts=True)
    if len(levels) < FEWEST_VALUES or counts[0] < SPIKE_RATIO * counts[1:].max():
        return ""
    share = float(counts[0] / len(column))
    if share < SPIKE_SHARE:
        return ""
    value = recipe.in_real_units(name, float(levels[0]))
    at = "zero" if abs(value) < 1e-9 else f"{value:.6g}, the least,"
    return f"{name} is {at} for {share:.0%} of the customers, which is no group by itself."


def _above_spike(column: NDArray[np.float64]) -> NDArray[np.float64]:
    lowest = column.min(initial=np.inf)
    return column[column > lowest] if np.mean(column == lowest) >= SPIKE_SHARE else column
