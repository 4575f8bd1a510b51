"""What a customer is expected to do in a week to come: the own pace, and how customers like that went on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.predict.arrays import Floats
from shoal.predict.demand.weeks import Weeks

ONCE, OFTEN = (1.5, 3.5, 9.5), (0.5, 1.0, 2.0, 4.0)
"""Orders so far, and the silence since the last, in usual gaps between orders: bounds of the kinds of customers."""

SILENT = (2, 6, 13, 26)
"""The same in weeks, of those with one order."""

N_KINDS = 20
"""Four of orders by five of silence."""

USUAL_WEEKS, USUAL_ORDERS = 8.0, 2.0
"""What is usual counts as so many weeks of a customer's pace, and as so many orders of what an order is worth."""

FIRM = 20.0
"""What is usual of all customers counts as so many orders of one kind of them."""


@dataclass(frozen=True)
class Standing:
    """Where customers stand when some weeks are known.

    Parameters
    ----------
    kind : int array (n,)
        0 to ``N_KINDS - 1``; ``N_KINDS`` for who has not ordered yet.
    pace : float array (n, measures)
        What the customer did a week so far, drawn to what is usual; 0 for who has not ordered yet.
    size : float array (n, measures)
        What the customer does with an order, drawn to what is usual.
    worth : float array (n,)
        What the customer paid so far; units where there is no money.
    """

    kind: NDArray[np.intp]
    pace: Floats
    size: Floats
    worth: Floats


def standing(weeks: Weeks, origin: int) -> Standing:
    """Say where customers stand when the weeks before `origin` are known, from those alone."""
    known = weeks.until(origin)
    n = len(weeks.customer_id)
    sums = np.column_stack([np.bincount(known.customer, one, minlength=n) for one in known.done.T])
    n_orders = sums[:, 0]
    last = np.full(n, -1, dtype=np.intp)
    ordered = known.done[:, 0] > 0
    np.maximum.at(last, known.customer[ordered], known.week[ordered])
    is_there = last >= 0
    first = np.minimum(weeks.first, last).clip(0)
    age, silence = origin - first, origin - 1 - last
    gap = np.maximum((last - first) / np.maximum(n_orders - 1, 1), 1.0)
    quiet = np.where(n_orders > 1, np.digitize(silence / gap, OFTEN), np.digitize(silence, SILENT))
    kind = np.where(is_there, 5 * np.digitize(n_orders, ONCE) + quiet, N_KINDS).astype(np.intp)
    usual = n_orders.sum() / max(age[is_there].sum(), 1)
    pace = (n_orders + usual * USUAL_WEEKS) / (age + USUAL_WEEKS) * is_there
    each = sums.sum(axis=0) / max(n_orders.sum(), 1)
    size = (sums + USUAL_ORDERS * each) / (n_orders + USUAL_ORDERS)[:, None]
    size[:, 0] = 1.0
    worth = sums[:, weeks.measures.index("revenue" if "revenue" in weeks.measures else "units")]
    return Standing(kind, pace[:, None] * size, size, worth.astype(np.float64))


def sums_by(groups: NDArray[np.intp], values: Floats, n_groups: int) -> Floats:
    """Add up rows of values by group: (groups, columns)."""
    return np.column_stack([np.bincount(groups, one, minlength=n_groups) for one in values.T])


def went_on(exposed: Floats, came: Floats, weights: Floats) -> Floats:
    """Say how often customers of each kind order, as a share of their pace, from how such did after earlier days.

    Parameters
    ----------
    exposed : float array (days, kinds)
        The paces of customers of each kind, added up.
    came : float array (days, kinds)
        Their orders.
    weights : float array (days,)
        How much each day counts.

    Returns
    -------
    float array (kinds,)
        Kinds of few are drawn to what all did.
    """
    out, base = weights @ came, weights @ exposed
    overall = out.sum() / max(base.sum(), 1e-12)
    found: Floats = overall * (out + FIRM) / np.maximum(base * overall + FIRM, 1e-12)
    return found
