"""Prices: how likely each type is to choose products of those list prices, and to wait for a discount."""

from __future__ import annotations

import math

import numpy as np

from shoal.simulate.bayes.evidence import Evidence
from shoal.simulate.bayes.special import TINY, log_mean_exp, normal_below, normal_nodes
from shoal.simulate.customer_types import CustomerType
from shoal.simulate.lines import PRICE_WIDTH
from shoal.simulate.seasons import Floats

N_LEVELS = 61  # a frequent customer's level is known to a tenth of the spread of the type


def log_prices(evidence: Evidence, each: CustomerType) -> Floats:
    """Give the log likelihood of the different products that each customer bought, for one type.

    A personal assortment is drawn around the personal price level, each place on its own, as the product of nearest
    list price. The level is integrated out.

    Assumes that different places hold different products. That a product was bought again says nothing of prices.
    """
    offset, log_weights = normal_nodes(N_LEVELS, each.spread)
    log_chance = log_products(evidence.log_price, math.log(each.price_level) + offset)
    begins = np.searchsorted(evidence.owner, np.arange(len(evidence)))
    return log_mean_exp(np.add.reduceat(log_chance.T[evidence.product], begins, axis=0), log_weights)


def log_products(log_price: Floats, level: Floats) -> Floats:
    """Give the log chance of each product, at each personal price level: array (levels, products)."""
    borders = (log_price[1:] + log_price[:-1]) / 2
    below = normal_below((borders - level[:, None]) / PRICE_WIDTH)
    ends = np.ones((len(level), 1))
    chance = np.diff(np.concatenate([0 * ends, below, ends], axis=1), axis=1)
    # Far above the level differences of numbers next to 1 are lost: there the density times the width says it.
    edges = np.concatenate([log_price[:1] - 0.1, borders, log_price[-1:] + 0.1])
    z = (log_price - level[:, None]) / PRICE_WIDTH
    log_density = (
        -0.5 * z**2 - math.log(PRICE_WIDTH * math.sqrt(2 * math.pi)) + np.log(np.maximum(np.diff(edges), TINY))
    )
    return np.where(chance > 1e-9, np.log(np.maximum(chance, TINY)), log_density)


def same_product(evidence: Evidence, each: CustomerType) -> float:
    """Give the chance that two places of an assortment at the type's price level hold the same product."""
    return float((np.exp(log_products(evidence.log_price, np.array([math.log(each.price_level)]))) ** 2).sum())


def log_discounts(evidence: Evidence, each: CustomerType) -> Floats:
    """Give the log likelihood of which orders of each customer were bought at a discount, for one type."""
    with np.errstate(divide="ignore"):
        cheaper, full = np.log(each.discount_share), np.log1p(-each.discount_share)
    return evidence.of_customers(np.asarray(np.where(evidence.is_cheaper, cheaper, full), dtype=np.float64))
