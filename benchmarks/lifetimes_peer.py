"""The peer of `lifetimes.py`: pymc-marketing, maximum a posteriori; run by the interpreter that has it.

usage: PYTHON lifetimes_peer.py CUSTOMERS.npz

Reads counts, days from first to last order, days since the first, and mean order values; prints one JSON object:
seconds of fitting, and with lifetime values of twelve months; peak of memory in GiB, and parameters. A hundred
customers go first, so that compiling the models is not counted.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import warnings
from typing import Any

import numpy as np
import pandas as pd

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pymc_marketing.clv import BetaGeoModel, GammaGammaModel


def fitted(rows: pd.DataFrame) -> tuple[Any, Any]:
    """Fit orders on all, and spend on those who came back, as its documentation says."""
    orders = BetaGeoModel(data=rows[["customer_id", "frequency", "recency", "T"]])
    orders.fit(method="map", progressbar=False)
    again = rows[rows["frequency"] > 0]
    spend = GammaGammaModel(data=again[["customer_id", "frequency", "monetary_value"]])
    spend.fit(method="map", progressbar=False)
    return orders, spend


def main() -> None:
    """Fit, look ahead, print."""
    warnings.simplefilter("ignore")
    held = np.load(sys.argv[1])
    rows = pd.DataFrame({name: held[name] for name in ("frequency", "recency", "T", "monetary_value")})
    rows.insert(0, "customer_id", np.arange(len(rows)))
    fitted(rows.head(100))
    began = time.perf_counter()
    orders, spend = fitted(rows)
    fit_seconds = time.perf_counter() - began
    spend.expected_customer_lifetime_value(
        transaction_model=orders, data=rows, future_t=12, discount_rate=1.1 ** (1 / 12) - 1, time_unit="D"
    )
    found = {name: float(orders.fit_result[name].values.ravel()[0]) for name in ("r", "alpha", "a", "b")}
    told = {
        "fit_seconds": fit_seconds,
        "seconds": time.perf_counter() - began,
        "gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "parameters": found,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
