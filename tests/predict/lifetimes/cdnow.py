"""The 1/10 sample of CDNOW: 39 weeks to learn from, 39 weeks to come."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shoal.predict import Histories, Purchases, histories, purchases

SPLIT = np.datetime64("1997-10-01")


@dataclass(frozen=True)
class Cdnow:
    """What is known after 39 weeks, and the days with orders in the 39 weeks after them."""

    histories: Histories
    purchases: Purchases
    n_later: NDArray[np.float64]


def read(datasets: Path) -> Cdnow:
    known = np.loadtxt(
        datasets / "cdnow/cdnow_customers_summary_with_transactions.csv",
        delimiter=",",
        skiprows=1,
        usecols=(1, 2, 3, 4),
    )
    lines = np.loadtxt(datasets / "cdnow/cdnow_sample.csv", delimiter=",", skiprows=1, usecols=(1, 2), dtype=np.str_)
    days = np.unique(lines, axis=0)
    when = np.array(
        [np.datetime64(f"{day[:4]}-{day[4:6]}-{day[6:8]}" if "-" not in day else day) for day in days[:, 1]]
    )
    who = days[:, 0].astype(np.intp) - 1
    later = np.bincount(who[when >= SPLIT], minlength=len(known)).astype(np.float64)
    return Cdnow(histories(known[:, 0], known[:, 1], known[:, 2]), purchases(known[:, 0], known[:, 3]), later)
