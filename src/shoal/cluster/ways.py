"""Ways of telling customers apart on an earlier day, each with what it expects of them after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.cluster.axis import MONEY
from shoal.cluster.ceiling import learnt
from shoal.cluster.rfm import COLUMNS, has_rfm, rfm_grid
from shoal.cluster.rows import feature_rows
from shoal.cluster.tiers import feature_tiers
from shoal.engine import matrix, quote
from shoal.stats.agreement import adjusted_rand
from shoal.stats.rounding import significant
from shoal.terms import FeatureType, Labels, Matrix, Relation, Split

MOST_JUDGED = 10_000
"""Customers of an origin on whom ways are judged: a random sample, so that its cost has a bound."""

MOST_FEATURES = 200
"""Features that the model learns from, in the order of the table, the most telling first."""

OUTCOMES = {"spend": "spend", "orders": "order_count", "churn": "is_churned"}
SEGMENTS, RFM, TIERS, LOG_SPEND, CEILING = "segments", "rfm_grid", "value_tiers", "log_spend", "model"


@dataclass(frozen=True)
class Judged:
    """The customers of one origin, what each way expected of them, and what they did.

    Parameters
    ----------
    persons : str array (n,)
        Who they are by now.
    half : int array (n,), 0 or 1
        What is expected of one half was learnt from the other.
    did : mapping of outcome to float array (n,)
        ``spend`` (where there is money), ``orders``, ``churn`` (0 or 1).
    expected : mapping of (way, outcome) to float array (n,)
        The higher, the more or the likelier.
    now : float or None
        Adjusted Rand index with the groups of now, of the customers in common; None where there are none.
    """

    persons: NDArray[np.str_]
    half: NDArray[np.int64]
    did: Mapping[str, Matrix]
    expected: Mapping[tuple[str, str], Matrix]
    now: float | None


def judge(split: Split, labels: Labels, n_groups: int, now: Relation, *, seed: int) -> Judged:
    """Let every way say what it expects of the customers of an origin.

    Groups expect the mean of their members of the other half; what is spent by now is taken as it is; the model learns
    on the other half.

    Parameters
    ----------
    split : Split
    labels : Labels
        The segments as of the origin.
    n_groups : int
        How many they are: as many value tiers stand beside them.
    now : Relation
        ``customer_id`` and ``group_id`` of now, seen by the same engine.
    seed : int
    """
    here = f"(SELECT * FROM {split.outcomes.relation.name} LIMIT {MOST_JUDGED}) o"
    half, *outcomes = _numbers(split, here, ["o.half", *(f"o.{column}" for column in OUTCOMES.values())]).T
    did = {name: row for name, row in zip(OUTCOMES, outcomes, strict=True) if np.isfinite(row).all()}
    groups = {way: group for way, group in _groupings(split, here, labels, n_groups).items() if group is not None}
    halves = half.astype(np.int64)
    expected = {
        (way, name): _expected_of(group, row, halves) for way, group in groups.items() for name, row in did.items()
    }
    if split.table.feature(MONEY) is not None:
        spent = _numbers(split, here, [f"t.{quote(MONEY)}"])[:, 0]
        logs = np.log1p(np.maximum(np.nan_to_num(spent), 0.0))
        expected |= {(LOG_SPEND, name): -logs if name == "churn" else logs for name in did}
    expected |= {(CEILING, name): row for name, row in _learnt(split, here, did, halves, seed).items()}
    persons = split.table.relation.engine.arrow(f"SELECT person_id FROM {here}", step="judged customers").column(0)
    return Judged(np.array(persons.to_pylist(), dtype=np.str_), halves, did, expected, _as_now(split, labels, now))


def _numbers(split: Split, here: str, expressions: list[str], *, also: str = "") -> Matrix:
    """Bring numbers of the judged customers out of the engine, in their order; ``t`` is the feature table."""
    source = (
        f"(SELECT *, row_number() OVER () AS place FROM {here}) o"
        f" JOIN {split.table.relation.name} t ON t.customer_id = o.customer_id{also} ORDER BY o.place"
    )
    return matrix(split.table.relation.engine, expressions, source, step="judged customers")


def _groupings(split: Split, here: str, labels: Labels, n_groups: int) -> dict[str, NDArray[np.int64] | None]:
    """Give the group of every judged customer, by each way that forms groups."""
    found: dict[str, NDArray[np.int64] | None] = {}
    also = f" JOIN {labels.relation.name} l ON l.customer_id = o.customer_id"
    found[SEGMENTS] = _numbers(split, here, ["l.group_id"], also=also)[:, 0].astype(np.int64)
    if has_rfm(split.table):
        rows = _numbers(split, here, [f"t.{quote(name)}" for name in COLUMNS])
        found[RFM] = rfm_grid(split.table).model.apply(rows).group
    if split.table.feature(MONEY) is not None:
        everyone = feature_rows(split.table, (MONEY,))[:, 0]
        if np.isfinite(everyone).all():
            tiers = feature_tiers(MONEY, everyone, n_groups, 1)
            found[TIERS] = tiers.apply(_numbers(split, here, [f"t.{quote(MONEY)}"])).group
    return found


def _expected_of(group: NDArray[np.int64], did: Matrix, half: NDArray[np.int64]) -> Matrix:
    """Expect of everyone the mean of the members of their group in the other half; of nobody there, of all of it."""
    expected = np.empty(len(did))
    n_groups = int(group.max(initial=0)) + 1
    for own in (0, 1):
        mine, others = half == own, half != own
        sizes = np.bincount(group[others], minlength=n_groups)
        sums = np.bincount(group[others], weights=did[others], minlength=n_groups)
        overall = float(did[others].mean()) if others.any() else 0.0
        means = np.divide(sums, sizes, out=np.full(n_groups, overall), where=sizes > 0)
        expected[mine] = means[group[mine]]
    return significant(expected)


def _learnt(
    split: Split, here: str, did: Mapping[str, Matrix], half: NDArray[np.int64], seed: int
) -> dict[str, Matrix]:
    """Let the model learn each outcome on one half and predict the other."""
    names = [feature.name for feature in split.table.features if feature.type is not FeatureType.CATEGORY]
    rows = _numbers(split, here, [f"t.{quote(name)}" for name in names[:MOST_FEATURES]])
    rows = rows[:, np.isfinite(rows).any(axis=0)]
    if not rows.size or not (half == 0).any() or not (half == 1).any():
        return {}
    predicted = {}
    for name, outcome in did.items():
        whole = np.empty(len(outcome))
        for own in (0, 1):
            mine = half == own
            whole[mine] = learnt(rows[~mine], outcome[~mine], rows[mine], is_yes_or_no=name == "churn", seed=seed)
        predicted[name] = significant(whole)
    return predicted


def _as_now(split: Split, labels: Labels, now: Relation) -> float | None:
    """Compare the groups of the origin with those of now, of the customers that are in both."""
    pairs = matrix(
        split.table.relation.engine,
        ["l.group_id", "n.group_id"],
        f"{split.outcomes.relation.name} o JOIN {labels.relation.name} l ON l.customer_id = o.customer_id"
        f" JOIN {now.name} n ON n.customer_id = o.person_id",
        step="groups then and now",
    )
    return adjusted_rand(pairs[:, 0], pairs[:, 1]) if len(pairs) else None
