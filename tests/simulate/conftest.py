"""One shop of each sort for the tests of this room, and small readers of its tables."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shoal import simulate


@pytest.fixture(scope="session")
def planted() -> simulate.Shop:
    return simulate.shop(2500, seed=11)


@pytest.fixture(scope="session")
def smooth() -> simulate.Shop:
    return simulate.smooth_shop(2500, seed=11)


@pytest.fixture(scope="session", params=["planted", "smooth"])
def either(request: pytest.FixtureRequest) -> simulate.Shop:
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def purchase_table() -> Callable[[simulate.Shop], pa.Table]:
    """Give a function that lists customers' purchases, one row per order, with the number of items."""

    def one_row_per_order(shop: simulate.Shop) -> pa.Table:
        known = shop.orders.filter(
            pc.and_(pc.is_valid(shop.orders["customer_id"]), pc.greater(shop.orders["quantity"], 0))
        )
        return known.group_by(["order_id", "customer_id", "ordered_at"]).aggregate([("quantity", "sum")])

    return one_row_per_order


@pytest.fixture(scope="session")
def flat_type() -> Callable[..., simulate.CustomerType]:
    """Give a function that makes a type without seasons, spread or dropout, so that its rates are easily counted."""

    def flat(name: str = "flat", **rates: object) -> simulate.CustomerType:
        quiet = {
            "share": 1.0,
            "description": "",
            "joined_days": (600.0, 720.0),
            "orders_per_month": 2.0,
            "rate_shape": 1e6,
            "stays_months": 1e6,
            "christmas": 1.0,
            "spread": 0.0,
            "return_share": 0.0,
        }
        return simulate.CustomerType(name, **(quiet | rates))  # type: ignore[arg-type]

    return flat


@pytest.fixture(scope="session")
def day_of() -> Callable[[pa.ChunkedArray], np.ndarray]:
    """Give a function that turns timestamps or dates into days since 1970, as floats."""

    def days(column: pa.ChunkedArray) -> np.ndarray:
        if pa.types.is_date(column.type):
            return np.asarray(column.cast(pa.int32()).to_numpy(), dtype=np.float64)
        return np.asarray(column.cast(pa.int64()).to_numpy(), dtype=np.float64) / 86_400

    return days
