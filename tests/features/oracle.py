"""The features of one customer, computed slowly in plain Python from the same lines."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any


def features_of(lines: list[dict[str, Any]], today: date, trend_days: int) -> dict[str, Any] | None:
    """Give every order feature of a customer, or None for somebody who never bought."""
    bought = [line for line in lines if line["quantity"] > 0 and line["amount"] > 0]
    if not bought:
        return None
    orders: dict[str, list[dict[str, Any]]] = {}
    for line in bought:
        orders.setdefault(line["order_key"], []).append(line)
    placed = {key: min(line["occurred_on"] for line in its) for key, its in orders.items()}
    gross = sum(line["amount"] for line in bought)
    days = sorted(set(placed.values()))
    gaps = [(after - before).days for before, after in pairwise(days)]
    recent = sum(
        sum(x["amount"] for x in its) for key, its in orders.items() if today - placed[key] <= timedelta(trend_days)
    )
    before = sum(
        sum(x["amount"] for x in its)
        for key, its in orders.items()
        if timedelta(trend_days) < today - placed[key] <= timedelta(2 * trend_days)
    )
    countries = Counter(
        country for key in orders for country in {x["country"] for x in orders[key] if x["country"] is not None}
    )
    mean = sum(gaps) / len(gaps) if gaps else math.nan
    return {
        "net_revenue": float(sum(line["amount"] for line in lines)),
        "order_count": len(orders),
        "recency_days": (today - max(placed.values())).days,
        "average_order_value": float(gross) / len(orders),
        "tenure_days": (today - min(placed.values())).days,
        "product_count": len({line["product"] for line in bought if line["product"] is not None}) or None,
        "return_share": float(sum(-line["amount"] for line in lines if line["amount"] < 0)) / float(gross),
        "units_per_order": sum(line["quantity"] for line in bought) / len(orders),
        "repeat_count": len(orders) - 1,
        "active_days": (max(placed.values()) - min(placed.values())).days,
        "cadence_days": mean if gaps else None,
        "cadence_spread": (
            math.sqrt(max(sum(g * g for g in gaps) / len(gaps) - mean * mean, 0)) / mean if len(gaps) >= 2 else None
        ),
        "revenue_trend": float(recent - before) / float(recent + before) if recent + before else None,
        "weekend_share": sum(on.weekday() >= 5 for on in placed.values()) / len(orders),
        "country": min(countries, key=lambda c: (-countries[c], c)) if countries else None,
    }
