"""The version of a segmentation: a hash of its content, never of paths or times of day."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from shoal.registry.plain import plain
from shoal.stats.rounding import RESULT_DIGITS
from shoal.terms import Segmentation, SegmentationSpec

_NOT_CONTENT = ("path", "delimiter", "encoding", "confidence", "why")
"""What a source spec says of where and how its rows are written down, and of how they were guessed."""


def version_of(segmentation: Segmentation) -> str:
    """Hash the content of a segmentation.

    The same rows with the same settings have the same version wherever they lie, in whichever file format, whether
    their columns were guessed or named by a person.

    Returns
    -------
    str
        12 hex digits.
    """
    grouping = segmentation.grouping
    content = {
        "spec": _spec(segmentation.spec),
        "as_of": segmentation.as_of,
        "population": segmentation.population,
        "n_customers": segmentation.n_customers,
        "currency": segmentation.currency,
        "fingerprint": segmentation.fingerprint,
        "features": segmentation.features,
        "recipe": {"kind": segmentation.recipe.kind, **segmentation.recipe.to_dict()},
        "model": {"kind": grouping.model.kind, **grouping.model.to_dict()},
        "algorithm": grouping.algorithm,
        "verdict": grouping.verdict,
        "evidence": grouping.evidence,
        "segments": segmentation.segments,
        "goal_progress": segmentation.goal_progress,
        "interactions": segmentation.interactions,
        "rules": segmentation.rules,
        "rows_read": segmentation.quality.rows_read,
        "rows_refused": segmentation.quality.rows_refused,
    }
    text = json.dumps(plain(content, digits=RESULT_DIGITS), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _spec(spec: SegmentationSpec) -> dict[str, Any]:
    content: dict[str, Any] = plain(spec)
    sources = [
        _without(source) | {"columns": [_without(c) for c in source["columns"]]} for source in content["sources"]
    ]
    content["sources"] = sorted(sources, key=lambda source: json.dumps(source, sort_keys=True))
    return content


def _without(described: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in described.items() if name not in _NOT_CONTENT}
