"""Import, export, import is the identity: of records, and of who is in which segment.

Exported are the records as shoal read them, written by the engine as CSV and as Parquet, the way every file of a
workspace is written; and the assignments, whose CSV is safe against formulas and gives the ids back exactly.
"""

from __future__ import annotations

import csv
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import shoal
from roundtrip.tables import Made, alike, customers_table, key_of, orders_table, text
from shoal import sources
from shoal.engine import DuckEngine
from shoal.engine.spreadsheet import original_cell, safe_cell, safe_cell_sql
from shoal.registry.assignments import assignments_sql, canonical, formula_safe
from shoal.sources.orders import COLUMNS
from shoal.terms import ColumnSpec, ColumnType, Kind, Records, Role, SegmentationSpec, Silent, SourceSpec

NOW = datetime(2030, 1, 1, tzinfo=UTC)
SPEC = SegmentationSpec()
FEW, MANY = 10, int(os.environ.get("SHOAL_ROUNDTRIPS", "5000"))
"""Seeds, with two tables for each: of orders and of customers."""

SAID = COLUMNS[: COLUMNS.index("occurred_hour")]
"""What these tables say of an order; the hour is that of the time."""
UNSAID = COLUMNS[COLUMNS.index("occurred_hour") + 1 :]

_EXPORTED = ("order_key", "occurred_at", "product", "quantity", "amount", "country")
_ROLES = (Role.ORDER, Role.OCCURRED_AT, Role.PRODUCT, Role.QUANTITY, Role.AMOUNT, Role.COUNTRY)
_TYPES = {"occurred_at": ColumnType.DATE, "quantity": ColumnType.NUMBER, "amount": ColumnType.NUMBER}


@pytest.fixture(scope="module")
def one_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    engine = DuckEngine(Path(tmp_path_factory.mktemp("spill")))
    yield engine
    engine.close()


def read(engine: DuckEngine, file: Path, spec: SourceSpec) -> Records:
    (loaded,) = sources.load(engine, {spec.path: file}, scratch=file.parent / "scratch", progress=Silent())
    return sources.read(
        engine, (replace(loaded, spec=replace(spec, fixes=())),), known_at=NOW, now=NOW, spec=SPEC, progress=Silent()
    )


def rows_of(engine: DuckEngine, records: Records) -> list[tuple[object, ...]]:
    if records.orders is not None:
        unsaid = set(engine.rows(f"SELECT {', '.join(UNSAID)} FROM {records.orders.name}"))
        assert unsaid <= {(None,) * len(UNSAID)}
        return engine.rows(f"SELECT {', '.join(SAID)} FROM {records.orders.name}")
    assert records.customers is not None
    return sorted(engine.rows(f"SELECT * FROM {records.customers.name}"), key=lambda row: str(row[0]).encode())


def as_kept(rows: list[tuple[object, ...]], file: Path) -> list[tuple[object, ...]]:
    return alike(rows) if file.suffix == ".csv" else rows


def exported(engine: DuckEngine, records: Records, made: Made, file: Path) -> SourceSpec:
    """Write the records to a file; give the spec by which that file is read."""
    relation = records.orders or records.customers
    assert relation is not None
    chosen = _EXPORTED if records.orders is not None else relation.columns[1:]
    listed = ", ".join(("source_key AS who", *chosen))  # the name source_key is shoal's own
    engine.write(f"SELECT {listed} FROM {relation.name}", file, format=file.suffix[1:])
    customer = ColumnSpec("who", Role.CUSTOMER)
    if records.orders is not None:
        others = (
            ColumnSpec(n, role, _TYPES.get(n, ColumnType.TEXT)) for n, role in zip(_EXPORTED, _ROLES, strict=True)
        )
        return SourceSpec(file.name, Kind.ORDERS, (customer, *others))
    traits = (ColumnSpec(column.name, column.role, column.type) for column in made.spec.columns[1:])
    return SourceSpec(file.name, Kind.CUSTOMERS, (customer, *traits))


def check_table(engine: DuckEngine, made: Made, folder: Path, suffix: str) -> None:
    """Read a table, compare every cell with what was meant, write it out, read it again, compare again."""
    file = folder / made.name
    file.write_bytes(made.content)
    if not made.rows:
        with pytest.raises(shoal.errors.SourceError, match="customer_missing"):
            read(engine, file, made.spec)
        return
    records = read(engine, file, made.spec)
    found = rows_of(engine, records)
    assert as_kept(found, file) == as_kept(made.rows, file)
    assert sum(records.quality.rows_refused.values()) == made.n_refused
    again = folder / f"again.{suffix}"
    spec = exported(engine, records, made, again)
    assert as_kept(rows_of(engine, read(engine, again, spec)), again) == as_kept(found, again)


