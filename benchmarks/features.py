"""Thirty features of a million customers from 20 million order lines, beside SQL that was written by hand for them.

usage: python benchmarks/features.py [--lines N] [--pairs N] [--folder DIR] [--postgres ADDRESS]

The lines are drawn once, in SQL, and lie in a Parquet file. Then `shoal.features.compute` and the query of
`benchmarks/features.sql`, each in a process of its own with 2 GB of memory for the engine and a folder to spill to,
make a table of the same thirty columns from that file; the tables are compared cell by cell. CPU time is that of the
work without the imports, and of all threads. With an address of a PostgreSQL the features are computed there too, from
the same records, and compared.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from shoal.engine import DuckEngine, PostgresEngine
from shoal.features import compute
from shoal.terms import Engine, FeaturesSpec, FeatureTable, Identity, Quality, Records, Relation

THIRTY = (
    "net_revenue", "average_order_value", "net_revenue_90d", "net_revenue_365d", "largest_order_value", "unit_price",
    "discount_share", "full_price_share", "margin", "margin_share", "order_count", "recency_days", "tenure_days",
    "active_days", "order_count_90d", "order_count_365d", "cadence_days", "cadence_spread", "revenue_trend",
    "order_trend", "weekend_share", "month_end_share", "evening_share", "late_year_share", "return_share",
    "return_count", "product_count", "main_category", "category_entropy", "country",
)  # fmt: skip
AS_OF = datetime(2025, 1, 1, tzinfo=UTC)
MEMORY = "2GB"
LINES_PER_CUSTOMER = 20

DRAWN = """
WITH thrown AS (
    SELECT i, i // 4 AS basket, hash(i) AS line_luck, hash(i // 4 + 1e12::BIGINT) AS basket_luck
    FROM range({lines}) t(i)
),
placed AS (
    SELECT *,
        -- every customer once, then some much more often than others
        CASE WHEN basket < {customers} THEN basket
             ELSE floor({customers} * power((basket_luck % 1000003) / 1000003, 2))::BIGINT END AS customer,
        TIMESTAMP '2023-01-01' + to_seconds((basket * 731 * 86400.0 / ({lines} / 4))::BIGINT) AS occurred_at,
        (line_luck % 5000)::INT AS item,
        line_luck // 5000 % 33 = 0 AS is_return,
        (1 + line_luck // 200000 % 4)::BIGINT AS pieces,
        (99 + line_luck // 1000000 % 9900)::BIGINT AS cents,
        line_luck // 10000000000 % 10 AS tenth
    FROM thrown
),
priced AS (
    SELECT *, pieces * cents * CASE WHEN tenth = 0 THEN 8 ELSE 10 END AS tenths FROM placed
)
SELECT
    'c' || lpad(customer::VARCHAR, 8, '0') AS source_key,
    'o' || basket || CASE WHEN is_return THEN 'r' ELSE '' END AS order_key,
    occurred_at,
    occurred_at::DATE AS occurred_on,
    'product ' || item AS product,
    (CASE WHEN is_return THEN -pieces ELSE pieces END)::DOUBLE AS quantity,
    (CASE WHEN is_return THEN -1 ELSE 1 END * tenths / 1000)::DECIMAL(18, 4) AS amount,
    ['Germany', 'France', 'Spain', 'Italy', 'Poland', 'Austria'][1 + (customer + (basket_luck % 7 = 0)::INT) % 6]
        AS country,
    NOT is_return AS is_purchase,
    is_return,
    hour(occurred_at)::BIGINT AS occurred_hour,
    CASE WHEN item % 50 < 48 THEN 'category ' || item % 50 END AS category,
    (pieces * cents / 100)::DECIMAL(18, 4) AS list_amount,
    (pieces * cents * CASE WHEN tenth = 0 THEN 2 ELSE 0 END / 1000)::DECIMAL(18, 4) AS discount,
    CASE WHEN NOT is_return THEN (pieces * cents * 6 / 1000)::DECIMAL(18, 4) END AS cost
FROM priced
"""


def draw(lines: int, folder: Path) -> None:
    """Draw order lines, and who is which customer, into Parquet files; the same numbers each time."""
    with _duckdb(folder) as made:
        query = DRAWN.format(lines=lines, customers=max(lines // LINES_PER_CUSTOMER, 1))
        made.execute(f"COPY ({query}) TO '{folder / 'lines.parquet'}' (FORMAT parquet, COMPRESSION zstd)")
        keys = f"SELECT DISTINCT source_key, source_key AS customer_id FROM '{folder / 'lines.parquet'}'"
        made.execute(f"COPY ({keys}) TO '{folder / 'keys.parquet'}' (FORMAT parquet, COMPRESSION zstd)")


def _duckdb(folder: Path) -> duckdb.DuckDBPyConnection:
    """Open DuckDB as shoal does: so much memory, two threads, a folder to spill to."""
    opened = duckdb.connect(config={"memory_limit": MEMORY, "threads": 2, "temp_directory": str(folder / "spill")})
    opened.execute("SET enable_progress_bar = false")
    return opened


def ours(folder: Path) -> None:
    """Compute the features as `shoal run` does."""
    engine = DuckEngine(folder / "spill", memory_limit=MEMORY)
    began = _cpu(), time.perf_counter()
    for name in ("lines", "keys"):
        engine.rows(f"CREATE VIEW {name} AS SELECT * FROM '{folder / name}.parquet'", step="open")
    table = _features(engine)
    _say(began)
    engine.write(f"SELECT * FROM {table.relation.name}", folder / "ours.parquet")
    engine.close()


def by_hand(folder: Path) -> None:
    """Run the query that was written by hand."""
    query = Path(__file__).with_name("features.sql").read_text(encoding="utf-8")
    with _duckdb(folder) as hand:
        began = _cpu(), time.perf_counter()
        hand.execute(f"CREATE VIEW order_lines AS SELECT * FROM '{folder / 'lines.parquet'}'")
        hand.execute(f"CREATE TABLE features AS {query}")
        _say(began)
        hand.execute(f"COPY features TO '{folder / 'hand.parquet'}' (FORMAT parquet)")


def in_postgres(folder: Path, address: str) -> None:
    """Compute the features in PostgreSQL, from the same rows."""
    reader, engine = DuckEngine(folder / "spill"), PostgresEngine(address)
    for name in ("lines", "keys"):
        engine.register(name, reader.arrow(f"SELECT * FROM '{folder / name}.parquet'"))
    began = _cpu(), time.perf_counter()
    table = _features(engine)
    _say(began)
    engine.write(f"SELECT * FROM {table.relation.name}", folder / "postgres.parquet")
    engine.close()
    reader.close()


def _features(engine: Engine) -> FeatureTable:
    lines = Relation("lines", tuple(engine.types("lines")), engine)
    keys = Relation("keys", tuple(engine.types("keys")), engine)
    records = Records(lines, None, keys, (), Quality(), currency="EUR")
    identity = Identity(keys, is_surrogate=False, n_customers=keys.count())
    return compute(engine, records, identity, FeaturesSpec(only=THIRTY), as_of=AS_OF)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _say(began: tuple[float, float]) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": _cpu() - began[0], "wall": time.perf_counter() - began[1], "mebibytes": peak}))


WAYS = {"ours": ours, "hand": by_hand}


def measured(way: str, folder: Path, *more: str) -> dict[str, float]:
    """Go one way in a process of its own."""
    command = [sys.executable, __file__, "--way", way, "--folder", str(folder), *more]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(ran.stdout))


def different(folder: Path, a: str, b: str) -> dict[str, int]:
    """Count the cells of each column that differ: numbers by more than a billionth."""
    with _duckdb(folder) as both:
        tests = []
        for name in THIRTY:
            x, y = f"a.{name}", f"b.{name}"
            same = f"{x} IS NOT DISTINCT FROM {y}"
            if name not in ("country", "main_category"):
                same += f" OR abs({x} - {y}) <= 1e-9 * greatest(abs({x}), abs({y})) + 1e-9"
            tests.append(f"count(*) FILTER (NOT coalesce({same}, false)) AS {name}")
        alone = "count(*) FILTER (a.customer_id IS NULL OR b.customer_id IS NULL) AS customers"
        query = f"""SELECT {alone}, {", ".join(tests)}
            FROM '{folder / a}.parquet' a FULL JOIN '{folder / b}.parquet' b ON a.customer_id = b.customer_id"""
        answer = both.execute(query)
        names = [column[0] for column in answer.description]
        (row,) = answer.fetchall()
    return {name: int(n) for name, n in zip(names, row, strict=True) if n}


def shown(who: str, run: dict[str, float]) -> str:
    """Write a line of the answer."""
    return f"{who:16}{run['cpu']:>9.1f} s CPU{run['wall']:>9.1f} s{run['mebibytes']:>9,.0f} MiB"


def main() -> None:
    """Draw the lines, go both ways, compare, and print the ratio."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--lines", type=int, default=20_000_000)
    options.add_argument("--pairs", type=int, default=1)
    options.add_argument("--folder", type=Path, help="where the lines lie or are drawn; a temporary one otherwise")
    options.add_argument("--postgres", default="", metavar="ADDRESS")
    options.add_argument("--way", choices=(*WAYS, "postgres"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.way == "postgres":
        in_postgres(chosen.folder, chosen.postgres)
    elif chosen.way:
        WAYS[chosen.way](chosen.folder)
    elif chosen.folder:
        compare(chosen.folder, chosen)
    else:
        with tempfile.TemporaryDirectory() as folder:
            compare(Path(folder), chosen)


def compare(folder: Path, chosen: Any) -> None:
    """Print both, the ratio, and the cells that differ."""
    if not (folder / "lines.parquet").exists():
        draw(chosen.lines, folder)
    ratios = []
    for _ in range(chosen.pairs):
        runs = {way: measured(way, folder) for way in WAYS}
        ratios.append(runs["ours"]["cpu"] / runs["hand"]["cpu"])
        for way, run in runs.items():
            print(shown({"ours": "shoal", "hand": "SQL by hand"}[way], run))
    differing = {"by hand": different(folder, "ours", "hand")}
    if chosen.postgres:
        print(shown("on PostgreSQL", measured("postgres", folder, "--postgres", chosen.postgres)))
        differing["PostgreSQL"] = different(folder, "ours", "postgres")
    print(f"ratio of the CPU times: {statistics.median(ratios):.2f}; asked: at most 1.25, with {MEMORY} for the engine")
    for whose, cells in differing.items():
        print(f"cells that differ from those {whose}: {cells or 'none'}; asked: none")
    if any(differing.values()) or math.isnan(sum(ratios)):
        sys.exit(1)


if __name__ == "__main__":
    main()
