"""Customers made by hand, of whom is known what tells what will happen to them."""

from __future__ import annotations

import numpy as np

from shoal.predict.examples import Examples
from shoal.predict.facts import Facts


def customers(n: int = 1500, *, seed: int = 0, n_days: int = 1) -> Examples:
    """A third leave: the longer silent and the fewer orders, the likelier; on the basic plan twice as likely."""
    random = np.random.default_rng(seed)
    rows = n * n_days
    recency = random.gamma(2.0, 30.0, rows)
    orders = 1.0 + random.poisson(3.0, rows)
    spend = orders * random.lognormal(3.0, 0.5, rows)
    visits = np.where(random.random(rows) < 0.2, np.nan, random.poisson(5.0, rows).astype(np.float64))
    plan = random.choice(["basic", "plus", ""], rows, p=[0.5, 0.4, 0.1])
    odds = -1.5 + 0.025 * (recency - 60) - 0.35 * (orders - 4) + 0.9 * (plan == "basic") - 0.05 * np.nan_to_num(visits)
    happened = (random.random(rows) < 1 / (1 + np.exp(-odds))).astype(np.float64)
    return Examples(
        Facts(
            {"recency_days": recency, "order_count": orders, "net_revenue": spend, "visits": visits},
            {"plan": plan.astype(np.str_)},
        ),
        happened,
        np.tile([f"K{who}" for who in range(n)], n_days).astype(np.str_),
        np.repeat(np.arange(n_days), n),
        {},
    )
