"""A shop of 2,000 buyers with four planted groups, segmented: what the documents are written from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from shoal import interpret, report
from shoal.engine import DuckEngine, literal, quote
from shoal.terms import (
    ByK,
    Candidate,
    Choice,
    Effect,
    Evidence,
    Feature,
    FeatureTable,
    FeatureType,
    Fix,
    Grouping,
    Interval,
    Labels,
    Lens,
    Matrix,
    Placed,
    Quality,
    Segmentation,
    SegmentationSpec,
    Silent,
    Stability,
)

FEATURES = (
    Feature("net_revenue", FeatureType.NUMBER, Lens.VALUE, "money", "all history", "Everything paid, less returns."),
    Feature("order_count", FeatureType.COUNT, Lens.BEHAVIOUR, "orders", "all history to as_of", "Orders placed."),
    Feature("recency_days", FeatureType.COUNT, Lens.ENGAGEMENT, "days", "all history", "Days since the last order."),
    Feature("average_order_value", FeatureType.NUMBER, Lens.VALUE, "money", "all history", "Money per order."),
    Feature("return_share", FeatureType.SHARE, Lens.BEHAVIOUR, "share", "all history", "Money returned, as a share."),
    Feature("is_member", FeatureType.FLAG, Lens.ENGAGEMENT, "", "today", "In the loyalty programme."),
    Feature("cadence_days", FeatureType.NUMBER, Lens.BEHAVIOUR, "days", "all history", "Mean days between orders.",
            "fewer than two days with an order"),
    Feature("age", FeatureType.NUMBER, Lens.DEMOGRAPHIC, "", "today", "The trait age.", sensitive="age"),
    Feature("country", FeatureType.CATEGORY, Lens.GEOGRAPHIC, "", "all history", "The country of most orders."),
)  # fmt: skip
USED = ("net_revenue", "order_count", "recency_days", "return_share")


@dataclass(frozen=True)
class LogRecipe:
    """A recipe over positive features: the logarithm, standardised."""

    columns: tuple[str, ...]
    centres: tuple[float, ...]
    scales: tuple[float, ...]
    choices: tuple[Choice, ...]
    kind: str = "log"

    def apply(self, table: FeatureTable) -> Matrix:
        names = ", ".join(quote(name) for name in self.columns)
        rows = table.relation.engine.rows(f"SELECT {names} FROM {table.relation.name}")
        return (np.log1p(np.array(rows)) - np.array(self.centres)) / np.array(self.scales)

    def apply_one(self, profile: Mapping[str, Any]) -> Matrix:
        row = np.log1p([float(profile[name]) for name in self.columns])
        return (row - np.array(self.centres)) / np.array(self.scales)

    def to_expressions(self) -> Mapping[str, str]:
        return {
            name: f"(ln(1 + {quote(name)}) - {literal(centre)}) / {literal(scale)}"
            for name, centre, scale in zip(self.columns, self.centres, self.scales, strict=True)
        }

    def in_real_units(self, column: str, value: float) -> float:
        place = self.columns.index(column)
        return float(np.expm1(value * self.scales[place] + self.centres[place]))

    def to_dict(self) -> dict[str, Any]:
        steps = [{"feature": name, "in_words": "compressed by a logarithm, made comparable"} for name in self.columns]
        return {"kind": self.kind, "steps": steps}


@dataclass(frozen=True)
class CentreModel:
    """The nearest of some centres."""

    columns: tuple[str, ...]
    centres: tuple[tuple[float, ...], ...]
    n_groups: int
    kind: str = "kmeans"
    reads: str = "matrix"

    def apply(self, rows: Matrix) -> Placed:
        distances = ((rows[:, None, :] - np.array(self.centres)[None]) ** 2).sum(axis=2)
        return Placed(distances.argmin(axis=1).astype(np.int64), np.ones(len(rows)))

    def apply_one(self, row: Matrix) -> tuple[int, float]:
        return int(self.apply(row[None]).group[0]), 1.0

    def to_sql(self, source: str, key: str) -> str:
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind}


@dataclass(frozen=True)
class Shop:
    """Everything that `report.documents` is given."""

    segmentation: Segmentation
    table: FeatureTable
    labels: Labels
    crossing: tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]
    notes: tuple[str, ...]
    customer_ids: tuple[str, ...]

    def arguments(self) -> dict[str, Any]:
        return {
            "segmentation": self.segmentation,
            "table": self.table,
            "labels": self.labels,
            "beside": report.Beside(rfm=self.crossing),
            "notes": self.notes,
        }


def make_shop(engine: DuckEngine, n: int = 2_000) -> Shop:
    random = np.random.default_rng(11)
    planted = random.choice(4, n, p=[0.12, 0.28, 0.25, 0.35])
    planted[:7] = 4  # a handful that must not be described
    orders = np.maximum(1, random.poisson(np.array([14, 5, 3, 0.15, 40])[planted]))
    basket = np.exp(random.normal(np.array([4.6, 3.9, 4.3, 3.4, 5.2])[planted], 0.35))
    ids = tuple(f"person-{i:05d}@example.org" for i in range(n))
    rows = pa.table(
        {
            "customer_id": ids,
            "net_revenue": orders * basket,
            "order_count": orders.astype(float),
            "recency_days": np.floor(random.gamma(2, np.array([8, 16, 110, 70, 2])[planted])),
            "average_order_value": basket,
            "return_share": np.clip(random.beta(1.2, 18, n) + (planted == 0) * 0.04, 0, 1),
            "is_member": (random.random(n) < np.array([0.8, 0.45, 0.2, 0.05, 1])[planted]).astype(float),
            "cadence_days": pa.array(random.gamma(4, 9, n), mask=orders < 2),
            "age": random.normal(44, 13, n).round(),
            "country": random.choice(["United Kingdom", "Germany", "France"], n, p=[0.8, 0.12, 0.08]),
            "churned": np.where(random.random(n) < np.array([0.05, 0.12, 0.5, 0.6, 0])[planted], "yes", "no"),
        }
    )
    engine.register("shop_rows", rows)
    relation = engine.create("shop", "SELECT * FROM shop_rows ORDER BY md5(customer_id), customer_id")
    as_of = datetime(2011, 12, 10, tzinfo=UTC)
    table = FeatureTable(relation, FEATURES, ("churned",), "buyers", n, as_of, "GBP")
    values = np.log1p(np.array(engine.rows(f"SELECT {', '.join(USED)} FROM shop")))
    recipe = LogRecipe(USED, tuple(values.mean(axis=0)), tuple(values.std(axis=0)), _choices())
    of_id = dict(zip(ids, planted.tolist(), strict=True))
    canonical = [row[0] for row in engine.rows("SELECT customer_id FROM shop")]
    groups = np.array([of_id[key] for key in canonical], dtype=np.int64)
    engine.register("shop_labels", pa.table({"customer_id": canonical, "group_id": groups, "confidence": np.ones(n)}))
    labels = Labels(engine.create("shop_groups", "SELECT * FROM shop_labels"))
    matrix = recipe.apply(table)
    centres = tuple(tuple(matrix[groups == g].mean(axis=0)) for g in range(5))
    grouping = Grouping("kmeans", CentreModel(USED, centres, 5), "clusters", True, _evidence())
    segments = interpret.describe(table, labels, grouping, min_count=11, progress=Silent())
    segmentation = Segmentation(
        spec=replace(SegmentationSpec(), currency="GBP", seed=7),
        as_of=as_of,
        population="buyers",
        n_customers=n,
        currency="GBP",
        features=FEATURES,
        recipe=recipe,
        grouping=grouping,
        segments=segments,
        quality=_quality(),
        fingerprint="5f2c8a61d0be4c33",
        warnings=("Consent is not recorded for any customer; it was taken as given.",),
    )
    names = ("Champions", "Loyal", "Promising", "At risk", "Hibernating")
    counts = tuple(tuple(int(c) for c in random.multinomial(s.n_customers, np.roll([0.6, 0.25, 0.1, 0.04, 0.01], i)))
                   for i, s in enumerate(segments))  # fmt: skip
    notes = ("orders.csv was read as order lines; the customer is in CustomerID.",)
    return Shop(segmentation, table, labels, (names, counts), notes, ids)


def _choices() -> tuple[Choice, ...]:
    why = {
        "average_order_value": "says nearly the same as net_revenue (correlation 0.92)",
        "is_member": "described, but segments are not formed on it unless asked for",
        "cadence_days": "missing for 41% of customers: fewer than two days with an order",
        "age": "sensitive (age); used only if asked for by name",
        "country": "described, but segments are not formed on it unless asked for",
    }
    same = {"average_order_value": "net_revenue"}
    return tuple(
        Choice(f.name, used=f.name in USED, why=why.get(f.name, "tells customers apart"), same_as=same.get(f.name, ""))
        for f in FEATURES
    )


def _evidence() -> Evidence:
    inertia = (8000, 4900, 3300, 2500, 1900, 1700, 1560, 1450, 1370, 1300)
    silhouettes = (None, 0.39, 0.41, 0.43, 0.47, 0.41, 0.37, 0.35, 0.33, 0.32)
    gaps = (0.42, 0.55, 0.71, 0.83, 0.97, 0.965, 0.955, 0.95, 0.945, 0.94)
    return Evidence(
        p_structure=1 / 60,
        effect=Effect("separation beyond one smooth population", 0.31, 0.27, 0.35, 0.15),
        silhouette=Interval(0.47, 0.458, 0.482),
        gap=0.97,
        stability=Stability(
            overall=Interval(0.94, 0.91, 0.97),
            groups=(*(Interval(value, value - 0.06, value + 0.03) for value in (0.95, 0.88, 0.97, 0.79)), None),
            n_resamples=20,
            threshold=0.75,
            n_sample=2_000,
        ),
        by_k=tuple(
            ByK(k, float(i), s, g, 0.012, 0.05)
            for k, i, s, g in zip(range(1, 11), inertia, silhouettes, gaps, strict=True)
        ),
        candidates=(
            Candidate("kmeans", 5, tried=True, chosen=True, why="gap and silhouette agree on 5"),
            Candidate("rfm_grid", 11, tried=False, chosen=False, why="a fixed grid, not formed by these customers"),
            Candidate("value_tiers", 4, tried=False, chosen=False, why="there are natural groups"),
        ),
        votes={"elbow": 4, "silhouette": 5, "gap": 5},
        reason="The customers form natural groups (p = 0.010, separation 0.31). k-means with 5: gap agrees.",
        n_sample=2_000,
    )


def _quality() -> Quality:
    return Quality(
        rows_read=54_190,
        rows_used=48_816,
        rows_refused={"customer_missing": 4_950, "exact_duplicate": 412, "after_as_of": 12},
        fixes=(Fix("decimal_comma", 310, "the price column uses commas", "set decimal to . for price"),),
        by_source={
            "orders.csv": {"rows_read": 52_190, "rows_used": 46_816, "rows_refused": {"customer_missing": 5_374}},
            "customers.csv": {"rows_read": 2_000, "rows_used": 2_000, "rows_refused": {}},
        },
    )


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    engine = DuckEngine(Path(tmp_path_factory.mktemp("spill")))
    yield make_shop(engine)
    engine.close()
