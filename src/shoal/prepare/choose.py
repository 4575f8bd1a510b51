"""Which features form segments, and why the others do not."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.errors import FeatureError, closest
from shoal.prepare.relevance import Relevance
from shoal.prepare.values import Values
from shoal.terms import Choice, Feature, FeaturesSpec, FeatureTable, FeatureType, PrivacySpec, WeightsSpec

MOST_MISSING = 0.5
"""A feature with more missing values than this would say more about the filling than about the customers."""

MOST_EQUAL = 0.95
"""A feature with the same value for more customers than this cannot tell groups apart."""


@dataclass(frozen=True)
class Wishes:
    """What somebody asks of the choice.

    Parameters
    ----------
    features : FeaturesSpec
    privacy : PrivacySpec
    weights : WeightsSpec
    relevance : Relevance
        Of the features to the goal.
    """

    features: FeaturesSpec = FeaturesSpec()
    privacy: PrivacySpec = PrivacySpec()
    weights: WeightsSpec = WeightsSpec()
    relevance: Relevance = Relevance()


def chosen_features(table: FeatureTable, values: tuple[Values, ...], wishes: Wishes) -> tuple[Choice, ...]:
    """Decide for every feature of a table whether it may form segments, with the reason.

    Sensitive traits are used only if they are asked for by name, in `features.use` or `privacy.sensitive`.

    Raises
    ------
    FeatureError
        If a name that was given is not in the table; the closest names are listed.
    """
    _refuse_unknown(table, wishes.features, wishes.privacy)
    return tuple(_choice(feature, its, wishes) for feature, its in zip(table.features, values, strict=True))


def _choice(feature: Feature, values: Values, wishes: Wishes) -> Choice:
    spec, privacy = wishes.features, wishes.privacy
    if unusable := _why_unusable(feature, values, privacy.min_count):
        return Choice(feature.name, used=False, why=unusable)
    if feature.name in spec.exclude:
        return Choice(feature.name, used=False, why="excluded by name", is_barred=True)
    if feature.name in spec.use:
        return Choice(feature.name, used=True, why="asked for by name")
    if spec.use:
        return Choice(feature.name, used=False, why="other features were asked for by name", is_barred=True)
    if not weight_of(feature, wishes.weights):
        return Choice(feature.name, used=False, why=f"the lens {feature.lens.value} has weight 0", is_barred=True)
    why_not = _why_not_default(feature, wishes) or _why_uninformative(feature, values)
    return Choice(feature.name, used=not why_not, why=why_not or _why_used(feature, wishes.relevance))


def weight_of(feature: Feature, weights: WeightsSpec) -> float:
    """Give the weight of a feature's lens."""
    weight: float = getattr(weights, feature.lens.value)
    return weight


def _why_used(feature: Feature, relevance: Relevance) -> str:
    if feature.name in relevance.named:
        return "the goal names it"
    if feature.name in relevance.first:
        return "tells customers apart, and says much about the goal"
    return "tells customers apart"


def _why_unusable(feature: Feature, values: Values, min_count: int) -> str:
    """Say why a feature cannot be used even if it is asked for; empty if it can."""
    if not values.counts:
        return f"no customer has a value: {feature.null_means or 'empty'}"
    if len(values.counts) == 1 and not values.n_missing:
        return "everyone has the same value"
    if feature.type is FeatureType.CATEGORY and max(values.counts) < min_count:
        return f"no level of it is shared by {min_count} customers"
    return ""


def _why_not_default(feature: Feature, wishes: Wishes) -> str:
    """Say why a feature is left out unless it is asked for; empty if it is not."""
    if feature.sensitive and feature.name not in wishes.privacy.sensitive:
        return f"sensitive ({feature.sensitive}); used only if asked for by name"
    if label := wishes.relevance.outcome(feature.name):
        return f"may tell the outcome {label} that the goal is about; used only if asked for by name"
    if feature.is_default or feature.name in wishes.relevance.named:
        return ""
    return "described, but segments are not formed on it unless asked for"


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
