"""A segmentation in a few lines of text, for a terminal or a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shoal.report.numbers import count, percent


def summary(result: Mapping[str, Any]) -> str:
    """Say the verdict in one line, then one line a segment.

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
        first = (
            f"{customers} customers form a continuum, not natural groups; {k} {'tier' if k == 1 else 'tiers'} for use."
        )
    return "\n".join([first, *map(_line, result["segments"])])


def _line(segment: Mapping[str, Any]) -> str:
    value = segment["value_share"]
    worth = "" if value is None else f", {percent(value)} of revenue"
    return f"{segment['name']}: {count(segment['n_customers'])} customers ({percent(segment['share'])}){worth}"
