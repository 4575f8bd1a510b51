"""Numbers that say the same: one of them is learnt from, so that a reason stands once."""

from __future__ import annotations

import numpy as np

from shoal.predict.facts import Facts
from shoal.stats.places import places

SAME = 0.98
"""Rank correlation from which two numbers say the same."""

MOST_ROWS = 8_000


def twins(facts: Facts) -> tuple[str, ...]:
    """Name the numbers that say what one before them says.

    Parameters
    ----------
    facts : Facts

    Examples
    --------
    >>> orders = np.array([1.0, 5.0, 2.0, 9.0])
    >>> twins(Facts({"orders": orders, "repeats": orders - 1, "visits": np.array([3.0, 1.0, 9.0, 2.0])}, {}))
    ('repeats',)
    """
    some = facts.rows(slice(0, MOST_ROWS))
    ranks, names = [], []
    for name, column in some.numbers.items():
        known = ~np.isnan(column)
        filled = np.where(known, column, np.median(column[known]) if known.any() else 0.0)
        rank = places(filled).ranks(np.ones(len(filled)))
        if rank.std() > 0:
            ranks.append((rank - rank.mean()) / rank.std())
            names.append(name)
    found: list[str] = []
    for i, name in enumerate(names):
        before = [ranks[j] for j in range(i) if names[j] not in found]
        if any(abs(float(np.mean(ranks[i] * other))) >= SAME for other in before):
            found.append(name)
    return tuple(found)
