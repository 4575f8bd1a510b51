"""What a segmentation is asked to be. Every field is a setting: default, unit and help stand beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from shoal.terms.sources import SourceSpec


def _setting(default: Any, unit: str, help_text: str, bounds: tuple[float, float] | None = None) -> Any:
    """Declare a field that users may set; numbers may have bounds, both included."""
    return field(default=default, metadata={"unit": unit, "help": help_text, "bounds": bounds})


@dataclass(frozen=True)
class UnifySpec:
    """How source keys become customers."""

    fold_case: bool = _setting(True, "", "Treat keys that differ only in case as one customer.")
    link: tuple[Literal["email", "phone", "iban", "national_id", "device", "login"], ...] = _setting(
        ("email", "phone", "iban", "national_id", "login"),
        "fields",
        "What makes source keys one customer when they share it; login gives visitors their customer.",
    )
    names: Literal["must_agree", "ignored"] = _setting(
        "must_agree", "", "Whether keys whose names differ stay apart although they share an identifier."
    )
    most_keys_per_identifier: int = _setting(
        10, "keys", "An identifier that more source keys share links nothing.", (2, 1000)
    )
    stitch_days: int = _setting(
        0, "days", "How long before the first login a visitor's events are the customer's; 0: always.", (0, 3650)
    )
    always: tuple[str, ...] = _setting((), "pairs", 'Keys that are one customer whatever else is known: "K1 | K2".')
    never: tuple[str, ...] = _setting((), "pairs", 'Keys that are two customers whatever they share: "K1 | K2".')
    survive: tuple[str, ...] = _setting(
        (), "rules", 'Which value of a trait survives where keys were merged: "country: most_recent".'
    )


@dataclass(frozen=True)
class FeaturesSpec:
    """Which features are computed and which form segments."""

    population: Literal["auto", "buyers", "known"] = _setting(
        "auto", "", "Who is segmented: buyers where there are orders, else everyone known."
    )
    use: tuple[str, ...] = _setting((), "names", "Form segments on just these features; empty: chosen automatically.")
    exclude: tuple[str, ...] = _setting((), "names", "Never form segments on these features.")
    only: tuple[str, ...] = _setting(
        (), "names", "Compute just these of the features that records give; empty: all that the data say something of."
    )
    trend_days: int = _setting(
        90, "days", "Length of the period that the trend compares with the one before.", (1, 3650)
    )
    max_features: int = _setting(
        15, "features", "Most features that segments are formed on where none are asked for by name.", (1, 1000)
    )
    interactions: tuple[str, ...] = _setting(
        (), "pairs", 'Pairs of features that form segments together, such as "a x b" and "a / b".'
    )
    churn_days: int = _setting(
        90, "days", "A buyer without an order for longer counts as gone when a goal is measured.", (1, 3650)
    )


@dataclass(frozen=True)
class PrepareSpec:
    """How features become a matrix."""

    missing: Literal["median", "zero"] = _setting("median", "", "What stands in for a missing number.")
    outliers: Literal["cap", "keep"] = _setting("cap", "", "Whether extreme values are drawn in before fitting.")
    cap_share: float = _setting(
        0.005, "share", "Share of customers beyond which a tail is capped, on each side.", (0, 0.25)
    )
    skew: Literal["auto", "log", "none"] = _setting("auto", "", "Whether skewed features are compressed.")
    scale: Literal["standard", "robust", "none"] = _setting("standard", "", "How features are made comparable.")
    max_correlation: float = _setting(
        0.9,
        "correlation",
        "Of two features more correlated than this, in values and in ranks, one is left out.",
        (0, 1),
    )
    max_categories: int = _setting(8, "levels", "Most levels of a category that have a column of their own.", (1, 100))


@dataclass(frozen=True)
class WeightsSpec:
    """How much the features of a lens count in the distance between customers; 0 leaves the lens out."""

    balance: Literal["none", "lenses"] = _setting(
        "none", "", "Whether lenses with many features are weighed down until every lens counts alike."
    )
    value: float = _setting(1.0, "times", "Weight of features of value.", (0, 100))
    behaviour: float = _setting(1.0, "times", "Weight of features of behaviour.", (0, 100))
    engagement: float = _setting(1.0, "times", "Weight of features of engagement.", (0, 100))
    demographic: float = _setting(1.0, "times", "Weight of demographic features.", (0, 100))
    firmographic: float = _setting(1.0, "times", "Weight of firmographic features.", (0, 100))
    geographic: float = _setting(1.0, "times", "Weight of geographic features.", (0, 100))
    psychographic: float = _setting(1.0, "times", "Weight of psychographic features.", (0, 100))


Competing = Literal[
    "kmeans",
    "bisecting_kmeans",
    "hierarchical",
    "birch",
    "gaussian_mixture",
    "kprototypes",
    "dbscan",
    "hdbscan",
]
"""Algorithms that auto compares."""


@dataclass(frozen=True)
class ClusterSpec:
    """How groups are found."""

    algorithm: Literal[
        "auto",
        Competing,
        "micro_segments",
        "rfm_grid",
        "value_tiers",
    ] = _setting("auto", "", "How groups are found.")
    k: int | Literal["auto"] = _setting("auto", "segments", "Number of segments.", (1, 5000))
    max_k: int = _setting(10, "segments", "Most segments considered.", (1, 50))
    min_segment_share: float = _setting(0.02, "share", "Smallest segment that auto keeps.", (0, 0.5))
    n_tiers: int = _setting(4, "tiers", "Value tiers where there are no natural groups.", (1, 20))
    n_starts: int = _setting(10, "starts", "Starts of k-means; the best is kept.", (1, 1000))
    max_iterations: int = _setting(300, "iterations", "Most iterations of k-means.", (1, 100_000))
    linkage: Literal["ward", "average", "complete"] = _setting("ward", "", "What hierarchical calls near.")
    covariance: Literal["full", "diagonal", "tied", "drawn"] = _setting(
        "full",
        "",
        "Shape of the components of gaussian_mixture: each its own, without correlations, one for all, or each its own"
        " but drawn to a common one where customers are few.",
    )
    radius: float | None = _setting(
        None, "", "Reach of dbscan and birch in the prepared matrix; empty: taken from the data.", (1e-9, 1e9)
    )
    neighbours: int | None = _setting(
        None, "customers", "Customers that make a place dense for dbscan and hdbscan; empty: by rule.", (1, 10_000)
    )
    smallest_micro: int = _setting(20, "customers", "Fewest customers of one of micro_segments.", (1, 1_000_000))
    sample_size: int = _setting(
        20_000, "customers", "Largest sample on which the number of groups is chosen.", (100, 10_000_000)
    )
    candidates: tuple[Competing, ...] = _setting(
        (), "names", "Algorithms that auto compares; empty: k-means alone, with full all of them."
    )
    max_outlier_share: float = _setting(
        0.1, "share", "An algorithm that leaves more customers out of every group is not chosen by auto.", (0, 1)
    )
    unstable: Literal["warn", "merge", "refuse"] = _setting(
        "warn",
        "",
        "What happens to segments that would not come back: said aloud, joined with the nearest, nothing published.",
    )


@dataclass(frozen=True)
class OutcomesSpec:
    """How earlier days and what customers did after them are chosen."""

    horizon_days: int | Literal["auto"] = _setting(
        "auto",
        "days",
        "How long customers are watched after an earlier day; auto: twice the usual gap between orders, 30 to 90 days.",
        (7, 1095),
    )
    origins: int = _setting(4, "days", "Most earlier days that are looked at.", (1, 24))


@dataclass(frozen=True)
class ByHand:
    """A segment that a person named, joined from several or locked.

    Parameters
    ----------
    like : tuple of mappings of feature to value
        Typical customers: it is the segment that they are in, whatever it is called by then; one for each segment that
        was joined.
    name : str
        What a person called it; empty where shoal names it.
    locked : str
        The version whose borders it keeps; empty where each build draws them anew.
    """

    like: tuple[Mapping[str, float | str], ...]
    name: str = ""
    locked: str = ""


@dataclass(frozen=True)
class InterpretSpec:
    """How segments are spoken of, and what a person decided about them."""

    sector: Literal["auto", "general", "shop", "software", "telecom", "bank", "travel", "health", "local_services"] = (
        _setting("auto", "", "The business, for its words and figures; auto: by the kinds of records.")
    )
    playbook: str = _setting("", "", "A file of rules for what to do about segments; they come before shoal's own.")
    lift: float = _setting(
        0.2, "share", "The lift that an experiment should be able to see, as a share of what is usual.", (0.005, 10)
    )
    by_hand: tuple[ByHand, ...] = ()


@dataclass(frozen=True)
class PrivacySpec:
    """What protects the people behind the rows."""

    min_count: int = _setting(11, "customers", "Smallest group that is described.", (1, 1_000_000))
    missing_consent: Literal["allow", "deny"] = _setting("allow", "", "What it means that consent is not recorded.")
    sensitive: tuple[str, ...] = _setting((), "names", "Sensitive traits that may form segments, by name.")
    quarantine_days: int = _setting(30, "days", "Days after which refused rows are deleted.", (0, 3650))


@dataclass(frozen=True)
class CheckSpec:
    """What `shoal check` lets pass."""

    fail_on: Literal["note", "warning", "error", "never"] = _setting(
        "error", "", "Findings from this severity on fail the check."
    )
    min_score: float = _setting(60.0, "points", "A source whose score is lower fails.", (0, 100))
    max_missing: float = _setting(1.0, "share", "A used column that lacks more of its values fails.", (0, 1))
    max_orphans: float = _setting(
        0.2, "share", "Rows that may point to a customer, product or campaign that no source has.", (0, 1)
    )
    max_change: float = _setting(
        0.5, "share", "How much fewer rows or customers than at the last build a source may have.", (0, 1)
    )
    max_drift: float = _setting(
        0.5, "index", "Stability index of a column against the last build; above 0.25 is a major shift.", (0, 100)
    )


@dataclass(frozen=True)
class SegmentationSpec:
    """One segmentation: where its data are and how it is made.

    Examples
    --------
    >>> SegmentationSpec().cluster.n_tiers
    4
    """

    name: str = "main"
    sources: tuple[SourceSpec, ...] = ()
    goal: str | None = _setting(
        None, "", "What the segments are for: value, loyalty, or such as reduce churn by 10 % in six months."
    )
    as_of: datetime | None = _setting(
        None, "", "Everything is computed as of this instant; empty: the midnight after the last event."
    )
    timezone: str = _setting("UTC", "", "Time zone of the business (IANA name).")
    currency: str | None = _setting(None, "", "Currency of the money columns (ISO 4217).")
    seed: int = _setting(0, "", "Seed of everything random.", (0, 2**63 - 1))
    full: bool = _setting(
        False,
        "",
        "Do what takes long as well: every algorithm, other seeds, each feature left out, what earlier segments told.",
    )
    unify: UnifySpec = UnifySpec()
    features: FeaturesSpec = FeaturesSpec()
    prepare: PrepareSpec = PrepareSpec()
    weights: WeightsSpec = WeightsSpec()
    cluster: ClusterSpec = ClusterSpec()
    interpret: InterpretSpec = InterpretSpec()
    outcomes: OutcomesSpec = OutcomesSpec()
    privacy: PrivacySpec = PrivacySpec()
