"""The table of what is foretold of each customer, and what it adds up to per segment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from shoal.predict.arrays import Floats, Mask
from shoal.predict.facts import Facts
from shoal.predict.leaving.lifecycle import Standing
from shoal.predict.leaving.remaining import Remaining
from shoal.predict.models.calibrate import Bin
from shoal.predict.models.reasons import Reasons
from shoal.stats.rounding import RESULT_DIGITS, significant
from shoal.terms import Lifecycle

DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Foretold:
    """What is foretold of customers.

    Parameters
    ----------
    name : str
        Of the probability's column: ``p_churn_90d``.
    customer_id : pa.Array (n,)
    probability : float array (n,)
    bins : tuple of Bin
        What came of such probabilities.
    reasons : Reasons
    standing : Standing or None
        Where customers stand; None where it is not about leaving.
    value : float array (n,) or None
        What each is worth in the time that is told of.
    remaining : Remaining or None
        How much longer each stays.
    """

    name: str
    customer_id: pa.Array
    probability: Floats
    bins: tuple[Bin, ...]
    reasons: Reasons
    standing: Standing | None = None
    value: Floats | None = None
    remaining: Remaining | None = None

    def table(self) -> pa.Table:
        """Give the table, a row a customer; its columns are those of `columns`."""
        low, high = bounds(self.probability, self.bins)
        columns: dict[str, Any] = {
            "customer_id": self.customer_id,
            self.name: _written(self.probability),
            f"{self.name}_low": _written(low),
            f"{self.name}_high": _written(high),
        }
        if self.standing is not None:
            columns["lifecycle"] = pa.array(self.standing.stage.tolist(), pa.string())
            if self.standing.is_unseen is not None:
                columns["shows_no_sign"] = pa.array(self.standing.is_unseen.astype(np.int64))
        if self.value is not None:
            columns["value"] = _written(self.value)
            columns["value_at_risk"] = _written(self.at_risk)
        if self.remaining is not None:
            for name, (told, least, most) in self.remaining.columns.items():
                columns |= {name: _known(told), f"{name}_low": _known(least), f"{name}_high": _known(most)}
        columns |= {
            f"reason_{place}": pa.array(texts, pa.string()) for place, texts in enumerate(self.reasons.texts, 1)
        }
        return pa.table(columns)

    @property
    def at_risk(self) -> Floats:
        """Give what is at risk, the value of those who are still here times their probability of leaving."""
        assert self.value is not None  # noqa: S101 - asked for only where there is a value
        here = np.ones(len(self.value), dtype=bool) if self.standing is None else self.standing.is_here
        return np.where(here, self.value * self.probability, 0.0)

    def columns(self, in_words: str, window: str) -> dict[str, str]:
        """Describe the columns of the table, in order.

        Parameters
        ----------
        in_words : str
            What happens.
        window : str
            When: `` within 90 days``, or empty.
        """
        came = "95 % interval of the share of customers with such a probability of whom it came true, on earlier tries"
        told = {
            "customer_id": "the customer",
            self.name: f"probability that the customer {in_words}{window}",
            f"{self.name}_low": came,
            f"{self.name}_high": came,
        }
        if self.standing is not None:
            told["lifecycle"] = "the stage: lead, new, active, at_risk, lapsed or lost"
            if self.standing.is_unseen is not None:
                told["shows_no_sign"] = "1 for those at risk who show no obvious sign of it yet"
        if self.value is not None:
            told["value"] = f"what the customer is worth{window}, going on as before"
            told["value_at_risk"] = "that value times the probability of leaving, 0 for those who are gone"
        if self.remaining is not None:
            for name, meaning in self.remaining.meanings.items():
                sure = "its 95 % interval: how sure the rate of such customers is"
                told |= {name: f"{meaning}; empty for those who are gone", f"{name}_low": sure, f"{name}_high": sure}
        return told | {f"reason_{place}": "what moves this probability most" for place in (1, 2, 3)}


def bounds(probability: Floats, of: Sequence[Bin]) -> tuple[Floats, Floats]:
    """Give between what the share lies of those with such a probability, by what came on earlier tries."""
    at = np.minimum(np.searchsorted([one.upto for one in of], probability, side="left"), len(of) - 1)
    low, high = np.array([one.came.low for one in of])[at], np.array([one.came.high for one in of])[at]
    return np.minimum(low, probability), np.maximum(high, probability)


def worth(facts: Facts, named: str | None, horizon_days: int | None) -> Floats | None:
    """Give what each customer is worth in the time told of (n,): at the pace so far, or as a feature says.

    Parameters
    ----------
    facts : Facts
    named : str or None
        A feature that says it.
    horizon_days : int or None
        None where the outcome has no time: only a feature that is named says then what is at risk.
    """
    numbers = facts.numbers
    if named is not None:
        return np.maximum(np.nan_to_num(numbers[named]), 0.0)
    if horizon_days is None:
        return None
    if "holding_amount" in numbers:
        return np.maximum(np.nan_to_num(numbers["holding_amount"]), 0.0) * horizon_days / DAYS_PER_MONTH
    if "net_revenue" in numbers and "tenure_days" in numbers:
        lasted = np.maximum(np.nan_to_num(numbers["tenure_days"]), float(horizon_days))
        return np.maximum(np.nan_to_num(numbers["net_revenue"]), 0.0) / lasted * horizon_days
    return None


def by_segment(foretold: Foretold, assignments: pa.Table | None, *, min_count: int) -> list[dict[str, Any]]:
    """Add up what is foretold per segment of a published segmentation; segments of too few are left out.

    Nothing is told of fewer than `min_count` who are still here, and no smaller count of a stage: those are None.

    Parameters
    ----------
    foretold : Foretold
    assignments : pa.Table or None
        ``customer_id``, ``segment_id``, ``segment``; None where nothing is published.
    min_count : int
    """
    if assignments is None:
        return []
    ids, names = assignments["segment_id"].to_pylist(), assignments["segment"].to_pylist()
    of = dict(zip(assignments["customer_id"].to_pylist(), ids, strict=True))
    named: Mapping[int, str] = dict(zip(ids, names, strict=True))
    segment = np.array([of.get(who, -1) for who in foretold.customer_id.to_pylist()])
    whole = None if foretold.value is None else float(foretold.at_risk.sum())
    found = []
    for id_ in sorted(named):
        mine = segment == id_
        if int(mine.sum()) >= min_count:
            told = _without_few(_sums(foretold, mine, whole), min_count)
            found.append({"id": int(id_), "name": named[id_]} | told)
    return found


def _without_few(told: dict[str, Any], min_count: int) -> dict[str, Any]:
    """Leave out what would tell of fewer than so many customers."""

    def is_few(n: int | None) -> bool:
        return n is not None and 0 < n < min_count

    if is_few(told["n_here"]):
        hidden = ("n_here", "probability", "expected", "value_at_risk", "value_at_risk_share")
        told = told | dict.fromkeys(hidden)
    if told["stages"] is not None:
        told = told | {"stages": {stage: None if is_few(n) else n for stage, n in told["stages"].items()}}
    return told | {"shows_no_sign": None if is_few(told["shows_no_sign"]) else told["shows_no_sign"]}


def summed(foretold: Foretold) -> dict[str, Any]:
    """Add up what is foretold of everybody who has not gone already."""
    whole = None if foretold.value is None else float(foretold.at_risk.sum())
    return _sums(foretold, np.ones(len(foretold.probability), dtype=bool), whole)


def _sums(foretold: Foretold, mine: Mask, whole: float | None) -> dict[str, Any]:
    """Add up what is foretold of some customers, as far as they have not gone already."""
    here = mine if foretold.standing is None else mine & foretold.standing.is_here
    p = foretold.probability[here]
    told: dict[str, Any] = {
        "n_customers": int(mine.sum()),
        "n_here": len(p),
        "probability": float(p.mean()) if len(p) else None,
        "expected": float(p.sum()),
        "value_at_risk": None,
        "value_at_risk_share": None,
        "stages": None,
        "shows_no_sign": None,
    }
    if foretold.value is not None and whole is not None:
        at_risk = float(foretold.at_risk[mine].sum())
        told |= {"value_at_risk": at_risk, "value_at_risk_share": at_risk / whole if whole > 0 else None}
    if foretold.standing is not None:
        stage = foretold.standing.stage[mine]
        told["stages"] = {one.value: int((stage == one.value).sum()) for one in Lifecycle}
        if foretold.standing.is_unseen is not None:
            told["shows_no_sign"] = int(foretold.standing.is_unseen[mine].sum())
    return told


def _known(values: Floats) -> pa.Array:
    return pa.array(_written(values), from_pandas=True)


def _written(values: Floats) -> Floats:
    return significant(values, RESULT_DIGITS)
