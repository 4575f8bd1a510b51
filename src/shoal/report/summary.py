"""A segmentation in a few lines of text, for a terminal or a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shoal.report.numbers import count, percent
from shoal.report.shown import MOST_SHOWN
from shoal.report.words import by_algorithm


def summary(result: Mapping[str, Any]) -> str:
    """Say the verdict in one line, then one line a segment, as far as they can be read.

    Parameters
    ----------
    result : mapping
        The object of ``segments.json``.

    Examples
    --------
    >>> segment = {"name": "Everyone", "n_customers": 1200, "share": 1.0, "value_share": None}
    >>> print(summary({"verdict": "continuum", "n_customers": 1200, "k": 1, "segments": [segment]}))
    1,200 customers form a continuum, not natural groups; 1 tier for use.
    Everyone: 1,200 customers (100 %)
    """
    customers, k = count(result["n_customers"]), result["k"]
    if result["verdict"] == "clusters" and any(segment["is_natural"] for segment in result["segments"]):
        first = f"{customers} customers form natural groups; {k} segments."
    elif result["verdict"] == "clusters":
        first = f"{customers} customers form natural groups, but were cut into {k} segments as asked."
    else:
        first = f"{customers} customers form a continuum, not natural groups; {_cut(result)}."
    listed = result["segments"][:MOST_SHOWN]
    more = len(result["segments"]) - len(listed)
    last = [f"{count(more)} more are in segments.json."] if more else []
    return "\n".join([first, *map(_line, listed), *last])


def _cut(result: Mapping[str, Any]) -> str:
    """Say what is given in place of natural groups: tiers of one feature, or segments by the algorithm asked for."""
    k, algorithm = result["k"], result.get("algorithm", "value_tiers")
    if algorithm == "value_tiers":
        return f"{count(k)} {'tier' if k == 1 else 'tiers'} for use"
    return f"{count(k)} {'segment' if k == 1 else 'segments'} {by_algorithm(algorithm)} for use"


def _line(segment: Mapping[str, Any]) -> str:
    value = segment["value_share"]
    worth = "" if value is None else f", {percent(value)} of revenue"
    return f"{segment['name']}: {count(segment['n_customers'])} customers ({percent(segment['share'])}){worth}"
