"""What a goal is measured by: a ratio of two sums over customers, as SQL over the feature table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shoal.engine import literal, quote
from shoal.prepare.relevance import label_of, named_by
from shoal.terms import Feature, FeatureTable, FeatureType, Goal
from shoal.terms.names import words_of
from shoal.terms.outcomes import named_outcomes
from shoal.terms.titles import in_sentence

Kind = Literal["share", "ratio", "total"]


@dataclass(frozen=True)
class Measure:
    """How a metric is computed.

    Parameters
    ----------
    metric : str
    measured_as : str
        In words.
    unit : str
    kind : str
        ``share`` of customers, ``ratio`` of two sums, or ``total`` of one.
    above, below : str
        SQL of a customer's part of the sum, and of what it is divided by; NULL leaves the customer out.
    """

    metric: str
    measured_as: str
    unit: str
    kind: Kind
    above: str
    below: str = "1"


def measure_of(table: FeatureTable, goal: Goal, *, churn_days: int) -> Measure | None:
    """Find how a goal is measured on a table; None where it cannot be.

    A label with the name of the metric comes first, then the features that the metric is made of, then a feature
    that the goal names.

    Parameters
    ----------
    table : FeatureTable
    goal : Goal
    churn_days : int
        Days without an order after which a buyer counts as gone.
    """
    exact = table.feature(goal.text.strip())
    if exact is None and (label := label_of(table, goal)) and (by_label := _by_label(table, goal, label)):
        return by_label
    if exact is None and goal.metric and (known := _MEASURES[goal.metric](table, churn_days)):
        return known
    numbers = [feature for feature in table.features if feature.type is not FeatureType.CATEGORY]
    named = named_by(goal, numbers)
    if not named:
        return None
    longest = max(named, key=lambda name: len(words_of(name)))
    return _mean(next(feature for feature in numbers if feature.name == longest))


def _by_label(table: FeatureTable, goal: Goal, label: str) -> Measure | None:
    column = quote(label)
    rows = table.relation.engine.rows(
        f"SELECT {column}, count(*) FROM {table.relation.name} WHERE {column} IS NOT NULL GROUP BY {column}"
        f" ORDER BY {column}",
        step=f"values of {label}",
    )
    outcomes = named_outcomes(label, {str(value): int(n) for value, n in rows})
    if len(outcomes) != 1:
        return None
    ((name, positive),) = outcomes.items()
    listed = ", ".join(literal(value) for value in sorted(positive)) or "NULL"
    is_kept = goal.metric in ("active_share", "retention") and any(word[:5] == "churn" for word in words_of(label))
    yes, no = ("0.0", "1.0") if is_kept else ("1.0", "0.0")
    return Measure(
        goal.metric or label,
        f"share of customers {'without' if is_kept else 'with'} the known outcome {name}",
        "share",
        "share",
        f"CASE WHEN {column} IN ({listed}) THEN {yes} WHEN {column} IS NOT NULL THEN {no} END",
    )


def _mean(feature: Feature) -> Measure:
    is_share = feature.type is FeatureType.FLAG
    words = f"{'share of customers with' if is_share else 'mean over customers of'} {in_sentence(feature.name)}"
    unit = "share" if feature.type in (FeatureType.FLAG, FeatureType.SHARE) else feature.unit
    return Measure(feature.name, words, unit, "share" if is_share else "ratio", quote(feature.name))


def _has(table: FeatureTable, *names: str) -> bool:
    return all(table.feature(name) is not None for name in names)


def _gone(table: FeatureTable, churn_days: int) -> Measure | None:
    if not _has(table, "recency_days"):
        return None
    return Measure(
        "churn",
        f"share of buyers without an order in the last {churn_days} days",
        "share",
        "share",
        f"CASE WHEN recency_days > {churn_days} THEN 1.0 WHEN recency_days IS NOT NULL THEN 0.0 END",
    )


def _active(metric: str) -> Callable[[FeatureTable, int], Measure | None]:
    def measure(table: FeatureTable, churn_days: int) -> Measure | None:
        if not _has(table, "recency_days"):
            return None
        return Measure(
            metric,
            f"share of buyers with an order in the last {churn_days} days",
            "share",
            "share",
            f"CASE WHEN recency_days > {churn_days} THEN 0.0 WHEN recency_days IS NOT NULL THEN 1.0 END",
        )

    return measure


def _repeat(table: FeatureTable, _: int) -> Measure | None:
    if not _has(table, "order_count"):
        return None
    words = "share of buyers with two orders or more"
    sql = "CASE WHEN order_count >= 2 THEN 1.0 WHEN order_count IS NOT NULL THEN 0.0 END"
    return Measure("repeat_rate", words, "share", "share", sql)


def _order_value(table: FeatureTable, _: int) -> Measure | None:
    if not _has(table, "average_order_value", "order_count"):
        return None
    words = "money spent over orders placed, before returns"
    return Measure(
        "average_order_value",
        words,
        "money",
        "ratio",
        "average_order_value * order_count",
        "CASE WHEN average_order_value IS NOT NULL THEN order_count END",
    )


def _recency(table: FeatureTable, _: int) -> Measure | None:
    feature = table.feature("recency_days")
    return None if feature is None else _mean(feature)


def _returned(table: FeatureTable, _: int) -> Measure | None:
    if not _has(table, "return_share", "average_order_value", "order_count"):
        return None
    words, spent = "money returned as a share of money spent", "average_order_value * order_count"
    return Measure(
        "return_share",
        words,
        "share",
        "ratio",
        f"return_share * {spent}",
        f"CASE WHEN return_share IS NOT NULL THEN {spent} END",
    )


def _satisfied(table: FeatureTable, _: int) -> Measure | None:
    wanted = ("satisfaction", "rating", "nps", "zufriedenheit")
    found = _first_with(table.features, wanted)
    return None if found is None else _mean(found)


def _revenue(table: FeatureTable, _: int) -> Measure | None:
    """Take the revenue of a window where there is one: that of all history only ever grows.

    A year is better than a quarter, which has a season, as soon as some customer has been known for a year.
    """
    names = ("net_revenue_365d", "net_revenue_90d") if _is_known_for_a_year(table) else ("net_revenue_90d",)
    feature = next((found for name in (*names, "net_revenue") if (found := table.feature(name))), None)
    if feature is None:
        return None
    words = f"sum over customers of {in_sentence(feature.name)}"
    return Measure("revenue", words, "money", "total", quote(feature.name))


def _is_known_for_a_year(table: FeatureTable) -> bool:
    if not _has(table, "tenure_days"):
        return False
    sql = f"SELECT count(*) FROM {table.relation.name} WHERE tenure_days >= 365"
    return bool(table.relation.engine.rows(sql, step="customers known for a year")[0][0])


def _first_with(features: Sequence[Feature], words: Sequence[str]) -> Feature | None:
    numbers = [feature for feature in features if feature.type is not FeatureType.CATEGORY]
    return next((one for word in words for one in numbers if word in words_of(one.name)), None)


_MEASURES: Mapping[str, Callable[[FeatureTable, int], Measure | None]] = {
    "churn": _gone,
    "active_share": _active("active_share"),
    "retention": _active("retention"),
    "repeat_rate": _repeat,
    "average_order_value": _order_value,
    "recency_days": _recency,
    "return_share": _returned,
    "satisfaction": _satisfied,
    "revenue": _revenue,
}
