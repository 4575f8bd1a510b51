"""What sets a segment apart, and its rule, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape

from shoal.report.contrast import how, measured_on, what
from shoal.report.numbers import percent
from shoal.terms import Contrast, Difference, Interval


def show_apart(segment: Mapping[str, Any], console: Console) -> None:
    """Print the rule of a segment, and how it differs from everyone else and from its nearest neighbour."""
    if not segment["profile"]:
        return
    if rule := segment["rule"]:
        right, found = percent(rule["precision"]), percent(rule["recall"])
        console.print(f"\nWho\n  {escape(rule['text'])}", soft_wrap=True)
        console.print(
            f"  [dim](of those it names {right} are in the segment; it finds {found} of them)[/]", soft_wrap=True
        )
    shares = frozenset(name for name in segment["profile"] if name.startswith("is_") or name.endswith("_share"))
    for against, key in (("everyone else", "everyone_else"), ("the nearest segment", "nearest")):
        told = segment["contrast"][key]
        if told is not None:
            number = "" if told["segment"] is None else f" ({told['segment']})"
            console.print(f"\nWhat sets them apart from {against}{number}")
            _show(_contrast(told), shares, console)


def _show(told: Contrast, shares: frozenset[str], console: Console) -> None:
    if not told.n_compared:
        console.print("  Too few customers were held back on either side to say.")
        return
    for one in told.differences:
        console.print(f"  {escape(what(one))}: {escape(how(one, shares))}", soft_wrap=True)
    console.print(f"  [dim]({escape(measured_on(told))})[/]", soft_wrap=True)


def _contrast(told: Mapping[str, Any]) -> Contrast:
    """Read a comparison as it was published."""
    differences = (
        Difference(
            **{
                **one,
                "effect": Interval(**one["effect"]),
                "lift": None if one["lift"] is None else Interval(**one["lift"]),
                "along_with": tuple(one["along_with"]),
            }
        )
        for one in told["differences"]
    )
    return Contrast(told["segment"], tuple(differences), told["n_customers"], told["n_others"], told["n_compared"])
