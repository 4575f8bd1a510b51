"""How many customers it takes to see that a play works, and what those of a segment can show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shoal.interpret.facts import LEAVES, outcome_of
from shoal.interpret.playbook import Kpi
from shoal.interpret.sentences import number, percent
from shoal.stats.power import customers_for_means, customers_for_shares, smallest_difference, smallest_share
from shoal.stats.rounding import written
from shoal.terms import Experiment, Segment

MOST_LIKELY = 0.99
"""A share cannot be lifted beyond this."""

STAYING = "stay"
"""The KPI of which a known outcome, who left, says what is usual."""


@dataclass(frozen=True)
class Spending:
    """Net revenue of a segment's customers in the last 90 days: mean and standard deviation."""

    mean: float
    spread: float


def experiment(
    key: str,
    kpi: Kpi,
    segment: Segment,
    spending: Spending | None,
    *,
    n_available: int,
    lift: float,
    currency: str | None,
) -> Experiment | None:
    """Plan an experiment that leaves one half of those asked alone.

    Parameters
    ----------
    key : str
        Of the KPI.
    kpi : Kpi
    segment : Segment
    spending : Spending or None
        Where it is known; a KPI in money rests on it.
    n_available : int
        Customers who may be asked.
    lift : float
        To be seen, as a share of what is usual; downwards where less is better.
    currency : str or None

    Returns
    -------
    Experiment or None
        None where the KPI is money and no spending is known.
    """
    half = n_available // 2
    if kpi.unit == "money":
        if spending is None or spending.mean <= 0 or spending.spread <= 0:
            return None
        gap = smallest_difference(spending.spread, half)
        plan = Experiment(
            unit="money",
            usual=written(spending.mean),
            is_assumed=False,
            lift=lift,
            n_per_arm=customers_for_means(spending.spread, spending.mean * lift),
            n_available=n_available,
            smallest_lift=None if gap is None else written(gap / spending.mean),
        )
        return replace(plan, sentence=_sentence(plan, kpi.name, currency))
    usual, is_assumed = _usual(key, kpi, segment)
    rises = kpi.better == "higher"
    hoped = min(usual * (1 + lift), usual + (1 - usual) * MOST_LIKELY) if rises else usual * max(1 - lift, 0.01)
    # A share that falls is that of the others rising.
    seen = smallest_share(usual, half) if rises else smallest_share(1 - usual, half)
    last = None if seen is None else seen if rises else 1 - seen
    plan = Experiment(
        unit="share",
        usual=written(usual),
        is_assumed=is_assumed,
        lift=written(hoped / usual - 1),
        n_per_arm=customers_for_shares(usual, hoped),
        n_available=n_available,
        smallest_lift=None if last is None else written(last / usual - 1),
    )
    return replace(plan, sentence=_sentence(plan, kpi.name, currency))


def _sentence(plan: Experiment, name: str, currency: str | None) -> str:
    """Say what it takes to see that a play works, and what this segment can show.

    Examples
    --------
    >>> print(_sentence(Experiment("share", 0.5, False, 0.2, 388, 900, 0.1), "Repeat rate", None))
    Repeat rate: 50 % without the play. To see 60 % in 8 of 10 experiments takes 388 customers with it and as many \
without. The 900 customers here, half of them left alone, are enough.
    """
    usual, hoped = _value(plan, 0.0, currency), _value(plan, plan.lift, currency)
    source = f"taken to be {usual} without the play; put your own figure into the playbook"
    text = (
        f"{name}: {source if plan.is_assumed else f'{usual} without the play'}. To see {hoped} in 8 of 10 experiments"
        f" takes {plan.n_per_arm:,} customers with it and as many without."
    )
    here = f"The {plan.n_available:,} customers here, half of them left alone,"
    if plan.n_available >= 2 * plan.n_per_arm:
        return f"{text} {here} are enough."
    if plan.smallest_lift is None:
        return f"{text} {here} are too few to show anything."
    bound = "more" if plan.lift > 0 else "less"
    shown = _value(plan, plan.smallest_lift, currency)
    return f"{text} {here} show {shown} or {bound}; to see a smaller effect, join segments or repeat the play."


def _value(plan: Experiment, lift: float, currency: str | None) -> str:
    value = plan.usual * (1 + lift)
    if plan.unit == "share":
        return percent(value)
    return f"{number(round(value, 2))} {currency}" if currency else number(round(value, 2))


def _usual(key: str, kpi: Kpi, segment: Segment) -> tuple[float, bool]:
    """Give what is usual: what is known of these customers, else what the playbook assumes."""
    left = outcome_of(LEAVES, segment.labels)
    if key == STAYING and left is not None and 0 < segment.labels[left].value < 1:
        return 1 - segment.labels[left].value, False
    return kpi.usual, True
