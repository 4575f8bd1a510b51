"""How long customers stay: the share of all who are still there over time, and how much longer each of them stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from shoal.engine import matrix
from shoal.predict.arrays import Floats
from shoal.predict.examples import Examples, folds
from shoal.predict.facts import Facts
from shoal.predict.leaving.held_back import held_back
from shoal.predict.leaving.remaining import MOST_LEARNT, Remaining, Told, by_label, by_pace, fixed, horizons
from shoal.predict.leaving.survival import half_life, staying
from shoal.predict.permitted import only
from shoal.terms import Identity, Relation

N_TIMES = 12
N_PARTS = 4
"""Parts of the customers, each told of by rates learnt on the others."""


@dataclass(frozen=True)
class Lasting:
    """How long customers stay.

    Parameters
    ----------
    said : mapping or None
        ``unit``, ``half_left_after``, ``curve``; ``ahead`` and ``limit`` with the means of those who are still there;
        ``held_back``, empty where nothing was held back. None where nobody has left.
    remaining : Remaining or None
        Of each customer; None where too little is known.
    """

    said: dict[str, Any] | None
    remaining: Remaining | None


def label_lasting(
    facts: Facts,
    names: Sequence[str],
    tenure: str,
    has_left: Sequence[float],
    persons: Sequence[str],
    *,
    seed: int,
) -> Lasting:
    """Say it of customers of whom a label says whether they have left, and a feature how long they were there.

    Parameters
    ----------
    facts : Facts
    names : sequence of str
        Features that may tell customers apart: none that gives the outcome away.
    tenure : str
        The feature that says how long.
    has_left : sequence of float (n,)
        1 or 0; NaN of whom the label says nothing: they are told of, and nothing is learnt from them.
    persons : sequence of str (n,)
    seed : int
    """
    since, left = facts.numbers[tenure], np.array(has_left, dtype=np.float64)
    known = np.flatnonzero(~np.isnan(since) & ~np.isnan(left))
    some = fixed(facts, since, [name for name in names if name != tenure])
    remaining = by_label(some, since, left, unit=tenure)
    judged: tuple[Any, ...] = ()
    if remaining is not None:
        learnt = known[:MOST_LEARNT]
        people = np.array([persons[row] for row in learnt], dtype=np.str_)
        examples = Examples(some.rows(learnt), left[learnt], people, np.zeros(len(learnt), int), {})
        part = folds(examples, N_PARTS, part="held back")
        times, limit = horizons(tenure, float(since[known].max()))
        at = np.unique([*times, limit])
        judged = held_back(examples.facts, since[learnt], examples.happened, part, at, seed=seed)
    return Lasting(_said(since[known], left[known], tenure, remaining, judged), remaining)


def holdings_lasting(
    held: Relation,
    people: tuple[Identity, Relation | None],
    on: str,
    since: Floats | None,
    told: Told,
    horizon_days: int,
) -> Lasting:
    """Say it of customers who hold something with a beginning and an end.

    Parameters
    ----------
    held : Relation
    people : tuple of (Identity, Relation or None)
        Who is who, and whose data may be used; None means everyone's.
    on : str
        The day (``2025-12-31``), in the time zone of the business.
    since : float array (n,) or None
        For how many days customers have held what they hold; None where that is not known.
    told : Told
        Probability of leaving within the horizon, with the ends of its interval.
    horizon_days : int
    """
    identity, permitted = people
    allowed = only(permitted)
    source = (
        f"{held.name} h JOIN {identity.relation.name} i ON h.source_key = i.source_key"
        f" WHERE h.started_on IS NOT NULL AND h.started_on <= DATE '{on}'{allowed}"
    )
    rows = matrix(
        held.engine,
        [
            f"date_diff('day', h.started_on, least(coalesce(h.ended_on, DATE '{on}'), DATE '{on}'))",
            f"CASE WHEN h.ended_on <= DATE '{on}' THEN 1 ELSE 0 END",
        ],
        source,
        step="how long holdings last",
    )
    lasted, ended = rows[:, 0], rows[:, 1]
    remaining = None if since is None else by_pace(lasted, ended, since, told, float(horizon_days))
    return Lasting(_said(lasted, ended, "days", remaining, ()), remaining)


def _said(
    lasted: Floats, has_left: Floats, unit: str, remaining: Remaining | None, judged: tuple[Any, ...]
) -> dict[str, Any] | None:
    """Say who stays how long, at round times, and by when half have left; None where nobody has left."""
    if not len(lasted) or not has_left.any():
        return None
    times = np.unique(np.round(np.linspace(0, float(lasted.max()), N_TIMES + 1)))[1:]
    return {
        "unit": unit,
        "half_left_after": half_life(lasted, has_left),
        "curve": staying(lasted, has_left, times),
        "ahead": []
        if remaining is None
        else [{"at": ahead, "stays": _mean(told[0])} for ahead, told in remaining.stays],
        "limit": None if remaining is None else remaining.limit,
        "expected": None if remaining is None else _mean(remaining.expected[0]),
        "held_back": list(judged),
    }


def _mean(values: Floats) -> float | None:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else None
