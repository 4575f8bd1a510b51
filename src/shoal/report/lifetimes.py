"""The page of orders and value to come: per segment, and how it would have done on earlier days."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shoal.report.foreseen import NOT_TRIED, ForeseenPage, Plot, Section, Table, filled
from shoal.report.numbers import compact, count, number, percent, quantity
from shoal.report.plots import Axis, Mark, plot

PROCESSES = {
    "bg_nbd": "who may leave after any order but the first",
    "mbg_nbd": "who may leave after any order",
    "pareto_nbd": "who may leave at any time",
}


def lifetimes_page(result: Mapping[str, Any]) -> ForeseenPage:
    """Tell what stands in ``predictions.json``.

    Parameters
    ----------
    result : mapping
    """
    on, totals, asked = datetime.fromisoformat(result["as_of"]), result["totals"], result["asked"]
    orders, value = totals[f"expected_orders_{asked['horizon_days']}d"], totals.get(f"clv_{asked['value_days']}d")
    who = quantity(result["n_customers"], "buyer")
    lede = f"{count(orders)} orders are expected of {who} in {asked['horizon_days']} days"
    if value is not None:
        worth = f"a lifetime value of {_money(value, result)} in {asked['value_days']} days"
        lede += f", and {worth}, later money counting less"
    figures = [(count(orders), f"orders expected in {asked['horizon_days']} days")]
    spend = totals.get(f"expected_spend_{asked['horizon_days']}d")
    if spend is not None:
        figures.append((_money(spend, result), f"spend expected in {asked['horizon_days']} days"))
    if value is not None:
        figures.append((_money(value, result), f"lifetime value of {asked['value_days']} days"))
    return ForeseenPage(
        title="What will customers order, and be worth?",
        over=f"As of {on.day} {on:%B %Y}, by a model of customers {PROCESSES[result['models']['orders']['name']]}",
        lede=f"{lede}.",
        figures=tuple(figures),
        warnings=tuple(result["warnings"]),
        sections=filled([_segments(result), _trust(result)]),
    )


def _segments(result: Mapping[str, Any]) -> Section | None:
    rows, asked = result["segments"], result["asked"]
    if not rows:
        return None
    has_money = rows[0]["value_share"] is not None
    heads = ["Segment", "Buyers", "Not yet gone", f"Orders, {asked['horizon_days']} days"]
    heads += [
        f"Spend, {asked['horizon_days']} days",
        f"Value, {asked['value_days']} days",
        "Share of value",
    ] * has_money
    cells = []
    for one in rows:
        row = [
            one["name"],
            count(one["n_customers"]),
            percent(round(one["p_alive"], 3)),
            count(one[f"expected_orders_{asked['horizon_days']}d"]),
        ]
        if has_money:
            row += [
                compact(one[f"expected_spend_{asked['horizon_days']}d"]),
                compact(one[f"clv_{asked['value_days']}d"]),
                percent(round(one["value_share"], 3)),
            ]
        cells.append(tuple(row))
    return Section(
        "segments",
        "By segment",
        table=Table(tuple(heads), tuple(cells)),
        note="Not yet gone is the mean probability of being alive: that a customer has not left for good.",
    )


def _trust(result: Mapping[str, Any]) -> Section:
    tried = result["backtest"]
    if not tried:
        return NOT_TRIED
    latest = tried[0]
    lines = latest["lines"]
    end = _end(max(max(line["expected"], line["came"]) for line in lines))
    drawn = plot(
        [Mark(line["expected"], line["came"]) for line in lines],
        Axis("orders expected of each", end, is_share=False),
        Axis("came", end, is_share=False),
        is_even=True,
        alt="Orders that came per customer, over the orders expected, by the number of repeat orders before",
    )
    rows = tuple(
        (
            one["origin"][:10],
            count(one["n_customers"]),
            count(one["expected_orders"]),
            count(one["came_orders"]),
            percent(round(one["inside"], 3)),
        )
        for one in tried
    )
    return Section(
        "trust",
        "How far to trust it",
        (
            f"On earlier days {count(sum(one['expected_orders'] for one in tried))} orders were expected and"
            f" {count(sum(one['came_orders'] for one in tried))} came. Per customer the latest was off by"
            f" {number(latest['error'])} orders (root mean square); letting everyone go on at their own pace, by"
            f" {number(latest['error_of_pace'])}.",
        ),
        (
            Plot(
                "Does what is told come true?",
                drawn,
                "Each point is the customers with the same number of repeat orders before the latest of those days,"
                " from 0 to 7 or more. On the dashed line as many came as were expected.",
            ),
        ),
        Table(("As of", "Buyers", "Orders expected", "Orders came", "Within the middle 80 %"), rows),
    )


def _end(value: float) -> float:
    """Give a round number, at least as large, of which a quarter is round as well.

    Examples
    --------
    >>> _end(4.9), _end(0.3), _end(130)
    (8.0, 0.4, 200.0)
    """
    step = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(step * times for times in (1.0, 2.0, 4.0, 8.0, 10.0) if value <= step * times)


def _money(value: float, result: Mapping[str, Any]) -> str:
    return compact(value) + (f" {result['currency']}" if result["currency"] else "")
