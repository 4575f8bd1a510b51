"""What a published version knows of one customer."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from shoal.engine import literal, quote
from shoal.registry.result import FILES, HISTORIES
from shoal.terms import Engine, Relation, Version

MOST_COMPARED = 5_000
"""Customers whose ids are compared letter by letter with one that is not known."""


def read_customer(
    engine: Engine, folder: Path, version: Version, customer: str, features: tuple[str, ...]
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Read some features of a customer, and where they were placed; None where the version does not know them.

    Parameters
    ----------
    engine : Engine
        An embedded one.
    folder : Path
        The workspace.
    version : Version
    customer : str
        The ``customer_id``.
    features : tuple of str
    """
    listed = "".join(f", f.{quote(name)}" for name in features)
    kept, placed = (literal(str(folder / version.folder / FILES[name])) for name in ("features", "assignments"))
    rows = engine.rows(
        f"SELECT a.segment_id, a.confidence, f.customer_id{listed} FROM read_parquet({kept}) f"
        f" JOIN read_parquet({placed}) a ON f.customer_id = a.customer_id"
        " WHERE f.customer_id = ? AND a.customer_id = ?",
        (customer, customer),
        step="read one customer",
    )
    if not rows:
        return None
    segment, confidence, *values = rows[0]
    profile = dict(zip(("customer_id", *features), values, strict=True))
    return profile, {"segment_id": segment, "confidence": confidence}


@dataclass(frozen=True)
class Histories:
    """What features of one customer can be computed from again, kept beside a version.

    Parameters
    ----------
    shared : mapping of step to Relation
        What all customers share.
    own : mapping of step to SQL
        The rows of one customer, whose ``customer_id`` is bound.
    """

    shared: Mapping[str, Relation]
    own: Mapping[str, str]

    def of(self, engine: Engine, customer: str) -> Mapping[str, Relation]:
        """Bring the rows of a customer into the engine, beside what is shared."""
        rows = {
            step: engine.create(f"kept_{step}", sql, (customer,), step=f"read {step} of one customer")
            for step, sql in self.own.items()
        }
        return {**self.shared, **rows}


def histories_of(engine: Engine, folder: Path, version: Version) -> Histories:
    """Find what a version keeps; nothing where no feature that its segments are formed on comes from orders."""
    shared, own = {}, {}
    for step, name in HISTORIES.items():
        path = folder / version.folder / name
        if path.is_file():
            query = f"SELECT * FROM read_parquet({literal(str(path))})"
            if "customer_id" in pq.read_schema(path).names:
                own[step] = f"{query} WHERE customer_id = ?"
            else:
                shared[step] = engine.create(f"kept_{step}", query, step=f"read {name}")
    return Histories(shared, own)


def near_ids(folder: Path, version: Version, customer: str) -> list[str]:
    """Give up to three ids of the version that are spelled almost like one that is not known."""
    ids = pq.read_table(folder / version.folder / FILES["assignments"], columns=["customer_id"])["customer_id"]
    edge = max(len(customer) // 2, 1)
    alike = pc.or_(pc.starts_with(ids, customer[:edge]), pc.ends_with(ids, customer[-edge:]))
    some: list[str] = ids.filter(alike).slice(0, MOST_COMPARED).to_pylist()
    return difflib.get_close_matches(customer, some, n=3)
