"""Planted types can be found again; in the smooth shop there is nothing to find."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shoal import simulate


def behaviour(shop: simulate.Shop, purchase_table, day_of) -> dict[str, np.ndarray]:
    """Compute plain features of every buyer, in the order of truth."""
    lines = shop.orders.filter(shop.orders["customer_id"].is_valid())
    value = pc.multiply(lines["quantity"].cast(pa.float64()), lines["unit_price"].cast(pa.float64()))
    lines = lines.append_column("value", value)
    lines = lines.append_column("back", pc.if_else(pc.less(lines["quantity"], 0), pc.negate(value), 0.0))
    money = lines.group_by("customer_id").aggregate([("value", "sum"), ("back", "sum"), ("product", "count_distinct")])
    orders = (
        purchase_table(shop)
        .group_by("customer_id")
        .aggregate([("ordered_at", "min"), ("ordered_at", "max"), ("order_id", "count")])
    )
    rows = (
        shop.truth.select(["customer_id"]).join(money, "customer_id").join(orders, "customer_id").sort_by("customer_id")
    )
    gross = rows["value_sum"].to_numpy() + rows["back_sum"].to_numpy()
    count = rows["order_id_count"].to_numpy()
    return {
        "recency": np.log1p(20_454 - day_of(rows["ordered_at_max"])),
        "tenure": np.log1p(20_454 - day_of(rows["ordered_at_min"])),
        "order_count": np.log(count),
        "revenue": np.log1p(np.maximum(rows["value_sum"].to_numpy(), 0)),
        "basket": np.log(gross / count),
        "products": np.log(rows["product_count_distinct"].to_numpy()),
        "return_share": rows["back_sum"].to_numpy() / gross,
    }


def n_modes(x: np.ndarray) -> int:
    """Count the modes of a kernel density, with twice Silverman's width: log 1 and log 2 orders are no two groups."""
    grid = np.linspace(x.min(), x.max(), 400)
    width = 2.12 * x.std() * len(x) ** -0.2
    density = np.exp(-0.5 * ((grid[:, None] - x) / width) ** 2).sum(axis=1)
    # A ripple of two or three people in a tail is not a mode.
    peak = (density[1:-1] > density[:-2]) & (density[1:-1] > density[2:]) & (density[1:-1] > 0.02 * density.max())
    return int(peak.sum())


def test_the_smooth_shop_has_one_type_and_one_mode_in_the_order_rate(smooth, purchase_table, day_of) -> None:
    assert smooth.truth["type"].unique().to_pylist() == ["everyone"]
    features = behaviour(smooth, purchase_table, day_of)
    assert n_modes(np.log(smooth.truth["orders_per_month"].to_numpy())) == 1
    assert n_modes(features["order_count"] - features["tenure"]) == 1


@pytest.mark.parametrize("name", ["recency", "tenure", "order_count", "revenue", "basket", "products"])
def test_every_feature_of_the_smooth_shop_has_one_mode(name: str, smooth, purchase_table, day_of) -> None:
    assert n_modes(behaviour(smooth, purchase_table, day_of)[name]) == 1


def test_the_same_check_sees_the_modes_of_planted_types(planted, purchase_table, day_of) -> None:
    features = behaviour(planted, purchase_table, day_of)
    assert n_modes(features["order_count"] - features["tenure"]) > 1
    assert n_modes(features["recency"]) > 1


def test_planted_types_are_found_by_k_means_on_plain_features(planted, purchase_table, day_of) -> None:
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score

    matrix = np.column_stack(list(behaviour(planted, purchase_table, day_of).values()))
    matrix = (matrix - matrix.mean(axis=0)) / matrix.std(axis=0)
    labels = KMeans(6, n_init=10, random_state=0).fit_predict(matrix)
    truth = planted.truth.sort_by("customer_id")["type"].to_pylist()
    assert adjusted_rand_score(truth, labels) > 0.8
