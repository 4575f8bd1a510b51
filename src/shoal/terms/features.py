"""Features: numbers computed from records as of an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shoal.terms.relation import Relation


class Lens(StrEnum):
    """The kind of information that a feature carries."""

    VALUE = "value"
    BEHAVIOUR = "behaviour"
    ENGAGEMENT = "engagement"
    DEMOGRAPHIC = "demographic"
    FIRMOGRAPHIC = "firmographic"
    GEOGRAPHIC = "geographic"
    PSYCHOGRAPHIC = "psychographic"


class FeatureType(StrEnum):
    """How a feature meets a model."""

    NUMBER = "number"
    COUNT = "count"
    SHARE = "share"
    FLAG = "flag"
    CATEGORY = "category"


@dataclass(frozen=True)
class Feature:
    """What a feature means.

    Parameters
    ----------
    name : str
    type : FeatureType
    lens : Lens
    unit : str
        ``days``, ``orders``, ``money``, ``share``, ``products``... or empty.
    window : str
        The time it looks at, in words: ``all history to as_of``.
    description : str
        One sentence.
    null_means : str
        When it has no value, in words; empty where it always has one.
    sensitive : str
        The sensitive subject, or empty.
    is_default : bool
        Whether segments are formed on it unless told otherwise.
    is_time_honest : bool
        False for traits whose value on an earlier day is not known.
    source : str
        The column of the source it was read from, for traits.
    kinds : tuple of str
        The kinds of records that it is computed from; empty for traits.
    """

    name: str
    type: FeatureType
    lens: Lens
    unit: str
    window: str
    description: str
    null_means: str = ""
    sensitive: str = ""
    is_default: bool = True
    is_time_honest: bool = True
    source: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class FeatureTable:
    """One row per customer of the population, in canonical order (hash of id).

    Parameters
    ----------
    relation : Relation
        ``customer_id`` VARCHAR, then one column per feature (DOUBLE; VARCHAR for categories; flags 0/1), then one
        per label (VARCHAR). NULL where a feature has no value.
    features : tuple of Feature
    labels : tuple of str
        Columns of known outcomes; never clustered on.
    population : str
        ``buyers`` or ``known``.
    n_customers : int
    as_of : datetime
        UTC.
    currency : str or None
    warnings : tuple of str
    """

    relation: Relation
    features: tuple[Feature, ...]
    labels: tuple[str, ...]
    population: str
    n_customers: int
    as_of: datetime
    currency: str | None = None
    warnings: tuple[str, ...] = ()

    def feature(self, name: str) -> Feature | None:
        """Give a feature by name, or None."""
        return next((feature for feature in self.features if feature.name == name), None)
