"""Pairs that a person wrote into shoal.toml: keys that are always, or never, one customer."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from shoal.errors import ConfigError
from shoal.terms import UnifySpec
from shoal.unify.components import components
from shoal.unify.normalise import normalise_key

SEPARATOR = "|"

Pairs = tuple[tuple[str, str], ...]


def written(one: str, two: str) -> str:
    """Write a pair as it stands in shoal.toml.

    Examples
    --------
    >>> written("K2", "K1")
    'K1 | K2'
    """
    return f" {SEPARATOR} ".join(sorted((one, two)))


def read_pairs(lines: tuple[str, ...], *, fold_case: bool, where: str) -> Pairs:
    """Read pairs of keys; spelling does not count.

    Raises
    ------
    ConfigError
        If a line is no pair of two different keys.

    Examples
    --------
    >>> read_pairs(("k2 | K1", "K1 | K2"), fold_case=True, where="unify.never")
    (('K1', 'K2'),)
    """
    pairs: set[tuple[str, str]] = set()
    for line in lines:
        keys = [normalise_key(part, fold_case=fold_case) for part in line.split(SEPARATOR)]
        if len(keys) != 2 or keys[0] is None or keys[1] is None or keys[0] == keys[1]:
            raise ConfigError(f"'{line}'", expected=f'two different keys, as in "K1 {SEPARATOR} K2"', where=where)
        one, two = sorted((keys[0], keys[1]))
        pairs.add((one, two))
    return tuple(sorted(pairs))


def wishes(spec: UnifySpec) -> tuple[Pairs, Pairs]:
    """Read what is always and what is never one customer.

    Raises
    ------
    ConfigError
        If the two contradict each other, also through a third key.

    Examples
    --------
    >>> wishes(UnifySpec(always=("A | B", "B | C"), never=("A | C",)))
    Traceback (most recent call last):
    shoal.errors.ConfigError: unify.never: 'A | C' are never one customer, but unify.always makes them one; ...
    """
    always = read_pairs(spec.always, fold_case=spec.fold_case, where="unify.always")
    never = read_pairs(spec.never, fold_case=spec.fold_case, where="unify.never")
    place = {key: number for number, key in enumerate(sorted({key for pair in (*always, *never) for key in pair}))}
    ends = np.array([[place[one], place[two]] for one, two in always], dtype=np.int64).reshape(-1, 2)
    root = components(ends[:, 0], ends[:, 1], len(place))
    for one, two in never:
        if root[place[one]] == root[place[two]]:
            raise ConfigError(
                f"'{written(one, two)}' are never one customer, but unify.always makes them one",
                expected="pairs that do not contradict each other",
                do="delete the line in one of the two lists",
                where="unify.never",
            )
    return always, never


def as_table(pairs: Pairs) -> pa.Table:
    """Give pairs as a table with ``left_key`` and ``right_key``."""
    return pa.table(
        {
            "left_key": pa.array([one for one, _ in pairs], pa.string()),
            "right_key": pa.array([two for _, two in pairs], pa.string()),
        }
    )
