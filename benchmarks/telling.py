"""Telling segments apart: profiles, contrast and rules of 8 segments of many customers, their time and memory.

usage: python benchmarks/telling.py [--customers N]

Segments lie in eight places of five features, fifteen more are noise or follow them. Beside it stands the mean of
every feature per segment, which is the least that any description has to ask of the engine.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from shoal import interpret
from shoal.engine import DuckEngine
from shoal.terms import Evidence, Feature, FeatureTable, FeatureType, Grouping, Labels, Lens, Silent

N_FEATURES, N_SEGMENTS, N_FORMING = 20, 8, 5
ASKED_SECONDS, ASKED_GIB = 60, 3.0


class Reads:
    """A recipe that says what it reads."""

    def __init__(self, features: tuple[str, ...]) -> None:
        self.features = self.columns = features
        self.choices: tuple[Any, ...] = ()


def shop(engine: DuckEngine, n_customers: int) -> tuple[FeatureTable, Labels]:
    """Make a feature table in the engine, with the group of every customer."""
    bell = "(sqrt(-2 * ln(1 - (hash(i, {0}) % 1000003) / 1000003.0)) * cos(hash({0}, i) % 6283 / 1000.0))"
    columns = []
    for place in range(N_FEATURES):
        # three standard deviations apart: at half of that they overlap, the list of rules is right of half of the
        # customers only, and what is timed is the same work
        shift = f"3 * ((g >> {place % 3}) % 2)" if place < N_FORMING else f"0.1 * x{place % N_FORMING}"
        columns.append(f"{bell.format(place)} + {shift} AS x{place}")
    forming, others = ", ".join(columns[:N_FORMING]), ", ".join(columns[N_FORMING:])
    engine.create(
        "everybody",
        f"SELECT i, g, {forming} FROM"
        f" (SELECT i, CAST(hash(i) % {N_SEGMENTS} AS BIGINT) AS g FROM range({n_customers}) t(i))",
    )
    names = ", ".join(f"x{place}" for place in range(N_FORMING))
    engine.create("features", f"SELECT 'K' || i AS customer_id, {names}, {others} FROM everybody ORDER BY hash(i, 7)")
    labels = engine.create("labels", "SELECT 'K' || i AS customer_id, g AS group_id, 0.5 AS confidence FROM everybody")
    listed = tuple(
        Feature(f"x{place}", FeatureType.NUMBER, Lens.BEHAVIOUR, "", "all history", "") for place in range(N_FEATURES)
    )
    relation = engine.create("feature_table", "SELECT * FROM features")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return FeatureTable(relation, listed, (), "buyers", n_customers, at, None), Labels(labels)


def main() -> None:
    """Describe the segments and print how long it took."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--customers", type=int, default=1_000_000)
    n = options.parse_args().customers
    with tempfile.TemporaryDirectory() as place:
        engine = DuckEngine(Path(place))
        table, labels = shop(engine, n)
        start = time.perf_counter()
        means = ", ".join(f"avg({feature.name})" for feature in table.features)
        engine.rows(
            f"SELECT l.group_id, {means} FROM {table.relation.name} t"
            f" JOIN {labels.relation.name} l ON t.customer_id = l.customer_id GROUP BY l.group_id"
        )
        least = time.perf_counter() - start
        read = tuple(f"x{place}" for place in range(N_FORMING))
        model: Any = SimpleNamespace(n_groups=N_SEGMENTS, columns=read, reads="matrix")
        recipe: Any = Reads(read)
        grouping = Grouping("kmeans", model, "clusters", True, Evidence())
        start, cpu = time.perf_counter(), time.process_time()
        segments = interpret.describe(table, labels, grouping, min_count=11, progress=Silent())
        described = time.perf_counter() - start
        segments, rules = interpret.ruled(table, labels, segments, grouping, recipe, min_count=11)
        whole, worked = time.perf_counter() - start, time.process_time() - cpu
        engine.close()
    gib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    told = sum(bool(segment.contrasts) and segment.rule is not None for segment in segments)
    fidelity = 0.0 if rules is None else rules.fidelity.macro_f1
    print(f"{n:,} customers, {N_FEATURES} features; {told} of {len(segments)} segments with contrast and rule,"
          f" list F1 {fidelity:.2f}")  # fmt: skip
    print(f"  means alone               {least:8.1f} s")
    print(f"  profiles                  {described:8.1f} s")
    print(f"  and contrast and rules    {whole:8.1f} s   asked: < {ASKED_SECONDS} s")
    print(f"    of processors           {worked:8.1f} s")
    print(f"  most memory               {gib:8.2f} GiB asked: < {ASKED_GIB} GiB")


if __name__ == "__main__":
    main()