def check_assignments(engine: DuckEngine, ids: list[str], folder: Path, source: random.Random) -> None:
    """Write who is in which segment as CSV and as Parquet; other readers find the same."""
    groups = {0: (1, "=Steady, big"), 1: (2, "'@Others")}
    members = {one: source.randrange(2) for one in ids}
    engine.register(
        "labels",
        pa.table(
            {
                "customer_id": pa.array(members, pa.string()),
                "group_id": pa.array(members.values(), pa.int64()),
                "confidence": pa.array([source.random() for _ in members], pa.float64()),
            }
        ),
    )
    at = "2025-01-01T00:00:00Z"
    query = assignments_sql("labels", groups, segmentation="main", version="v-1", assigned_at=f"TIMESTAMPTZ '{at}'")
    kept = engine.create("assigned", query)
    engine.write(canonical(kept.name), folder / "a.parquet")
    engine.write(formula_safe(kept.name, at), folder / "a.csv", format="csv")
    whole = pq.read_table(folder / "a.parquet").to_pylist()
    with (folder / "a.csv").open(newline="", encoding="utf-8") as file:
        cells = list(csv.DictReader(file))
    assert {row["customer_id"]: row["segment_id"] for row in whole} == {one: members[one] + 1 for one in members}
    for row, cell in zip(whole, cells, strict=True):
        assert original_cell(cell["customer_id"]) == row["customer_id"]
        assert original_cell(cell["segment"]) == row["segment"]
        assert not cell["customer_id"].startswith(("=", "+", "-", "@", "\t", "\r"))
        assert (int(cell["segment_id"]), float(cell["confidence"])) == (row["segment_id"], row["confidence"])


def check_seed(engine: DuckEngine, seed: int, folder: Path) -> int:
    """Check the two tables of a seed; give their number."""
    source = random.Random(seed)
    suffix = ("csv", "parquet")[seed % 2]
    made = (orders_table(source), customers_table(source))
    try:
        for one in made:
            check_table(engine, one, folder, suffix)
        ids = {key for key in (key_of(text(source)) for _ in range(12)) if key}
        check_assignments(engine, sorted(ids), folder, source)
    except Exception as error:
        error.add_note(f"seed {seed}")
        raise
    return len(made)


def test_what_is_read_and_written_comes_back(one_engine: DuckEngine, tmp_path: Path) -> None:
    assert sum(check_seed(one_engine, seed, tmp_path) for seed in range(FEW)) == 2 * FEW


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_what_is_read_and_written_comes_back_ten_thousand_times(one_engine: DuckEngine, tmp_path: Path) -> None:
    assert sum(check_seed(one_engine, seed, tmp_path) for seed in range(FEW, FEW + MANY)) == 2 * MANY


def test_a_changed_cell_is_noticed(one_engine: DuckEngine, tmp_path: Path) -> None:
    made = orders_table(random.Random(1))
    wrong = [(*made.rows[0][:6], made.rows[0][6] + 1, *made.rows[0][7:]), *made.rows[1:]]
    with pytest.raises(AssertionError):
        check_table(one_engine, Made(made.name, made.content, made.spec, wrong, made.n_refused), tmp_path, "csv")


def test_a_safe_cell_gives_its_text_back(one_engine: DuckEngine) -> None:
    source = random.Random(3)
    texts = sorted({text(source) for _ in range(3000)} | {"'" * n + "=1" for n in range(4)})
    cells = [safe_cell(one) for one in texts]
    assert [original_cell(cell) for cell in cells] == texts
    assert len(set(cells)) == len(texts)
    one_engine.register("texts", pa.table({"t": pa.array(texts, pa.string())}))
    assert [row[0] for row in one_engine.rows(f"SELECT {safe_cell_sql('t')} FROM texts")] == cells


def test_a_workspace_says_the_same_in_all_its_files(tmp_path: Path) -> None:
    source = random.Random(11)
    keys = [f"{prefix}{text(source, 3)}{n}" for n, prefix in enumerate(["=", "'=", "+", "@", "'", "", "–", "%"] * 3)]
    with (tmp_path / "orders.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(("customer_id", "order_id", "order_date", "amount"))
        writer.writerows((keys[n % 24], n, f"2025-03-{1 + n % 28:02}", f"{n % 11}.25") for n in range(96))
    result = shoal.run(tmp_path / "orders.csv", out=tmp_path / "out")
    whole = pq.read_table(tmp_path / "out" / "assignments.parquet").to_pylist()
    with (tmp_path / "out" / "assignments.csv").open(newline="", encoding="utf-8") as file:
        cells = list(csv.DictReader(file))
    pairs = {(row["customer_id"], row["segment_id"], row["segment"]) for row in whole}
    assert pairs == {
        (original_cell(c["customer_id"]), int(c["segment_id"]), original_cell(c["segment"])) for c in cells
    }
    counts = Counter(row["segment_id"] for row in whole)
    assert counts == {segment["id"]: segment["n_customers"] for segment in result["segments"]}
    assert json.loads((tmp_path / "out" / "segments.json").read_text())["segments"] == result["segments"]
    features = pq.read_table(tmp_path / "out" / "features.parquet").column("customer_id").to_pylist()
    assert sorted(features) == sorted(row["customer_id"] for row in whole)
    shoal.score(workspace=tmp_path / "out", out=tmp_path / "scores.parquet")
    shoal.score(workspace=tmp_path / "out", out=tmp_path / "scores.csv")
    scored = pq.read_table(tmp_path / "scores.parquet").to_pylist()
    assert {(row["customer_id"], row["segment_id"], row["segment"]) for row in scored} == pairs
    with (tmp_path / "scores.csv").open(newline="", encoding="utf-8") as file:
        cells = list(csv.DictReader(file))
    assert {(original_cell(cell["customer_id"]), int(cell["segment_id"])) for cell in cells} == {p[:2] for p in pairs}
