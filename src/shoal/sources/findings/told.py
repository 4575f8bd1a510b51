"""What is told of all that was found: the gravest first, and the same of many columns once."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from shoal.terms import Finding

MOST_ALIKE = 20
"""Findings of one name in one source that are told one by one; a table of 500 columns has hundreds."""


def graded_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Put the gravest first, and tell what is the same of many columns once."""
    order = sorted(findings, key=lambda one: (-one.severity.rank, -one.rate, one.name, one.column))
    told: dict[str, list[Finding]] = defaultdict(list)
    for one in order:
        told[one.name].append(one)
    shown: list[Finding] = []
    n_shown: Counter[str] = Counter()
    for one in order:
        n_shown[one.name] += 1
        if n_shown[one.name] <= MOST_ALIKE:
            shown.append(one)
        elif n_shown[one.name] == MOST_ALIKE + 1:
            shown.append(_rest(told[one.name][MOST_ALIKE:]))
    return tuple(shown)


def _rest(alike: list[Finding]) -> Finding:
    """Say that there are more of the same; the score loses as much as it would by each of them."""
    kept = 1.0
    for one in alike:
        kept *= 1 - min(1.0, one.rate)
    first, n_of = alike[0], 1_000_000
    return replace(
        first,
        column="",
        n=round((1 - kept) * n_of) if first.part else len(alike),
        n_of=n_of if first.part else len(alike),
        found=f"the same is found in {len(alike):,} further columns, to a lesser degree",
        rows=(),
        fix="",
    )
