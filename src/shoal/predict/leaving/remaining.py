"""How much longer each customer stays: how likely at round times, and how long in all, by rates of leaving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats
from shoal.predict.facts import Facts
from shoal.predict.leaving.hazard import LEAST_LEFT, fit_hazard, moments, spent_there
from shoal.stats.places import places
from shoal.stats.spearman import spearman
from shoal.terms.titles import in_sentence

MOST_LEARNT = 10_000
"""Customers that rates are learnt from: rows come in random order, so that the first are a sample."""

GROWS = 0.6
"""A number whose ranks go with those of the time so far as much as this grows with it, and is no reason to stay."""

DAYS = (30.0, 90.0, 365.0)

Told = tuple[Floats, Floats, Floats]
"""What is told of customers, and the ends of its 95 % interval; NaN for those who have gone (n,)."""


@dataclass(frozen=True)
class Remaining:
    """How much longer customers stay.

    Parameters
    ----------
    unit : str
        Of the times: ``days``, or the feature that says them.
    stays : tuple of (time ahead, Told)
        Probabilities of being there for so much longer.
    limit : float
    expected : Told
        The time that they stay of the next `limit`.
    """

    unit: str
    stays: tuple[tuple[float, Told], ...]
    limit: float
    expected: Told

    @property
    def columns(self) -> Mapping[str, Told]:
        """Give what is told by the name of its column: ``p_stays_90d``, ``expected_stay_365d``.

        Where a feature says the times, their unit is its own, and the names have none: ``p_stays_12``.
        """
        unit = "d" if self.unit == "days" else ""
        return {f"p_stays_{ahead:g}{unit}": told for ahead, told in self.stays} | {
            f"expected_stay_{self.limit:g}{unit}": self.expected
        }

    @property
    def meanings(self) -> Mapping[str, str]:
        """Say what each column means, by its name."""
        unit = in_sentence(self.unit)
        said = [f"probability of still being there {ahead:g} ({unit}) from now" for ahead, _ in self.stays]
        said.append(f"how long the customer is expected to stay of the next {self.limit:g} ({unit})")
        return dict(zip(self.columns, said, strict=True))


def horizons(unit: str, longest: float) -> tuple[tuple[float, ...], float]:
    """Choose the times that are looked ahead, and the limit up to which time is added up, within what was seen.

    Examples
    --------
    >>> horizons("tenure", 72.0), horizons("days", 1000.0)
    (((3.0, 6.0, 12.0), 24.0), ((30.0, 90.0, 365.0), 365.0))
    """
    if unit == "days":
        within = tuple(days for days in DAYS if days <= longest / 2) or (max(round(longest / 4), 1.0),)
        return within, within[-1]
    parts = (max(float(round(longest / part)), 1.0) for part in (24, 12, 6))
    return tuple(dict.fromkeys(parts)), max(float(round(longest / 3)), 1.0)


def fixed(facts: Facts, since: Floats, names: Sequence[str]) -> Facts:
    """Keep the features of some names that do not grow with time by themselves.

    Parameters
    ----------
    facts : Facts
    since : float array (n,)
        How long customers have been there.
    names : sequence of str
    """
    numbers = {name: facts.numbers[name] for name in names if name in facts.numbers}
    return Facts(
        {name: values for name, values in numbers.items() if not _grows(values, since)},
        {name: facts.texts[name] for name in names if name in facts.texts},
    )


def by_label(facts: Facts, since: Floats, has_left: Floats, *, unit: str) -> Remaining | None:
    """Tell how much longer customers stay of whom a label says whether they have left.

    Parameters
    ----------
    facts : Facts
        As `fixed` gives them.
    since : float array (n,)
        How long customers have been there, or were; NaN where that is not known.
    has_left : float array (n,)
        1 or 0; NaN of whom the label says nothing: nothing is learnt from them, and they are told of.
    unit : str

    Returns
    -------
    Remaining or None
        None where too few have left, or nothing is known that could tell customers apart.
    """
    known = ~np.isnan(since) & ~np.isnan(has_left)
    learnt = np.flatnonzero(known)[:MOST_LEARNT]
    if has_left[learnt].sum() < LEAST_LEFT or not facts.names:
        return None
    rates = fit_hazard(facts.rows(learnt), since[learnt], has_left[learnt])
    times, limit = horizons(unit, float(since[known].max()))
    here = np.flatnonzero(~np.isnan(since) & (has_left != 1))
    some, so_far = facts.rows(here), since[here]
    return Remaining(
        unit,
        tuple((ahead, _spread(rates.stays(some, so_far, ahead), here, len(since))) for ahead in times),
        limit,
        _spread(rates.expected(some, so_far, limit), here, len(since)),
    )


def by_pace(lasted: Floats, ended: Floats, since: Floats, told: Told, horizon_days: float) -> Remaining | None:
    """Tell how much longer customers hold something: as likely as told within a horizon, at the usual pace beyond it.

    Assumes that who is twice as likely as others to leave within the horizon is so at all times. The interval is that
    of the probability; the pace is taken as known.

    Parameters
    ----------
    lasted, ended : float arrays (m,)
        How many days each holding lasted, and whether it has ended.
    since : float array (n,)
        For how many days customers have held what they hold; NaN for those who hold nothing.
    told : Told
        Probability of leaving within the horizon, with the ends of its interval.
    horizon_days : float

    Returns
    -------
    Remaining or None
        None where too few holdings have ended.
    """
    if ended.sum() < LEAST_LEFT:
        return None
    rates = fit_hazard(Facts({"everybody": np.ones(len(lasted))}, {}), lasted, ended)
    times, limit = horizons("days", float(lasted.max()))
    within = np.maximum(rates.risk_of_all(since, horizon_days), 1e-300)

    def stays(ahead: float) -> Told:
        paced = rates.risk_of_all(since, ahead) / within
        one, low, high = ((1 - np.clip(p, 0.0, 1 - 1e-12)) ** paced for p in (told[0], told[2], told[1]))
        return one, low, high

    curves = zip(*(stays(ahead) for ahead in moments(limit)), strict=True)
    one, low, high = (spent_there(curve, limit) for curve in curves)
    return Remaining("days", tuple((ahead, stays(ahead)) for ahead in times), limit, (one, low, high))


def _grows(values: Floats, since: Floats) -> bool:
    """Tell whether a number is more the time so far than anything else."""
    known = ~np.isnan(values) & ~np.isnan(since)
    alike = spearman(places(values[known]), places(since[known]), np.ones(int(known.sum())))
    return abs(alike) >= GROWS


def _spread(told: Told, here: np.ndarray, n: int) -> Told:
    """Put what is told of some customers into arrays of all (n,)."""
    each = []
    for values in told:
        whole = np.full(n, np.nan)
        whole[here] = values
        each.append(whole)
    return each[0], each[1], each[2]
