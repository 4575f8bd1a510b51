"""A small segmentation with everything in it, for tests of what is published and erased."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from shoal.terms import (
    ByK,
    Candidate,
    Choice,
    ColumnSpec,
    Effect,
    Evidence,
    Feature,
    FeatureTable,
    FeatureType,
    Figure,
    Fix,
    Grouping,
    Interval,
    Kind,
    Labels,
    Lens,
    Placed,
    Quality,
    Role,
    Segment,
    Segmentation,
    SegmentationSpec,
    SourceSpec,
)

AS_OF = datetime(2011, 12, 10, tzinfo=UTC)

FEATURES = (
    Feature("net_revenue", FeatureType.NUMBER, Lens.VALUE, "money", "all history", "Money left after returns."),
    Feature("order_count", FeatureType.COUNT, Lens.BEHAVIOUR, "orders", "all history", "Orders placed."),
    Feature("country", FeatureType.CATEGORY, Lens.GEOGRAPHIC, "", "now", "Country of the last order."),
)


class Halves:
    """A recipe and a model in one: customers below and above a cut."""

    kind = "halves"
    columns = ("net_revenue",)
    n_groups = 2

    def __init__(self, cut: float = 100.1, reads: str = "matrix") -> None:
        self.cut, self.reads = cut, reads
        self.choices = (
            Choice("net_revenue", True, "the goal names it"),
            Choice("order_count", False, "correlated"),
            Choice("country", False, "describes only"),
        )

    def apply(self, rows: Any) -> Placed:
        group = (np.asarray(rows)[:, 0] > self.cut).astype(np.int64)
        return Placed(group, np.ones(len(group)))

    def to_dict(self) -> dict[str, Any]:
        return {"cut": self.cut, "reads": self.reads, "centres": np.array([[0.1], [1 / 3]])}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Halves":
        assert data["kind"] == "halves"
        return cls(data["cut"], data["reads"])


def segments(n_low: int, n_high: int, *, with_money: bool = True) -> tuple[Segment, ...]:
    n = n_low + n_high
    profile = {
        "order_count": Figure(2.0, 2.0, 80.0),
        "net_revenue": Figure(200 / 3, 60.000000012345, 100 / 3),
    }
    share = 1 / 3 if with_money else None
    label = {"churned": Interval(1 / 7, 0.1, 0.2)}
    return (
        Segment(1, (1,), "Big spenders", True, n_high, n_high / n, share, profile, {}, label, (), "They spend."),
        Segment(2, (0,), "=Small spenders", True, n_low, n_low / n, share, profile, {}, label, (), "They do not."),
    )


def segmentation(n_low: int = 2, n_high: int = 1, *, path: str = "orders.csv", **changes: Any) -> Segmentation:
    evidence = Evidence(
        p_structure=0.01,
        effect=Effect("gap", 2 / 3, 0.5, float("nan"), 0.2),
        silhouette=Interval(0.123456789123, 0.1, 0.2),
        gap=0.4,
        by_k=(ByK(1, 10.0, None, 0.1, 0.01, 1.0), ByK(2, 4.0, 0.5, 0.4, 0.02, 1 / 3)),
        candidates=(Candidate("kmeans", 2, True, True, "best"), Candidate("hdbscan", None, False, False, "later")),
        votes={"gap": 2},
    )
    fix = Fix("trimmed", 2, "blanks around keys", "--keep-blanks")
    by_source = {path: {"rows_read": 10, "rows_used": 7, "rows_refused": {"exact_duplicate": 1, "customer_missing": 2}}}
    settings: dict[str, Any] = {
        "spec": SegmentationSpec(
            sources=(SourceSpec(path, Kind.ORDERS, (ColumnSpec("CustomerID", Role.CUSTOMER, why="name"),), ","),),
            currency="GBP",
            goal="value",
        ),
        "as_of": AS_OF,
        "population": "buyers",
        "n_customers": n_low + n_high,
        "currency": "GBP",
        "features": FEATURES,
        "recipe": Halves(),
        "grouping": Grouping("kmeans", Halves(), "clusters", True, evidence),
        "segments": segments(n_low, n_high),
        "quality": Quality(10, 7, {"exact_duplicate": 1, "customer_missing": 2}, (fix,), by_source),
        "fingerprint": "f00d",
        "warnings": ("three rows were odd",),
    }
    return Segmentation(**(settings | changes))


def tables(engine: Any, ids: list[str], group_of: Callable[[int], int]) -> tuple[FeatureTable, Labels]:
    n = len(ids)
    rows = {
        "customer_id": ids,
        "net_revenue": [float(i) / 7 for i in range(n)],
        "order_count": [float(i % 9) for i in range(n)],
        "country": ["Österreich" if i % 2 else "UK" for i in range(n)],
        "churned": ["yes" if i % 7 == 0 else "no" for i in range(n)],
    }
    engine.register("raw_features", pa.table(rows))
    relation = engine.create("features", "SELECT * FROM raw_features")
    engine.register(
        "raw_labels",
        pa.table(
            {
                "customer_id": ids,
                "group_id": pa.array([group_of(i) for i in range(n)], pa.int64()),
                "confidence": [(i + 1) / (n + 3) for i in range(n)],
            }
        ),
    )
    labels = engine.create("labels", "SELECT * FROM raw_labels")
    return FeatureTable(relation, FEATURES, ("churned",), "buyers", n, AS_OF, "GBP"), Labels(labels)
