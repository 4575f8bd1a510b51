"""Fitting a recipe: what to do with each feature, decided from the data, with the reason."""

from __future__ import annotations

import math

import numpy as np

from shoal.prepare.choose import chosen_features, without_correlated
from shoal.prepare.recipe import ColumnRecipe
from shoal.prepare.steps import CategoryStep, NumberStep, Transform, transformed
from shoal.prepare.values import Values, sample_of, values_of
from shoal.prepare.wide import Block, warning_of, without_overflow
from shoal.stats.rounding import exactly
from shoal.terms import Choice, Feature, FeaturesSpec, FeatureTable, FeatureType, Matrix, PrepareSpec, PrivacySpec

SKEWED = 1.0
"""A feature is compressed where its skewness is beyond this; the usual reading of "highly skewed"."""


TINY = 1e-100
"""Smaller than any size that means something, and large enough to divide by."""


def fit(
    table: FeatureTable,
    spec: PrepareSpec,
    *,
    features: FeaturesSpec | None = None,
    privacy: PrivacySpec | None = None,
) -> ColumnRecipe:
    """Decide for every feature whether it is used, and how it becomes columns.

    Missing numbers are filled, tails are capped, skewed ones compressed, all are made comparable; categories become
    one column per level; of two features that say the same the later one is left out, and of very many features those
    are kept that stand for the others. No customer is dropped.

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
    asked = features or FeaturesSpec()
    protected = privacy or PrivacySpec()
    looked_at = values_of(table)
    wanted = chosen_features(table, looked_at, asked, protected)
    steps = tuple(
        _category_step(feature, values, spec, protected.min_count)
        if feature.type is FeatureType.CATEGORY
        else _number_step(feature, values, spec)
        for feature, values, choice in zip(table.features, looked_at, wanted, strict=True)
        if choice.used
    )
    blocks = _blocks(ColumnRecipe(steps, ()), table)
    overflow = without_overflow(blocks, asked_for=frozenset(asked.use))
    own = tuple(block for block in blocks if not overflow[block.feature])
    reasons = overflow | _repeats(steps, own, limit=spec.max_correlation, asked=frozenset(asked.use))
    choices = tuple(
        Choice(choice.feature, used=False, why=why) if (why := reasons.get(choice.feature)) else choice
        for choice in wanted
    )
    kept = tuple(step for step in steps if not reasons[step.feature])
    return ColumnRecipe(kept, choices, warnings=warning_of(overflow))


def _blocks(recipe: ColumnRecipe, table: FeatureTable) -> tuple[Block, ...]:
    """Prepare the sample, feature by feature."""
    if not recipe.steps:
        return ()
    source, _ = sample_of(table)
    rows = recipe.apply_to(table.relation.engine, source)
    ends = np.cumsum([len(step.columns) for step in recipe.steps])
    parts = np.split(rows, ends[:-1], axis=1)
    return tuple(Block(step.feature, part) for step, part in zip(recipe.steps, parts, strict=True))


def _repeats(
    steps: tuple[NumberStep | CategoryStep, ...], blocks: tuple[Block, ...], *, limit: float, asked: frozenset[str]
) -> dict[str, str]:
    """Say for every feature why it repeats an earlier one; empty text where it does not."""
    are_numbers = {step.feature for step in steps if isinstance(step, NumberStep)}
    numbers = [(block.feature, block.columns[:, 0]) for block in blocks if block.feature in are_numbers]
    return {block.feature: "" for block in blocks} | without_correlated(numbers, limit=limit, asked_for=asked)


def _number_step(feature: Feature, values: Values, spec: PrepareSpec) -> NumberStep:
    known = values.known
    fill = 0.0 if spec.missing == "zero" else float(np.median(known))
    low, high = _caps(known, spec) if feature.type is not FeatureType.FLAG else (None, None)
    x = np.clip(known, -math.inf if low is None else low, math.inf if high is None else high)
    transform, unit = _transform(feature, x, spec)
    center, scale = _center_and_scale(transformed(x, transform, unit), spec)
    return NumberStep(feature.name, exactly(fill), low, high, transform, exactly(unit), exactly(center), exactly(scale))


def _caps(known: Matrix, spec: PrepareSpec) -> tuple[float | None, float | None]:
    """Find the caps; a cap that would make everyone equal is none."""
    if spec.outliers == "keep":
        return None, None
    low, high = (exactly(float(q)) for q in np.quantile(known, [spec.cap_share, 1 - spec.cap_share]))
    if low == high:
        return None, None
    return (low if low > known.min() else None), (high if high < known.max() else None)


def _transform(feature: Feature, x: Matrix, spec: PrepareSpec) -> tuple[Transform, float]:
    """Choose the compression: only where it makes the skewness smaller."""
    if spec.skew == "none" or feature.type in (FeatureType.FLAG, FeatureType.SHARE):
        return "none", 1.0
    unit = _unit(feature, x)
    before, after = _skewness(x), _skewness(transformed(x, "log", unit))
    if spec.skew == "auto" and (abs(before) <= SKEWED or abs(after) >= abs(before)):
        return "none", 1.0
    return "log", unit


def _unit(feature: Feature, x: Matrix) -> float:
    """Give the size below which differences count in full: one for counts, else a small typical value."""
    if feature.type is FeatureType.COUNT:
        return 1.0
    sizes = np.abs(x[np.abs(x) > TINY])
    # Not less than a trillionth of the largest: what divides by a unit near zero overflows.
    return exactly(max(float(np.quantile(sizes, 0.1)), 1e-12 * float(sizes.max()))) if len(sizes) else 1.0


def _center_and_scale(t: Matrix, spec: PrepareSpec) -> tuple[float, float]:
    if spec.scale == "none":
        return 0.0, 1.0
    if spec.scale == "robust":
        q1, center, q3 = (float(q) for q in np.quantile(t, [0.25, 0.5, 0.75]))
        spread = (q3 - q1) / 1.349  # the interquartile range of a standard normal
        return center, spread if spread > TINY else _spread(t)
    return float(t.mean()), _spread(t)


def _spread(t: Matrix) -> float:
    """Give the standard deviation; 1 where there is none to divide by."""
    spread = float(t.std())
    return spread if spread > TINY else 1.0


def _category_step(feature: Feature, values: Values, spec: PrepareSpec, min_count: int) -> CategoryStep:
    """Keep the most frequent levels; one that fewer have than may be described would name them."""
    levels = [level for level in values.levels if level[1] >= min_count][: spec.max_categories]
    shares = tuple(exactly(count / values.n) for _, count in levels)
    scale = math.sqrt(sum(share * (1 - share) for share in shares)) or 1.0
    return CategoryStep(feature.name, tuple(level for level, _ in levels), shares, exactly(scale))


def _skewness(x: Matrix) -> float:
    return float((((x - x.mean()) / _spread(x)) ** 3).mean())
