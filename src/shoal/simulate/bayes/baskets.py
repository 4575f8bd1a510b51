"""Baskets: how likely each type is to fill orders with so many products, so many pieces, and so much that is new."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from shoal.simulate.bayes.assortments import Assortment, assortment_of
from shoal.simulate.bayes.evidence import Evidence
from shoal.simulate.bayes.special import TINY, log_gamma, log_mean_exp, normal_nodes
from shoal.simulate.customer_types import CustomerType
from shoal.simulate.lines import PICKS_SHAPE, QUANTITY_SHAPE
from shoal.simulate.seasons import Floats, Ints

N_NODES = 11
N_FINER = 5  # who has bought all that they ever will shows their breadth to the product: it needs finer nodes
MOST_PICKS = 200  # of one order; more are as good as never drawn
MOST_LINES = 40  # larger orders count as orders of so many lines where products that return are counted
TOGETHER = 500  # customers whose likelihoods are on the whole grid at one time


@dataclass(frozen=True)
class _Kinds:
    """Orders by what is read of their size: how many lines, how many items.

    Parameters
    ----------
    n_lines, n_items : int array (kinds,)
    of_order : int array (orders,)
    """

    n_lines: Ints
    n_items: Ints
    of_order: Ints

    def __len__(self) -> int:
        return len(self.n_lines)


def log_baskets(evidence: Evidence, each: CustomerType, same_product: float) -> Floats:
    """Give the log likelihood of the sizes of all orders of each customer, for one type.

    The personal means of picks and quantities and the personal breadth are log-normal and independent: their grid is
    summed over. Equal picks are one line, so that the picks of an order are not seen; they are summed over too.

    Assumes that of the quantities in an order their sum is all there is to know (but for lines of equal picks it is),
    and that of the products that return their number is (which products return says little more of breadth).

    Parameters
    ----------
    evidence : Evidence
    each : CustomerType
    same_product : float
        Chance that two places of an assortment hold the same product.

    Returns
    -------
    float array (customers,)
    """
    pairs = np.stack([evidence.n_lines, evidence.n_items])
    found, of_order = np.unique(pairs, axis=1, return_inverse=True)
    kinds = _Kinds(found[0], found[1], np.asarray(of_order).reshape(-1))
    offset, log_weights = normal_nodes(N_NODES, each.spread)
    assortments = [assortment_of(each.breadth * breadth, same_product) for breadth in np.exp(offset)]
    sizes = _log_sizes(kinds, each, offset, assortments).reshape(-1, len(kinds)).T
    seen = _log_seen(evidence, each, offset, same_product)
    weights = np.tile((log_weights[:, None] + log_weights).ravel(), len(offset))
    answer = np.empty(len(evidence))
    for rows in np.array_split(np.arange(len(evidence)), max(len(evidence) // TOGETHER, 1)):
        total = _counted(kinds, evidence.customer, rows) @ sizes
        total += np.repeat(seen[rows], len(offset) ** 2, axis=1)
        answer[rows] = log_mean_exp(total, weights)
    return answer


def _counted(kinds: _Kinds, customer: Ints, rows: Ints) -> Floats:
    """Count the orders of each kind of some customers who follow each other."""
    low, high = np.searchsorted(customer, [rows[0], rows[-1] + 1])
    key = (customer[low:high] - rows[0]) * len(kinds) + kinds.of_order[low:high]
    return np.bincount(key, minlength=len(rows) * len(kinds)).reshape(len(rows), len(kinds)).astype(np.float64)


def _log_sizes(kinds: _Kinds, each: CustomerType, offset: Floats, assortments: list[Assortment]) -> Floats:
    """Give the log chance of each kind of order: array (breadths, means of quantities, of picks, kinds)."""
    largest = (each.lines_per_order - 1) * math.exp(offset.max())
    n_lines = int(kinds.n_lines.max())
    n_picks = max(min(int(n_lines + 8 * largest + 20), int(kinds.n_items.max()), MOST_PICKS), n_lines)
    picks = np.arange(1, n_picks + 1, dtype=np.int64)
    of_picks = np.exp(_log_counts(picks - 1, (each.lines_per_order - 1) * np.exp(offset)[:, None], PICKS_SHAPE))
    different = [assortment.different(n_picks, n_lines)[:, kinds.n_lines] for assortment in assortments]
    answer = np.empty((len(assortments), len(offset), len(offset), len(kinds)))
    for q, mean in enumerate((each.quantity_per_line - 1) * np.exp(offset)):
        more = kinds.n_items - picks[:, None]
        items = np.exp(_log_counts(more, mean * picks[:, None], (QUANTITY_SHAPE * picks[:, None]).astype(np.float64)))
        for b, chance in enumerate(different):
            answer[b, q] = of_picks @ (chance * items)
    return np.log(np.maximum(answer, TINY))


def _log_counts(count: Ints, mean: Floats, shape: Floats | float) -> Floats:
    """Give the log chance of negative binomial counts; negative ones do not happen."""
    n = np.maximum(count, 0).astype(np.float64)
    shapes = np.broadcast_to(np.asarray(shape, dtype=np.float64), np.broadcast_shapes(n.shape, np.shape(shape)))
    share = mean / (mean + shapes)
    grown = np.where(n > 0, n * np.log(np.maximum(share, TINY)), 0.0)
    answer = log_gamma(n + shapes) - log_gamma(shapes) - log_gamma(n + 1) + shapes * np.log1p(-share) + grown
    return np.where(count >= 0, answer, -np.inf)


def _log_seen(evidence: Evidence, each: CustomerType, offset: Floats, same_product: float) -> Floats:
    """Give the log chance of the number of different products of each customer: array (customers, breadths).

    Each node of breadth stands for finer ones around it; their weights are in.
    """
    size = np.minimum(evidence.n_lines, MOST_LINES)
    n_sizes = int(size.max())
    key = evidence.customer * n_sizes + size - 1
    sizes = np.bincount(key, minlength=len(evidence) * n_sizes).reshape(len(evidence), n_sizes).astype(np.float64)
    n_lines = np.add.reduceat(evidence.n_lines, evidence.first)
    largest = np.maximum.reduceat(evidence.n_lines, evidence.first)
    n_seen = np.bincount(evidence.owner, minlength=len(evidence))
    again = np.flatnonzero(n_lines > largest)  # one order says all of itself, whatever the breadth
    finer, log_weights = _finer(offset, each.spread)
    answer = np.zeros((len(evidence), *finer.shape))
    found: dict[int, Floats] = {}
    for node in np.ndindex(finer.shape):
        assortment = assortment_of(each.breadth * math.exp(finer[node]), same_product)
        if len(assortment) not in found:
            found[len(assortment)] = assortment.log_seen(sizes[again], n_lines[again], n_seen[again], largest[again])
        answer[again, *node] = found[len(assortment)]
    return log_mean_exp(answer, log_weights)


def _finer(offset: Floats, spread: float) -> tuple[Floats, Floats]:
    """Give nodes around each node of a normal distribution, and their log weights: arrays (nodes, finer nodes)."""
    if len(offset) == 1:
        return np.zeros((1, 1)), np.zeros((1, 1))
    step = (np.arange(N_FINER) + 0.5) / N_FINER - 0.5
    finer = offset[:, None] + (offset[1] - offset[0]) * step
    weights = np.exp(-0.5 * (finer / spread) ** 2)
    return finer, np.log(weights / weights.sum())
