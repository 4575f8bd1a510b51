"""Contrast: what sets a segment apart from other customers, measured on customers held back."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.terms.evidence import Interval


@dataclass(frozen=True)
class Difference:
    """One thing in which the customers of a segment differ from others.

    Parameters
    ----------
    feature : str
        The name of what differs.
    level : str or None
        Of a category; None where the feature is a number.
    value, other : float
        Mean here and among the others, in the unit of the feature; of a level the shares that have it.
    effect : Interval
        Hedges' g: the difference in standard deviations, with its 95 % interval.
    index : float or None
        100 times value over other; None where one of them is not positive.
    lift : Interval or None
        Of a level: how many times as common it is here, with its 95 % interval. None for numbers, and where nobody
        among the others has it.
    is_descriptive : bool
        Whether segments were formed on it: then they differ by design, and the effect says how far, not whether.
    along_with : tuple of str
        Features that say the same and are therefore not told again.
    """

    feature: str
    level: str | None
    value: float
    other: float
    effect: Interval
    index: float | None
    lift: Interval | None
    is_descriptive: bool
    along_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contrast:
    """A segment against everyone else, or against its nearest neighbour.

    Parameters
    ----------
    against : int or None
        The segment; None for everyone else.
    differences : tuple of Difference
        The clearest first. Empty where nothing is clear.
    n_customers, n_others : int
        Held-back customers that were compared.
    n_compared : int
        Features and levels that were looked at.
    """

    against: int | None
    differences: tuple[Difference, ...]
    n_customers: int
    n_others: int
    n_compared: int
