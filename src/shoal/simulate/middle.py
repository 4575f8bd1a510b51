"""The middle of some customer types, and types moved towards it until they touch."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

from shoal.simulate.customer_types import CustomerType
from shoal.simulate.engagement import Engagement

# Rates that are compared by their ratio; all others by their difference.
RATIOS = frozenset(
    {
        "orders_per_month",
        "rate_shape",
        "gap_shape",
        "stays_months",
        "stays_shape",
        "price_level",
        "breadth",
        "christmas",
        "sessions_per_month",
        "views_per_session",
    }
)

SMALLEST = 1e-6  # a rate of nothing has a ratio to others as well


def middle(types: tuple[CustomerType, ...], name: str = "everyone") -> CustomerType:
    """Give the type in the middle: means weighed by the shares, geometric for rates that are compared by ratio.

    Everyone of it has the plan that is most common among the types.

    Examples
    --------
    >>> often = CustomerType("often", 0.5, "", joined_days=(10.0, 100.0), orders_per_month=4.0)
    >>> seldom = CustomerType("seldom", 0.5, "", joined_days=(20.0, 300.0), orders_per_month=1.0)
    >>> both = middle((often, seldom))
    >>> both.orders_per_month, both.joined_days
    (2.0, (15.0, 200.0))
    """
    weights = tuple(each.share for each in types)
    numbers: dict[str, Any] = {
        field: _mean(field, [getattr(each, field) for each in types], weights) for field in _numbers(types[0])
    }
    engagement = {
        field: _mean(field, [getattr(each.engagement, field) for each in types], weights)
        for field in _numbers(types[0].engagement)
    }
    late, early = (_mean("", [each.joined_days[end] for each in types], weights) for end in (0, 1))
    plans = _mixed(types, "plans")
    commonest = max(plans, key=lambda plan: plan[1])[0] if plans else None
    return CustomerType(
        **numbers
        | {
            "name": name,
            "share": 1.0,
            "description": "the middle of " + ", ".join(each.name for each in types),
            "joined_days": (late, early),
            "engagement": Engagement(**engagement),
            "causes": _mixed(types, "causes"),
            "plans": ((commonest, 1.0),) if commonest else (),
        }
    )


def closer(types: tuple[CustomerType, ...], *, by: float) -> tuple[CustomerType, ...]:
    """Move types towards their middle.

    Parameters
    ----------
    types : tuple of CustomerType
    by : float
        Share of the way: 0 leaves them as they are, at 1 all act alike. Names, shares, plans and causes stay.

    Examples
    --------
    >>> from shoal.simulate.distinct import DISTINCT_TYPES
    >>> [round(each.orders_per_month, 2) for each in closer(DISTINCT_TYPES, by=0.5)[:2]]
    [1.45, 1.06]
    """
    centre = middle(types)
    return tuple(_moved(each, centre, by) for each in types)


def _moved(each: CustomerType, centre: CustomerType, by: float) -> CustomerType:
    def between(field: str, own: float, middle_one: float) -> float:
        return _mean(field, [own, middle_one], (1 - by, by))

    rates: dict[str, Any] = {
        field: between(field, getattr(each, field), getattr(centre, field))
        for field in _numbers(each)
        if field != "share"
    }
    acts = {
        field: between(field, getattr(each.engagement, field), getattr(centre.engagement, field))
        for field in _numbers(each.engagement)
    }
    late, early = (between("", each.joined_days[end], centre.joined_days[end]) for end in (0, 1))
    return replace(
        each,
        joined_days=(late, early),
        engagement=Engagement(**acts),
        **rates,
    )


def _numbers(holder: CustomerType | Engagement) -> list[str]:
    return [field.name for field in fields(holder) if isinstance(getattr(holder, field.name), float | int)]


def _mean(field: str, values: Iterable[float], weights: tuple[float, ...]) -> float:
    if field in RATIOS:
        return math.exp(
            sum(weight * math.log(max(value, SMALLEST)) for value, weight in zip(values, weights, strict=True))
        )
    return sum(weight * value for value, weight in zip(values, weights, strict=True))


def _mixed(types: tuple[CustomerType, ...], field: str) -> tuple[tuple[str, float], ...]:
    """Mix the shares of plans or causes, each type by its own share."""
    having = [each for each in types if getattr(each, field)]
    total = sum(each.share for each in having)
    mixed: dict[str, float] = {}
    for each in having:
        for name, share in getattr(each, field):
            mixed[name] = mixed.get(name, 0.0) + share * each.share / total
    return tuple(mixed.items())
