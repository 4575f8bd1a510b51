"""The evidence for a grouping: whether it is real, why so many groups, whether they last, what they are worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Verdict = Literal["clusters", "continuum"]


@dataclass(frozen=True)
class Interval:
    """An estimate with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Effect:
    """How strong the structure is, beside the threshold that it must pass."""

    name: str
    value: float
    low: float
    high: float
    threshold: float


@dataclass(frozen=True)
class ByK:
    """The evidence for one number of groups; a criterion that was not computed is None."""

    k: int
    inertia: float
    silhouette: float | None
    gap: float | None
    gap_se: float | None
    smallest_share: float
    silhouette_low: float | None = None
    silhouette_high: float | None = None
    calinski_harabasz: float | None = None
    davies_bouldin: float | None = None
    prediction_strength: float | None = None
    bic: float | None = None


@dataclass(frozen=True)
class Candidate:
    """An algorithm that was considered, or listed as not tried, with the reason.

    Parameters
    ----------
    algorithm : str
    k : int or None
    tried, chosen : bool
    why : str
    strength : Interval or None
        Prediction strength: how well groups found among some of the customers place the pairs of others. Of a mixture
        whose groups are told apart it is that of the average customer, else that of the weakest group.
    agreement : float or None
        Share of the customers that its model places where the algorithm did.
    outlier_share : float or None
        Share of the customers that it leaves out of every group.
    density_validity : float or None
        Of a density method: whether its groups are denser inside than the space between them, -1 to 1.
    """

    algorithm: str
    k: int | None
    tried: bool
    chosen: bool
    why: str
    strength: Interval | None = None
    agreement: float | None = None
    outlier_share: float | None = None
    density_validity: float | None = None


@dataclass(frozen=True)
class Stability:
    """Whether the same groups come back. It says that a result can be repeated, never that groups exist.

    Parameters
    ----------
    overall : Interval
        Mean adjusted Rand index of the groups with those of resampled customers; nine of ten resamples give at least
        its low end, and nine of ten at most its high end.
    groups : tuple of Interval or None
        For each group of the model, the mean Jaccard similarity with the nearest group of a resample, with bounds of
        the same kind; None where the sample has nobody of the group.
    n_resamples : int
    threshold : float
        A group is called stable where the low end reaches this: where nine of ten resamples do.
    n_sample : int
        Customers that resamples were drawn from.
    seeds : float or None
        Mean adjusted Rand index of groups found from several seeds, on the same customers; None where no dice are
        thrown.
    without : tuple of (matrix column, float)
        Adjusted Rand index when a feature is left out.
    windows : tuple of (datetime, float)
        Adjusted Rand index of the customers in common with groups formed as of an earlier day.
    """

    overall: Interval
    groups: tuple[Interval | None, ...]
    n_resamples: int
    threshold: float
    n_sample: int = 0
    seeds: float | None = None
    without: tuple[tuple[str, float], ...] = ()
    windows: tuple[tuple[datetime, float], ...] = ()

    def is_stable(self, one: Interval | None) -> bool | None:
        """Say whether what has these bounds is called stable; None where it was not measured."""
        return None if one is None else one.low >= self.threshold


@dataclass(frozen=True)
class OutcomeWorth:
    """How well ways of grouping tell apart what customers did next.

    Parameters
    ----------
    outcome : str
        ``spend``, ``orders`` or ``churn``.
    measure : str
        ``spearman`` (rank correlation) or ``auc``.
    by : mapping of way to Interval
        ``segments``, ``rfm_grid``, ``value_tiers``, ``log_spend``, ``model``; intervals over customers.
    ahead : mapping of way to Interval
        The segments' figure less that of each other way, on the same customers.
    """

    outcome: str
    measure: Literal["spearman", "auc"]
    by: Mapping[str, Interval]
    ahead: Mapping[str, Interval] = field(default_factory=dict)


@dataclass(frozen=True)
class Worth:
    """Groups formed as of earlier days, judged by what customers did in the days after.

    Parameters
    ----------
    horizon_days : int
    origins : tuple of datetime
        The days as of which groups were formed.
    n_customers : int
        Customers judged, each counted once.
    outcomes : tuple of OutcomeWorth
    why_not : str
        Why it could not be measured, in words; empty where it could.
    """

    horizon_days: int
    origins: tuple[datetime, ...]
    n_customers: int
    outcomes: tuple[OutcomeWorth, ...]
    why_not: str = ""


@dataclass(frozen=True)
class Evidence:
    """Why these groups, and whether they are real.

    Parameters
    ----------
    p_structure : float or None
        Chance of structure this strong in one smooth population with the same margins and correlations.
    effect : Effect or None
    silhouette : Interval or None
        Of the chosen grouping, on the sample.
    gap : float or None
    stability : Stability or None
    by_k : tuple of ByK
    candidates : tuple of Candidate
    votes : mapping of criterion to its k
        ``elbow``, ``silhouette``, ``gap``; None where the criterion has no maximum.
    reason : str
        Why this k and this algorithm, in plain words.
    n_sample : int
        Customers on which the choice was made.
    agreement : float or None
        Share of the customers that the algorithm looked at whom the model places where it did; None where the model
        is the algorithm's own.
    worth : Worth or None
        None where it was not asked for.
    """

    p_structure: float | None = None
    effect: Effect | None = None
    silhouette: Interval | None = None
    gap: float | None = None
    stability: Stability | None = None
    by_k: tuple[ByK, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    votes: Mapping[str, int | None] = field(default_factory=dict)
    reason: str = ""
    n_sample: int = 0
    agreement: float | None = None
    worth: Worth | None = None
