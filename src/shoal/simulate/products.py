"""Products: what a business sells, as its file."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from shoal.simulate.catalogue import Catalogue
from shoal.simulate.chance import Chance
from shoal.simulate.decimals import decimals
from shoal.simulate.people import as_dates

LONGEST_SOLD_DAYS = 1500  # before the history: everything in it could be bought from its first day on


def draw_products(catalogue: Catalogue, *, start: date, seed: int) -> pa.Table:
    """Write the goods, then the plans.

    Returns
    -------
    pa.Table
        ``product_id``, ``name``, ``category`` string, ``list_price`` decimal(12, 2) (of one, or of one bill of a plan),
        ``unit_cost`` decimal(12, 2) (35 to 80 % of the list price), ``introduced_on`` date (before the history).

    Examples
    --------
    >>> from shoal.simulate.catalogue import draw_catalogue
    >>> draw_products(draw_catalogue(0), start=date(2024, 1, 2), seed=0).num_rows
    576
    """
    chance = Chance(seed)
    cost = np.rint(catalogue.cents * (0.35 + 0.45 * chance("unit cost").beta(2.0, 2.0, len(catalogue))))
    age = 1 + chance("introduced").integers(0, LONGEST_SOLD_DAYS, len(catalogue))
    return pa.table(
        {
            "product_id": catalogue.product_id,
            "name": pa.array(catalogue.product, pa.string()),
            "category": pa.array(catalogue.category, pa.string()),
            "list_price": decimals(catalogue.cents),
            "unit_cost": decimals(cost.astype(np.int64)),
            "introduced_on": as_dates(-age, start),
        }
    )
