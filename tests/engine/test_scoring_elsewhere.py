"""What was fitted places every customer the same on every engine: the recipe and the models are SQL there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from postgres import PostgresServer
from shoal import cluster, prepare
from shoal.engine import DuckEngine, PostgresEngine
from shoal.terms import ClusterSpec, Engine, Feature, FeatureTable, FeatureType, Lens, PrepareSpec, Silent

N = 6_000
TYPES = {
    "recency_days": FeatureType.COUNT,
    "order_count": FeatureType.COUNT,
    "net_revenue": FeatureType.NUMBER,
    "return_share": FeatureType.SHARE,
    "plan": FeatureType.CATEGORY,
}


def customers() -> pa.Table:
    """Four kinds of customers, with gaps, debts, ties and letters of many languages."""
    draw = np.random.default_rng(5)
    kind = draw.integers(0, 4, N)
    shares = np.round(draw.beta(1 + kind, 5), 2)
    plans = np.array(["pro", "Größe 😀", "it's"])[draw.integers(0, 3, N)]
    return pa.table(
        {
            "customer_id": [f"c{number:05d}" for number in range(N)],
            "recency_days": (draw.poisson(20 + 60 * kind)).astype(float),
            "order_count": (1.0 + draw.poisson(2 + 5 * (kind == 1))),
            "net_revenue": np.round(np.exp(draw.normal(4 + kind, 0.5, N)) - 20, 2),
            "return_share": pa.array(shares, mask=draw.random(N) < 0.1),
            "plan": pa.array(plans, mask=draw.random(N) < 0.2),
        }
    )


def table_in(engine: Engine) -> FeatureTable:
    relation = engine.register("feature_table", customers())
    features = tuple(
        Feature(name, kind, Lens.VALUE, "money" if name == "net_revenue" else "", "all", name)
        for name, kind in TYPES.items()
    )
    return FeatureTable(relation, features, (), "buyers", N, datetime(2025, 1, 1, tzinfo=UTC))


@pytest.fixture
def there(postgres: PostgresServer) -> Iterator[PostgresEngine]:
    engine = PostgresEngine(postgres.url())
    yield engine
    engine.close()


@pytest.mark.parametrize(
    "spec",
    [
        ClusterSpec(algorithm="kmeans", k=7),
        ClusterSpec(algorithm="rfm_grid"),
        pytest.param(ClusterSpec(algorithm="value_tiers"), marks=pytest.mark.slow),
    ],
    ids=lambda spec: spec.algorithm,
)
def test_every_customer_gets_the_same_group_on_every_engine(
    engine: DuckEngine, there: PostgresEngine, spec: ClusterSpec
) -> None:
    here, elsewhere = table_in(engine), table_in(there)
    recipe = prepare.fit(here, PrepareSpec())
    assert prepare.fit(elsewhere, PrepareSpec()) == recipe
    assert np.array_equal(recipe.apply(here), recipe.apply(elsewhere))
    model = cluster.fit(here, recipe, spec, seed=1, min_count=11, progress=Silent()).model
    placed = [
        cluster.apply(table, recipe, model).relation.engine.arrow("SELECT * FROM labels") for table in (here, elsewhere)
    ]
    assert placed[0].schema == placed[1].schema
    assert placed[0]["customer_id"].equals(placed[1]["customer_id"])
    assert placed[0]["group_id"].equals(placed[1]["group_id"])
    assert len(set(placed[0]["group_id"].to_pylist())) >= 4
    np.testing.assert_allclose(placed[1]["confidence"], placed[0]["confidence"], rtol=1e-9, atol=1e-12)
