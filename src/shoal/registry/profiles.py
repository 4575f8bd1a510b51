"""What a published version knows of one customer."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from shoal.registry.by_customer import KEY, ByCustomer, RowsByCustomer, by_customer, opened, reading
from shoal.registry.result import FILES, HISTORIES
from shoal.terms import Engine, Relation, Version

MOST_COMPARED = 5_000
"""Customers whose ids are compared letter by letter with one that is not known."""
MOST_CLOSE = 20


@dataclass(frozen=True)
class People:
    """What a version knows of each customer: their features, and where they were placed."""

    features: ByCustomer
    assignments: ByCustomer

    def read(self, customer: str, features: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Read some features of a customer, and where they were placed; None where the version does not know them.

        Parameters
        ----------
        customer : str
            The ``customer_id``.
        features : tuple of str
        """
        profile = self.features.read(customer, (KEY, *features))
        placed = self.assignments.read(customer, ("segment_id", "confidence"))
        return None if profile is None or placed is None else (profile, placed)

    def near(self, customer: str) -> list[str]:
        """Give up to three ids that are spelled almost like one that is not known, those that begin like it first."""
        ids = self.assignments.ids
        edge = max(len(customer) // 2, 1)
        alike = pc.or_(pc.starts_with(ids, customer[:edge]), pc.ends_with(ids, customer[-edge:]))
        some: list[str] = ids.filter(alike).slice(0, MOST_COMPARED).to_pylist()
        close = difflib.get_close_matches(customer, some, n=MOST_CLOSE)
        return sorted(close, key=lambda one: -_n_alike(one, customer))[:3]


def _n_alike(one: str, other: str) -> int:
    """Count the letters with which both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


@contextmanager
def people_of(folder: Path, version: Version) -> Iterator[People]:
    """Open what a version knows of each customer, to read one after another.

    Parameters
    ----------
    folder : Path
        The workspace.
    version : Version
    """
    kept, placed = (folder / version.folder / FILES[name] for name in ("features", "assignments"))
    with by_customer(kept) as features, by_customer(placed) as assignments:
        yield People(features, assignments)


@dataclass(frozen=True)
class Histories:
    """What features of one customer can be computed from again, kept beside a version.

    Parameters
    ----------
    shared : mapping of step to Relation
        What all customers share.
    own : mapping of step to RowsByCustomer
        The rows of each customer.
    """

    shared: Mapping[str, Relation]
    own: Mapping[str, RowsByCustomer]

    def of(self, engine: Engine, customer: str) -> Mapping[str, Relation]:
        """Bring the rows of a customer into the engine, beside what is shared."""
        rows = {step: engine.register(f"kept_{step}", kept.read(customer)) for step, kept in self.own.items()}
        return {**self.shared, **rows}


@contextmanager
def histories_of(engine: Engine, folder: Path, version: Version) -> Iterator[Histories]:
    """Open what a version keeps; nothing where no feature that its segments are formed on comes from orders."""
    shared, own = {}, {}
    with ExitStack() as files:
        for step, name in HISTORIES.items():
            path = folder / version.folder / name
            if path.is_file():
                file = files.enter_context(opened(path))
                if KEY in file.schema_arrow.names:
                    own[step] = RowsByCustomer(path, file)
                else:
                    with reading(path):
                        rows = file.read()
                    shared[step] = engine.register(f"kept_{step}", rows)
        yield Histories(shared, own)
