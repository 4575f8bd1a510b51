"""A table with its groups, put into the engine by one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from interpret.divided import Divided
from shoal.engine import DuckEngine
from shoal.terms import Feature, FeatureTable, Labels


@pytest.fixture
def divide(engine: DuckEngine) -> Callable[..., Divided]:
    """Give a function that puts columns and groups into the engine."""

    def make(
        columns: Mapping[str, Any], features: tuple[Feature, ...], groups: Any, *, labels: tuple[str, ...] = ()
    ) -> Divided:
        groups = np.asarray(groups, dtype=np.int64)
        ids = [f"c{i}" for i in range(len(groups))]
        engine.register("rows", pa.table({"customer_id": ids, **columns}))
        engine.register(
            "groups", pa.table({"customer_id": ids, "group_id": groups, "confidence": np.ones(len(groups))})
        )
        table = FeatureTable(
            engine.create("features", "SELECT * FROM rows ORDER BY md5(customer_id)"),
            features,
            labels,
            "buyers",
            len(groups),
            datetime(2024, 1, 1, tzinfo=UTC),
            "EUR",
        )
        return Divided(table, Labels(engine.create("labels", "SELECT * FROM groups")))

    return make
