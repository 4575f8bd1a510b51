"""The object of ``segments.json``: every key is always there; what was not computed is null, or an empty list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from shoal.registry.contrast import contrast_of
from shoal.registry.evidence import evidence_of
from shoal.registry.goal import goal_of, interactions_of
from shoal.registry.plain import instant, rounded
from shoal.registry.portraits import portrait_of
from shoal.registry.rules import rule_of, rules_of
from shoal.terms import (
    Figure,
    Linking,
    Quality,
    Segment,
    Segmentation,
    SourceAccount,
)
from shoal.terms.sources import file_name

SCHEMA_VERSION = 1

MOST_PROFILED = 50
"""Segments whose profiles hold every feature; of more they hold those that formed them, and profiles.csv has all."""

FILES: Mapping[str, str] = {
    "report": "report.html",
    "segments": "segments.json",
    "assignments": "assignments.parquet",
    "assignments_csv": "assignments.csv",
    "profiles": "profiles.csv",
    "features": "features.parquet",
    "identity": "identity.parquet",
    "dictionary": "dictionary.md",
    "segment_dictionary": "segments.md",
    "segment_dictionary_html": "segments.html",
    "quality": "quality.json",
    "config": "shoal.toml",
    "script": "run.py",
}
"""What a version consists of, relative to its folder."""

HISTORIES: Mapping[str, str] = {
    step: f"history_{step}.parquet" for step in ("lines", "acts", "writings", "held", "sends", "usual_prices")
}
"""Where what features of one customer are computed from is kept beside a version, by the step it is read as."""

LOOKED_UP = 16_384
"""Rows of a group of the files in which one customer is looked up: what has to be read to find them."""


def to_result(segmentation: Segmentation, version: str) -> dict[str, Any]:
    """Give a segmentation as plain data, keys in a stable order, floats with 9 significant digits.

    Parameters
    ----------
    segmentation : Segmentation
    version : str
        As `version_of` gives it.
    """
    grouping = segmentation.grouping
    return {
        "schema_version": SCHEMA_VERSION,
        "segmentation": {"name": segmentation.spec.name, "version": version},
        "as_of": instant(segmentation.as_of),
        "timezone": segmentation.spec.timezone,
        "currency": segmentation.currency,
        "goal": segmentation.spec.goal,
        "goal_progress": goal_of(segmentation.goal_progress),
        "population": segmentation.population,
        "n_customers": segmentation.n_customers,
        "n_outliers": _n_outliers(segmentation),
        "algorithm": grouping.algorithm,
        "k": len(segmentation.segments),
        "verdict": grouping.verdict,
        "evidence": evidence_of(grouping.evidence),
        "features": _features(segmentation),
        "interactions": interactions_of(segmentation.interactions),
        "segments": [_segment(segment, segmentation) for segment in segmentation.segments],
        "rules": rules_of(segmentation.rules),
        "identity": _identity(segmentation.linking),
        "quality": quality_of(segmentation.quality),
        "warnings": list(segmentation.warnings),
        "files": dict(FILES),
    }


def _n_outliers(segmentation: Segmentation) -> int:
    """Count the customers who belong to no group; too few to be described are among the others, and are not told."""
    apart = (segmentation.grouping.outliers,)
    return sum(segment.n_customers for segment in segmentation.segments if segment.groups == apart)


def quality_of(quality: Quality) -> dict[str, Any]:
    """Give what was read, used, refused and repaired as plain data."""
    return {
        "rows_read": quality.rows_read,
        "rows_used": quality.rows_used,
        "rows_refused": {reason: quality.rows_refused[reason] for reason in sorted(quality.rows_refused)},
        "fixes": [
            {"name": fix.name, "n_rows": fix.n_rows, "reason": fix.reason, "undo": fix.undo} for fix in quality.fixes
        ],
        "by_source": [_account(one) for one in quality.accounts],
    }


def _account(one: SourceAccount) -> dict[str, Any]:
    return {
        "source": file_name(one.source),  # the same files give the same result wherever they lie
        "kind": one.kind,
        "score": rounded(one.score.value),
        "parts": {part.value: rounded(share) for part, share in one.score.parts.items()},
        "n_rows": one.n_rows,
        "n_examined": one.n_examined,
        "n_customers": one.n_customers,
        "customers_share": rounded(one.customers_share),
        "span": list(one.span),
        "findings": [
            {
                "name": finding.name,
                "column": finding.column,
                "severity": finding.severity.value,
                "n": finding.n,
                "n_of": finding.n_of,
                "found": finding.found,
                "why": finding.why,
                "do": finding.do,
                "rows": list(finding.rows),
                "part": None if finding.part is None else finding.part.value,
                "fix": finding.fix,
            }
            for finding in one.findings
        ],
        "fixes": [
            {
                "name": fix.name,
                "is_applied": fix.is_applied,
                "n_rows": fix.n_rows,
                "effect": fix.effect,
                "reason": fix.reason,
            }
            for fix in one.fixes
        ],
    }


def _identity(linking: Linking) -> dict[str, Any]:
    return asdict(linking) | {"by_field": {via: linking.by_field[via] for via in sorted(linking.by_field)}}


def _features(segmentation: Segmentation) -> list[dict[str, Any]]:
    """Say of every feature whether segments were formed on it, and why."""
    chosen = segmentation.choices()
    return [
        {
            "name": feature.name,
            "lens": feature.lens.value,
            "unit": feature.unit,
            "description": feature.description,
            "used": chosen[feature.name].used,
            "why": chosen[feature.name].why,
            "same_as": chosen[feature.name].same_as or None,
        }
        for feature in segmentation.features
    ]


def _segment(segment: Segment, segmentation: Segmentation) -> dict[str, Any]:
    order = {feature.name: place for place, feature in enumerate(segmentation.features)}
    found = segmentation.grouping.evidence.stability
    profiled = sorted(_profiled(segment, segmentation), key=lambda name: (order.get(name, len(order)), name))
    return {
        "id": segment.id,
        "name": segment.name,
        "is_natural": segment.is_natural,
        "n_customers": segment.n_customers,
        "share": rounded(segment.share),
        "value_share": rounded(segment.value_share),
        "stability": None if segment.stability is None else rounded(segment.stability.value),
        "is_stable": None if found is None else found.is_stable(segment.stability),
        "profile": {name: _figure(segment.profile[name]) for name in profiled},
        "labels": {
            label: {"share": rounded(of.value), "low": rounded(of.low), "high": rounded(of.high)}
            for label, of in segment.labels.items()
        },
        "rule": rule_of(segment.rule),
        "contrast": contrast_of(segment.contrasts),
        **portrait_of(segment),
    }


def _profiled(segment: Segment, segmentation: Segmentation) -> list[str]:
    """List the features of a profile; of very many segments only those they were formed on, the rest is in a table."""
    if len(segmentation.segments) <= MOST_PROFILED:
        return list(segment.profile)
    chosen = segmentation.choices()
    return [name for name in segment.profile if name in chosen and chosen[name].used]


def _figure(figure: Figure) -> dict[str, Any]:
    return {"mean": rounded(figure.mean), "median": rounded(figure.median), "index": rounded(figure.index)}
