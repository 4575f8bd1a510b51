"""Which features form segments, and why the others do not."""

from __future__ import annotations

import numpy as np

from shoal.errors import FeatureError, closest
from shoal.prepare.values import Values
from shoal.terms import Choice, Feature, FeaturesSpec, FeatureTable, FeatureType, Matrix, PrivacySpec

MOST_MISSING = 0.5
"""A feature with more missing values than this would say more about the filling than about the customers."""

MOST_EQUAL = 0.95
"""A feature with the same value for more customers than this cannot tell groups apart."""


def chosen_features(
    table: FeatureTable, values: tuple[Values, ...], spec: FeaturesSpec, privacy: PrivacySpec
) -> tuple[Choice, ...]:
    """Decide for every feature of a table whether it is used, with the reason.

    Sensitive traits are used only if they are asked for by name, in `features.use` or `privacy.sensitive`.

    Raises
    ------
    FeatureError
        If a name that was given is not in the table; the closest names are listed.
    """
    _refuse_unknown(table, spec, privacy)
    return tuple(_choice(feature, its, spec, privacy) for feature, its in zip(table.features, values, strict=True))


def _choice(feature: Feature, values: Values, spec: FeaturesSpec, privacy: PrivacySpec) -> Choice:
    if unusable := _why_unusable(feature, values, privacy.min_count):
        return Choice(feature.name, used=False, why=unusable)
    if feature.name in spec.exclude:
        return Choice(feature.name, used=False, why="excluded by name", is_barred=True)
    if feature.name in spec.use:
        return Choice(feature.name, used=True, why="asked for by name")
    if spec.use:
        return Choice(feature.name, used=False, why="other features were asked for by name", is_barred=True)
    why_not = _why_not_default(feature, privacy) or _why_uninformative(feature, values)
    return Choice(feature.name, used=not why_not, why=why_not or "tells customers apart")


def _why_unusable(feature: Feature, values: Values, min_count: int) -> str:
    """Say why a feature cannot be used even if it is asked for; empty if it can."""
    if not values.counts:
        return f"no customer has a value: {feature.null_means or 'empty'}"
    if len(values.counts) == 1 and not values.n_missing:
        return "everyone has the same value"
    if feature.type is FeatureType.CATEGORY and max(values.counts) < min_count:
        return f"no level of it is shared by {min_count} customers"
    return ""


def _why_not_default(feature: Feature, privacy: PrivacySpec) -> str:
    """Say why a feature is left out unless it is asked for; empty if it is not."""
    if feature.sensitive and feature.name not in privacy.sensitive:
        return f"sensitive ({feature.sensitive}); used only if asked for by name"
    return "" if feature.is_default else "described, but segments are not formed on it unless asked for"


def _why_uninformative(feature: Feature, values: Values) -> str:
    """Say why the values of a feature cannot tell groups apart; empty if they can."""
    missing = values.n_missing / values.n
    if missing > MOST_MISSING:
        return f"missing for {missing:.0%} of customers: {feature.null_means}"
    most = max(values.counts) / values.n
    if most > MOST_EQUAL:
        return f"{most:.1%} of customers share one value"
    if feature.type is FeatureType.CATEGORY and len(values.counts) > values.n / 2:
        return "nearly every customer has a value of their own"
    return ""


def without_correlated(columns: list[tuple[str, Matrix]], *, limit: float, asked_for: frozenset[str]) -> dict[str, str]:
    """Find the features that say nearly the same as an earlier one.

    Parameters
    ----------
    columns : list of (feature, float array (n,))
        Prepared numbers.
    limit : float
        Largest absolute Pearson correlation that is kept.
    asked_for : frozenset of str
        Features that are kept whatever they say.

    Returns
    -------
    dict
        Feature to the reason for leaving it out; empty text for those kept.
    """
    if not columns:
        return {}
    names = [name for name, _ in columns]
    rows = np.column_stack([_standardised(column) for _, column in columns])
    correlations = rows.T @ rows / len(rows)
    reasons: dict[str, str] = {}
    kept: list[int] = []
    for place, name in enumerate(names):
        twins = np.flatnonzero(np.abs(correlations[place, kept]) > limit)
        if len(twins) and name not in asked_for:
            twin = kept[int(twins[0])]
            reasons[name] = f"says nearly the same as {names[twin]} (correlation {correlations[place, twin]:.2f})"
        else:
            reasons[name] = ""
            kept.append(place)
    return reasons


def _standardised(x: Matrix) -> Matrix:
    spread = x.std()
    standardised: Matrix = (x - x.mean()) / (spread if spread > 0 else 1.0)
    return standardised


def _refuse_unknown(table: FeatureTable, spec: FeaturesSpec, privacy: PrivacySpec) -> None:
    names = [feature.name for feature in table.features]
    for option, asked in (("features", spec.use), ("exclude", spec.exclude), ("sensitive", privacy.sensitive)):
        for name in asked:
            if name not in names:
                raise FeatureError(
                    f"there is no feature '{name}'",
                    expected="one of " + ", ".join(names),
                    do=closest(name, names),
                    where=f"--{option}",
                )
