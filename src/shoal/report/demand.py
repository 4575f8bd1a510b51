"""The page of demand: what each segment will want, week by week, which products, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from shoal.report.foreseen import NOT_TRIED, ForeseenPage, Section, Table, filled
from shoal.report.numbers import count, percent

OTHERS = {"four_weeks": "mean of four weeks", "seasonal_naive": "year before, or last week"}


def demand_page(result: Mapping[str, Any]) -> ForeseenPage:
    """Tell what stands in ``predictions_demand.json``.

    Parameters
    ----------
    result : mapping
    """
    lines, on = result["lines"], datetime.fromisoformat(result["as_of"])
    together, weeks = lines[-1]["together"], result["asked"]["weeks"]
    measures, last = list(together), date.fromisoformat(lines[0]["weeks"][-1]["ends_on"])
    span = f"{weeks} weeks" if weeks > 1 else "week"
    told = [
        f"{_short(one['value'])} {_unit(name, result)} ({_short(one['low'])} to {_short(one['high'])})"
        for name, one in together.items()
    ]
    sections = [_segments(lines, measures, result), _weeks(lines, measures), _products(lines), _trust(result)]
    return ForeseenPage(
        title="How much will each segment want?",
        over=f"The {span} from {on.day} {on:%B %Y} to {last.day} {last:%B %Y}",
        lede=f"{', '.join(told)} are expected. Four times in five what comes is meant to lie in the brackets.",
        figures=tuple((_short(together[name]["value"]), f"{_unit(name, result)} in the {span}") for name in measures),
        warnings=tuple(result["warnings"]),
        sections=filled(sections),
    )


def _segments(lines: Sequence[Mapping[str, Any]], measures: Sequence[str], result: Mapping[str, Any]) -> Section:
    rows = tuple(
        (
            line["name"],
            "" if line["n_customers"] is None else count(line["n_customers"]),
            *(_figure(line["together"][name]) for name in measures),
        )
        for line in lines
    )
    return Section(
        "segments",
        "By segment",
        table=Table(("Segment", "Customers", *(_unit(name.capitalize(), result) for name in measures)), rows),
        note="Members are those of the day of the forecast; whoever orders for the first time later is a new customer."
        " What is sent back later is not taken off: this is what must be in stock.",
    )


def _weeks(lines: Sequence[Mapping[str, Any]], measures: Sequence[str]) -> Section:
    heads = ("Line", "Week from", *(name.capitalize() for name in measures))
    rows = tuple(
        (line["name"], week["starts_on"], *(_figure(week[name]) for name in measures))
        for line in (lines[-1], *lines[:-1])
        for week in line["weeks"]
    )
    return Section(
        "weeks",
        "Week by week",
        table=Table(heads, rows),
        note="k is a thousand, m a million. A band of all weeks together is narrower than those of single weeks added"
        " up: weeks above make up for weeks below.",
    )


def _products(lines: Sequence[Mapping[str, Any]]) -> Section | None:
    rows = tuple(
        (
            one["name"] or one["product"],
            one["product"],
            line["name"],
            count(one["units"]),
            percent(round(one["share"], 3)),
        )
        for line in lines
        for one in line["products"]
    )
    if not rows:
        return None
    return Section(
        "products",
        "Products wanted most",
        ("A segment's units of the weeks ahead, shared out as it bought them in the last eight weeks.",),
        table=Table(("Product", "Code", "Segment", "Units", "Share of its units"), rows),
        note="These have no band of their own: of a single product much depends on one large order.",
    )


def _trust(result: Mapping[str, Any]) -> Section:
    tried = result["backtest"]
    if not tried:
        return NOT_TRIED
    sentences, rows = [], []
    for name in tried[0]["measures"]:
        missed = [one["measures"][name] for one in tried]
        came = max(sum(one["came"] for one in missed), 1e-12)
        errors = [sum(one[way] for one in missed) / came for way in ("ours", *OTHERS)]
        inside = sum(one["inside"] for one in missed) / len(missed)
        rows.append((name.capitalize(), *(percent(round(one, 3)) for one in errors), percent(round(inside, 3))))
        if result["compared"]:
            sentences.append(_less(name, result["compared"][name]))
    return Section(
        "trust",
        "How far to trust it",
        (f"From {len(tried)} earlier days, with segments formed of what was known by each:", *sentences),
        table=Table(("Off by, of what came", "Ours", *OTHERS.values(), "Inside the 80 % bands"), tuple(rows)),
        note="Differences of lines and weeks, all counted as positive, as a share of what came.",
    )


def _less(measure: str, others: Mapping[str, Mapping[str, float]]) -> str:
    """Say how much smaller errors are than those of the plain ways, and whether that is beyond chance."""
    told = []
    for way, name in OTHERS.items():
        one = others[way]
        word = "smaller" if one["value"] >= 0 else "larger"
        sure = "" if one["low"] > 0 or one["high"] < 0 else ", which may be chance"
        told.append(f"{percent(abs(round(one['value'], 3)))} {word} than of the {name}{sure}")
    return f"Errors of {measure} are {' and '.join(told)}."


def _figure(one: Mapping[str, float]) -> str:
    return f"{_short(one['value'])} ({_short(one['low'])} to {_short(one['high'])})"


def _short(value: float) -> str:
    """Write a figure no longer than a forecast can know it.

    Examples
    --------
    >>> _short(0.0), _short(3.26), _short(70.84), _short(44_081.0), _short(643_070.0), _short(1_102_000.0)
    ('0', '3.3', '71', '44.1k', '643k', '1.10 m')
    """
    if value < 9.95:
        return f"{value:.1f}".removesuffix(".0")
    if value < 9_950:
        return count(value)
    if value < 999_500:
        return f"{value / 1e3:.1f}k" if value < 99_500 else f"{value / 1e3:.0f}k"
    return f"{value / 1e6:,.2f} m"


def _unit(measure: str, result: Mapping[str, Any]) -> str:
    is_money = measure.lower() == "revenue" and result["currency"]
    return f"{measure} in {result['currency']}" if is_money else measure
