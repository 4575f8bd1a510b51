"""The evidence of a grouping as plain data."""

from __future__ import annotations

from typing import Any

from shoal.registry.plain import instant, rounded
from shoal.terms import ByK, Candidate, Effect, Evidence, Interval, Stability, Worth


def evidence_of(evidence: Evidence) -> dict[str, Any]:
    """Give the evidence as plain data; what was not computed is null."""
    stability = evidence.stability
    return {
        "p_structure": rounded(evidence.p_structure),
        "effect": _effect(evidence.effect),
        "silhouette": _interval(evidence.silhouette),
        "gap": rounded(evidence.gap),
        "stability": None if stability is None else rounded(stability.overall.value),
        "by_k": [_by_k(row) for row in evidence.by_k],
        "candidates": [_candidate(one) for one in evidence.candidates],
        "worth": None if evidence.worth is None else _worth(evidence.worth),
        "votes": dict(evidence.votes),
        "agreement": rounded(evidence.agreement),
        "resampling": None if stability is None else _resampling(stability),
        "reason": evidence.reason,
    }


def _by_k(row: ByK) -> dict[str, Any]:
    return {
        "k": row.k,
        "inertia": rounded(row.inertia),
        "silhouette": rounded(row.silhouette),
        "silhouette_low": rounded(row.silhouette_low),
        "silhouette_high": rounded(row.silhouette_high),
        "gap": rounded(row.gap),
        "gap_se": rounded(row.gap_se),
        "calinski_harabasz": rounded(row.calinski_harabasz),
        "davies_bouldin": rounded(row.davies_bouldin),
        "prediction_strength": rounded(row.prediction_strength),
        "bic": rounded(row.bic),
    }


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "algorithm": one.algorithm,
        "k": one.k,
        "tried": one.tried,
        "chosen": one.chosen,
        "strength": _interval(one.strength),
        "agreement": rounded(one.agreement),
        "outlier_share": rounded(one.outlier_share),
        "density_validity": rounded(one.density_validity),
        "why": one.why,
    }


def _resampling(stability: Stability) -> dict[str, Any]:
    """Say how the groups came back; those of the segments stand with them."""
    return {
        "overall": _interval(stability.overall),
        "n_resamples": stability.n_resamples,
        "threshold": rounded(stability.threshold),
        "n_sample": stability.n_sample,
        "seeds": rounded(stability.seeds),
        "without": {column: rounded(value) for column, value in stability.without},
        "windows": [{"as_of": instant(as_of), "agreement": rounded(value)} for as_of, value in stability.windows],
    }


def _worth(worth: Worth) -> dict[str, Any]:
    return {
        "horizon_days": worth.horizon_days,
        "origins": [instant(origin) for origin in worth.origins],
        "n_customers": worth.n_customers,
        "outcomes": [
            {
                "outcome": one.outcome,
                "measure": one.measure,
                "by": {way: _interval(value) for way, value in one.by.items()},
                "ahead": {way: _interval(value) for way, value in one.ahead.items()},
            }
            for one in worth.outcomes
        ],
        "why_not": worth.why_not or None,
    }


def _effect(effect: Effect | None) -> dict[str, Any] | None:
    if effect is None:
        return None
    return {
        "name": effect.name,
        "value": rounded(effect.value),
        "low": rounded(effect.low),
        "high": rounded(effect.high),
        "threshold": rounded(effect.threshold),
    }


def _interval(interval: Interval | None) -> dict[str, Any] | None:
    if interval is None:
        return None
    return {"value": rounded(interval.value), "low": rounded(interval.low), "high": rounded(interval.high)}
