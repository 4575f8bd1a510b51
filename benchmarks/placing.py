"""Placing customers: rows of an array, a file of raw features with SQL, and one customer at a time.

usage: python benchmarks/placing.py [--customers N] [--features N] [--segments N] [--turns N]

The peer of the SQL is what is written with numpy: the file is loaded, missing values filled, tails capped, logarithms
taken, all standardised, and the nearest centroid found with a matrix product. Both give the same labels. The two take
turns; times are the least of all turns.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from shoal.cluster import CentroidModel, score_one, score_sql
from shoal.engine import DuckEngine
from shoal.prepare.recipe import ColumnRecipe
from shoal.prepare.steps import NumberStep
from shoal.terms import Matrix

ASKED_ROWS, ASKED_MILLISECONDS = 5e6, 1.0


def features(n: int, columns: int, seed: int) -> pa.Table:
    """Draw skewed raw features, some values missing."""
    random = np.random.default_rng(seed)
    made: dict[str, pa.Array] = {"customer_id": pa.array(np.arange(n))}
    for place in range(columns):
        values = np.exp(random.standard_normal(n) + place / 4)
        made[f"feature_{place}"] = pa.array(values, mask=random.random(n) < 0.02)
    return pa.table(made)


def recipe_of(table: pa.Table) -> ColumnRecipe:
    """Fill, cap, compress, centre and scale every feature."""
    steps = []
    for name in table.column_names[1:]:
        values = table.column(name).drop_null().to_numpy()
        high = float(np.quantile(values, 0.995))
        logs = np.log1p(np.minimum(values, high))
        steps.append(
            NumberStep(name, float(np.median(values)), None, high, "log", 1.0, float(logs.mean()), float(logs.std()))
        )
    return ColumnRecipe(tuple(steps), ())


def with_sql(file: Path, recipe: ColumnRecipe, model: CentroidModel) -> NDArray[np.int64]:
    """Let the engine go from the file to labels."""
    engine = DuckEngine(file.parent / "spill")
    source = f"read_parquet('{file}')"
    answer = engine.arrow(f"SELECT group_id FROM ({score_sql(source, recipe, model)}) AS placed")
    labels: NDArray[np.int64] = answer.column(0).to_numpy()
    engine.close()
    return labels


def with_numpy(file: Path, recipe: ColumnRecipe, model: CentroidModel) -> NDArray[np.int64]:
    """Do the same by hand."""
    table = pq.read_table(file)
    rows = np.column_stack([table.column(name).to_numpy() for name in recipe.columns])
    steps = [step for step in recipe.steps if isinstance(step, NumberStep)]
    rows = np.where(np.isnan(rows), [step.fill for step in steps], rows)
    rows = np.log1p(np.minimum(rows, [step.high for step in steps if step.high is not None]))
    rows = (rows - [step.center for step in steps]) / [step.scale for step in steps]
    centroids = np.array(model.centroids)
    labels: NDArray[np.int64] = (np.square(centroids).sum(axis=1) - 2 * rows @ centroids.T).argmin(axis=1)
    return labels


def seconds(work: Callable[[], Any]) -> float:
    """Time one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def one_by_one(table: pa.Table, recipe: ColumnRecipe, model: CentroidModel, n: int) -> Matrix:
    """Give the milliseconds of placing single customers."""
    profiles = table.slice(0, n).to_pylist()
    return np.array([1000 * seconds(partial(score_one, one, recipe, model)) for one in profiles])


def main() -> None:
    """Place them in all ways and print what was asked and measured."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--customers", type=int, default=1_000_000)
    options.add_argument("--features", type=int, default=10)
    options.add_argument("--segments", type=int, default=8)
    options.add_argument("--turns", type=int, default=5)
    chosen = options.parse_args()
    table = features(chosen.customers, chosen.features, 0)
    recipe = recipe_of(table)
    centroids = np.random.default_rng(1).standard_normal((chosen.segments, chosen.features)).round(6)
    model = CentroidModel(recipe.columns, tuple(tuple(row) for row in centroids.tolist()))
    rows = np.random.default_rng(2).standard_normal((chosen.customers, chosen.features))
    array = [seconds(lambda: model.apply(rows)) for _ in range(chosen.turns)]
    print(f"{chosen.customers:,} customers, {chosen.features} features, {chosen.segments} segments")
    rate = len(rows) / min(array)
    print(f"{'array, million rows a second':40}{rate / 1e6:8.2f}   asked: >= {ASKED_ROWS / 1e6:g}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "features.parquet"
        pq.write_table(table, file)
        differ = int((with_sql(file, recipe, model) != with_numpy(file, recipe, model)).sum())
        turns = [
            (seconds(lambda: with_sql(file, recipe, model)), seconds(lambda: with_numpy(file, recipe, model)))
            for _ in range(chosen.turns)
        ]
    ours, theirs = (min(each) for each in zip(*turns, strict=True))
    print(f"{'from the file to labels, SQL, s':40}{ours:8.2f}")
    print(f"{'from the file to labels, numpy, s':40}{theirs:8.2f}   {differ} labels differ")
    print(f"{'  SQL / numpy':40}{ours / theirs:8.2f}   asked: <= 1")
    alone = one_by_one(table, recipe, model, 5000)
    print(f"{'one row, ms, median':40}{np.median(alone):8.3f}")
    print(f"{'one row, ms, 99th percentile':40}{np.quantile(alone, 0.99):8.3f}   asked: < {ASKED_MILLISECONDS:g}")


if __name__ == "__main__":
    main()
