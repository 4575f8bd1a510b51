"""Fitting a recipe: what to do with each feature, decided from the data, with the reason."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from shoal.engine import matrix
from shoal.errors import FeatureError
from shoal.prepare.choose import Wishes, chosen_features
from shoal.prepare.families import told, twins
from shoal.prepare.limit import Block, Limit, beyond_limit, warning_of
from shoal.prepare.pairs import Pair, PairStep, read_pairs
from shoal.prepare.recipe import ColumnRecipe
from shoal.prepare.relevance import relevance
from shoal.prepare.steps import CategoryStep, NumberStep, Transform, transformed
from shoal.prepare.values import Values, sample_of, values_of
from shoal.prepare.weights import weighed
from shoal.stats.humps import is_grouped
from shoal.stats.rounding import exactly
from shoal.terms import (
    Choice,
    Feature,
    FeaturesSpec,
    FeatureTable,
    FeatureType,
    Goal,
    Matrix,
    PrepareSpec,
    PrivacySpec,
    WeightsSpec,
)

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
    weights: WeightsSpec | None = None,
    goal: Goal | None = None,
) -> ColumnRecipe:
    """Decide for every feature whether it is used, and how it becomes columns.

    Missing numbers are filled, tails are capped, skewed ones compressed, all are made comparable; categories become
    one column per level. Of features that say the same one stands for the others, and of very many those are kept that
    stand for the rest, the lenses in turn. No customer is dropped.

    Parameters
    ----------
    table : FeatureTable
    spec : PrepareSpec
    features : FeaturesSpec or None
        Which features are asked for or excluded, how many at most, and pairs of them.
    privacy : PrivacySpec or None
        Which sensitive traits may be used.
    weights : WeightsSpec or None
        How much the features of each lens count.
    goal : Goal or None
        The features that it is about come first.

    Returns
    -------
    ColumnRecipe
        Possibly without steps, where no feature tells customers apart.

    Raises
    ------
    FeatureError
        If a feature asked for does not exist.
    """
    wishes = Wishes(
        features or FeaturesSpec(), privacy or PrivacySpec(), weights or WeightsSpec(), relevance(table, goal)
    )
    looked_at = values_of(table)
    wanted = chosen_features(table, looked_at, wishes)
    steps = tuple(
        _category_step(feature, values, spec, wishes.privacy.min_count)
        if feature.type is FeatureType.CATEGORY
        else _number_step(feature, values, spec)
        for feature, values, choice in zip(table.features, looked_at, wanted, strict=True)
        if choice.used
    )
    missing = {feature.name: each.n_missing / each.n for feature, each in zip(table.features, looked_at, strict=True)}
    left_out, warnings = _left_out(_blocks(ColumnRecipe(steps, ()), table), spec, wishes, missing)
    kept = tuple(step for step in steps if step.feature not in left_out)
    pairs = tuple(_pair_from(pair, table, spec) for pair in read_pairs(wishes.features.interactions, table.features))
    recipe = weighed(ColumnRecipe((*kept, *pairs), ()), table, wishes.weights)
    choices = tuple(left_out.get(choice.feature, choice) for choice in wanted)
    return replace(recipe, choices=choices, warnings=warnings)


def _left_out(
    blocks: tuple[Block, ...], spec: PrepareSpec, wishes: Wishes, missing: Mapping[str, float]
) -> tuple[Mapping[str, Choice], tuple[str, ...]]:
    """Find the features that others stand for, first of each family, then beyond the limit; with what to say aloud."""
    asked, first = frozenset(wishes.features.use), wishes.relevance.first
    leading = sorted(
        (block for block in blocks if block.is_number),
        key=lambda block: (
            block.feature not in asked,
            block.feature not in first,
            round(missing[block.feature], 1),
        ),
    )
    same = twins(
        [(block.feature, block.columns[:, 0]) for block in leading], limit=spec.max_correlation, asked_for=asked
    )
    own = tuple(block for block in blocks if block.feature not in same)
    limit = Limit(wishes.features.max_features, asked, first)
    beyond = beyond_limit(own, limit)
    left_out = {name: Choice(name, used=False, why=twin.in_words(), same_as=twin.name) for name, twin in same.items()}
    left_out |= {name: Choice(name, used=False, why=why) for name, why in beyond.items() if why}
    return left_out, (*told(same, len(blocks)), *warning_of(beyond, limit))


def _blocks(recipe: ColumnRecipe, table: FeatureTable) -> tuple[Block, ...]:
    """Prepare the sample, feature by feature."""
    if not recipe.steps:
        return ()
    source, _ = sample_of(table)
    rows = recipe.apply_to(table.relation.engine, source)
    ends = np.cumsum([len(step.columns) for step in recipe.steps])
    parts = np.split(rows, ends[:-1], axis=1)
    known = {feature.name: feature for feature in table.features}
    return tuple(
        Block(step.feature, part, known[step.feature].lens, is_number=isinstance(step, NumberStep))
        for step, part in zip(recipe.steps, parts, strict=True)
    )


def _pair_from(pair: Pair, table: FeatureTable, spec: PrepareSpec) -> PairStep:
    source, _ = sample_of(table)
    values = matrix(table.relation.engine, [pair.sql()], source, step=f"sample of {pair.name}")[:, 0]
    if np.isnan(values).all():
        raise FeatureError(
            f"no customer has a value of '{pair.name}'",
            expected="two features that customers have together",
            do="take the pair out",
            where="features.interactions",
        )
    return pair_step(pair, values, table, spec)


def pair_step(pair: Pair, values: Matrix, table: FeatureTable, spec: PrepareSpec) -> PairStep:
    """Decide how a pair becomes a column.

    Parameters
    ----------
    pair : Pair
    values : float array (n,)
        Of the pair on the sample; NaN where it has none.
    table : FeatureTable
    spec : PrepareSpec
    """
    lens = next(feature.lens for feature in table.features if feature.name == pair.first)
    feature = Feature(pair.name, FeatureType.NUMBER, lens, "", "", "")
    return PairStep(pair, _number_step(feature, Values(len(values), values[~np.isnan(values)]), spec))


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
    """Choose the compression: only where it makes the skewness smaller, and no valley where there was none."""
    if spec.skew == "none" or feature.type in (FeatureType.FLAG, FeatureType.SHARE):
        return "none", 1.0
    before = _skewness(x)
    if spec.skew == "auto" and abs(before) <= SKEWED:
        return "none", 1.0
    unit = _unit(feature, x)
    compressed = transformed(x, "log", unit)
    if spec.skew == "auto" and (abs(_skewness(compressed)) >= abs(before) or _is_parted(x, compressed)):
        return "none", 1.0
    return "log", unit


def _is_parted(x: Matrix, compressed: Matrix) -> bool:
    """Tell whether compression pushes one crowd around zero apart, to either side of it."""
    return bool(x.min() < 0 < x.max()) and is_grouped(compressed) and not is_grouped(x)


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
