"""Known outcomes per segment: churned, responded. Never clustered on, always shown with their uncertainty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from shoal.interpret.counting import counts_by_value
from shoal.stats.intervals import wilson
from shoal.stats.rounding import written
from shoal.terms import FeatureTable, Interval, Labels

POSITIVE = frozenset({"1", "1.0", "true", "t", "yes", "y"})
MOST_VALUES = 5
NEGATIVE = frozenset({"0", "0.0", "false", "f", "no", "n"})


def outcomes_of(table: FeatureTable, labels: Labels, *, min_count: int) -> Mapping[int, Mapping[str, Interval]]:
    """Compute the share of customers with each known outcome, per group, with its 95 % Wilson interval.

    The outcome is the value that means yes; of two other values the rarer one (the first in the alphabet where they
    tie), and then the outcome is called ``label = value``. A label with more values has such an entry for each of the
    five most frequent.
    Customers whose outcome is not known are left out; a group where it is known of fewer than `min_count` has none.
    """
    groups: dict[int, dict[str, Interval]] = defaultdict(dict)
    for label in table.labels:
        counts = counts_by_value(table, labels, label)
        totals: dict[str, int] = defaultdict(int)
        for values in counts.values():
            for value, n in values.items():
                totals[value] += n
        for name, positives in named_outcomes(label, totals).items():
            for group, values in counts.items():
                n = sum(values.values())
                if n >= min_count:
                    share = wilson(sum(values.get(value, 0) for value in positives), n)
                    groups[group][name] = Interval(written(share.value), written(share.low), written(share.high))
    return groups


def named_outcomes(label: str, totals: Mapping[str, int]) -> Mapping[str, frozenset[str]]:
    """Decide which values of a label are the outcome, and what it is called.

    Examples
    --------
    >>> named_outcomes("churn", {"Yes": 30, "No": 70})
    {'churn': frozenset({'Yes'})}
    >>> named_outcomes("status", {"left": 20, "stayed": 80})
    {'status = left': frozenset({'left'})}
    """
    positive = frozenset(value for value in totals if value.strip().casefold() in POSITIVE)
    others = [value for value in totals if value not in positive]
    if positive or all(value.strip().casefold() in NEGATIVE for value in others):
        return {label: positive} if totals else {}
    ordered = sorted(others, key=lambda value: (totals[value], value))
    chosen = ordered[:1] if len(ordered) == 2 else sorted(ordered[-MOST_VALUES:])
    return {f"{label} = {value}": frozenset({value}) for value in chosen}
