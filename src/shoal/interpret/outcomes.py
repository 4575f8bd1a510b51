"""Known outcomes per segment: churned, responded. Never clustered on, always shown with their uncertainty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from shoal.interpret.counting import counts_by_value
from shoal.stats.intervals import wilson
from shoal.stats.rounding import written
from shoal.terms import FeatureTable, Interval, Labels
from shoal.terms.outcomes import named_outcomes


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
