"""Fitting a recipe: what to do with each feature, decided from the data, with the reason."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.engine import quote
from shoal.prepare.choose import chosen_features, without_correlated
from shoal.prepare.recipe import ColumnRecipe
from shoal.prepare.steps import CategoryStep, NumberStep, Transform, transformed
from shoal.terms import Choice, Feature, FeaturesSpec, FeatureTable, FeatureType, Matrix, PrepareSpec, PrivacySpec

SKEWED = 1.0
"""A feature is compressed where its skewness is beyond this; the usual reading of "highly skewed"."""

SAMPLE = 100_000
"""Customers on which a recipe is fitted; the table's order is random, so the first rows are a sample."""


def fit(
    table: FeatureTable,
    spec: PrepareSpec,
    *,
    features: FeaturesSpec | None = None,
    privacy: PrivacySpec | None = None,
) -> ColumnRecipe:
    """Decide for every feature whether it is used, and how it becomes columns.

    Missing numbers are filled, tails are capped, skewed ones compressed, all are made comparable; categories become
    one column per level; of two features that say the same the later one is left out. No customer is dropped.

    Parameters
    ----------
    table : FeatureTable
    spec : PrepareSpec
    features : FeaturesSpec or None
        Which features are asked for or excluded.
    privacy : PrivacySpec or None
        Which sensitive traits may be used.

    Returns
    -------
    ColumnRecipe
        Possibly without steps, where no feature tells customers apart.

    Raises
    ------
    FeatureError
        If a feature asked for does not exist.
    """
    names = ", ".join(quote(feature.name) for feature in table.features)
    query = f"SELECT {names} FROM {table.relation.name} LIMIT {SAMPLE}"
    rows = table.relation.engine.arrow(query, step="sample for the recipe") if table.features else pa.table({})
    wanted = chosen_features(table, rows, features or FeaturesSpec(), privacy or PrivacySpec())
    fitted = [
        (
            choice,
            _category_step(feature, rows, spec)
            if feature.type is FeatureType.CATEGORY
            else _number_step(feature, rows, spec),
        )
        for feature, choice in zip(table.features, wanted, strict=True)
        if choice.used
    ]
    kept = without_correlated(
        [(step.feature, _columns(step, rows)) for _, step in fitted],
        limit=spec.max_correlation,
        asked_for=frozenset((features or FeaturesSpec()).use),
    )
    choices = tuple(
        Choice(choice.feature, used=False, why=kept[choice.feature]) if kept.get(choice.feature) else choice
        for choice in wanted
    )
    return ColumnRecipe(tuple(step for _, step in fitted if not kept[step.feature]), choices)


def _columns(step: NumberStep | CategoryStep, rows: pa.Table) -> Matrix:
    return step.apply(rows.column(step.feature))


def _number_step(feature: Feature, rows: pa.Table, spec: PrepareSpec) -> NumberStep:
    known = pc.drop_null(rows.column(feature.name).cast(pa.float64())).to_numpy(zero_copy_only=False)
    fill = 0.0 if spec.missing == "zero" else float(np.median(known))
    low, high = _caps(known, spec) if feature.type is not FeatureType.FLAG else (None, None)
    x = np.clip(known, -math.inf if low is None else low, math.inf if high is None else high)
    transform, unit = _transform(feature, x, spec)
    center, scale = _center_and_scale(transformed(x, transform, unit), spec)
    return NumberStep(feature.name, _exact(fill), low, high, transform, _exact(unit), _exact(center), _exact(scale))


def _caps(known: Matrix, spec: PrepareSpec) -> tuple[float | None, float | None]:
    """Find the caps; a cap that would make everyone equal is none."""
    if spec.outliers == "keep":
        return None, None
    low, high = (_exact(float(q)) for q in np.quantile(known, [spec.cap_share, 1 - spec.cap_share]))
    if low == high:
        return None, None
    return (low if low > known.min() else None), (high if high < known.max() else None)


def _transform(feature: Feature, x: Matrix, spec: PrepareSpec) -> tuple[Transform, float]:
    """Choose the compression: only where it makes the skewness smaller."""
    if spec.skew == "none" or feature.type in (FeatureType.FLAG, FeatureType.SHARE):
        return "none", 1.0
    transform: Transform = "log" if x.min() >= 0 else "signed_log"
    unit = _unit(feature, x)
    before, after = _skewness(x), _skewness(transformed(x, transform, unit))
    if spec.skew == "auto" and (abs(before) <= SKEWED or abs(after) >= abs(before)):
        return "none", 1.0
    return transform, unit


def _unit(feature: Feature, x: Matrix) -> float:
    """Give the size below which differences count in full: one for counts, else a small typical value."""
    if feature.type is FeatureType.COUNT:
        return 1.0
    sizes = np.abs(x[x != 0])
    return _exact(float(np.quantile(sizes, 0.1))) if len(sizes) else 1.0


def _center_and_scale(t: Matrix, spec: PrepareSpec) -> tuple[float, float]:
    if spec.scale == "none":
        return 0.0, 1.0
    if spec.scale == "robust":
        q1, center, q3 = (float(q) for q in np.quantile(t, [0.25, 0.5, 0.75]))
        spread = (q3 - q1) / 1.349  # the interquartile range of a standard normal
        return center, spread if spread > 0 else float(t.std()) or 1.0
    return float(t.mean()), float(t.std()) or 1.0


def _category_step(feature: Feature, rows: pa.Table, spec: PrepareSpec) -> CategoryStep:
    counts = pc.value_counts(pc.drop_null(rows.column(feature.name))).to_pylist()
    ordered = sorted(counts, key=lambda item: (-item["counts"], item["values"]))[: spec.max_categories]
    shares = tuple(_exact(item["counts"] / rows.num_rows) for item in ordered)
    scale = math.sqrt(sum(share * (1 - share) for share in shares)) or 1.0
    return CategoryStep(feature.name, tuple(item["values"] for item in ordered), shares, _exact(scale))


def _skewness(x: Matrix) -> float:
    spread = float(x.std())
    return float((((x - x.mean()) / spread) ** 3).mean()) if spread > 0 else 0.0


def _exact(value: float) -> float:
    """Round to 12 significant digits, so that what is written down is what is used."""
    return float(f"{value:.12g}")
