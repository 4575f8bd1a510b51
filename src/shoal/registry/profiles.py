"""What a published version knows of one customer."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from shoal.registry.result import FILES
from shoal.terms import Version

MOST_COMPARED = 5_000
"""Customers whose ids are compared letter by letter with one that is not known."""


def read_customer(folder: Path, version: Version, customer: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Read the features of a customer, and where they were placed; None where the version does not know them.

    Parameters
    ----------
    folder : Path
        The workspace.
    version : Version
    customer : str
        The ``customer_id``.
    """
    found = []
    for name in ("features", "assignments"):
        table = pq.read_table(folder / version.folder / FILES[name], filters=[("customer_id", "==", customer)])
        if table.num_rows == 0:
            return None
        found.append(table.slice(0, 1).to_pylist()[0])
    return found[0], found[1]


def near_ids(folder: Path, version: Version, customer: str) -> list[str]:
    """Give up to three ids of the version that are spelled almost like one that is not known."""
    ids = pq.read_table(folder / version.folder / FILES["assignments"], columns=["customer_id"])["customer_id"]
    edge = max(len(customer) // 2, 1)
    alike = pc.or_(pc.starts_with(ids, customer[:edge]), pc.ends_with(ids, customer[-edge:]))
    some: list[str] = ids.filter(alike).slice(0, MOST_COMPARED).to_pylist()
    return difflib.get_close_matches(customer, some, n=3)
