"""What a version leaves in its folder, and how it comes back."""

import csv
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shoal.engine import DuckEngine
from shoal.errors import StoreError
from shoal.registry import load, publish, to_result, version_of
from shoal.store import LeaseTerms, Store
from store.leased import leased

NASTY = [
    "=1+1",
    "+49",
    "-5",
    "@you",
    "\tx",
    "\rx",
    "\0x",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    "17850",
    "O'Brien",
    'a"b,c',
    "Zoë\nX",
]
DOCUMENTS = {"report.html": "<p>größte</p>\r\n", "profiles.csv": "a,b\n", "shoal.toml": "[x]\n"}


def assigned(i: int) -> int:
    return i % 2


def published(store: Store, engine: DuckEngine, small: ModuleType, ids: list[str]):
    table, labels = small.tables(engine, ids, assigned)
    one = small.segmentation(sum(not assigned(i) for i in range(len(ids))), sum(map(assigned, range(len(ids)))))
    return publish(store, table, labels, one, documents=DOCUMENTS), one


def test_the_folder_holds_every_file(store: Store, engine: DuckEngine, small: ModuleType) -> None:
    version, one = published(store, engine, small, NASTY)
    folder = store.folder / version.folder
    assert version.version == version_of(one)
    assert {path.name for path in folder.iterdir()} == {
        *("segments.json", "quality.json", "model.json", "manifest.json"),
        *("features.parquet", "assignments.parquet", "assignments.csv", *DOCUMENTS),
    }
    assert json.loads((folder / "segments.json").read_bytes()) == to_result(one, version.version) == version.result
    assert (folder / "report.html").read_bytes() == "<p>größte</p>\r\n".encode()
    quality = json.loads((folder / "quality.json").read_bytes())
    assert quality["rows_by_source"]["orders.csv"]["rows_refused"] == {"customer_missing": 2, "exact_duplicate": 1}
    assert (store.folder / "assignments.csv").read_bytes() == (folder / "assignments.csv").read_bytes()
    # Nothing is left behind in the engine.
    assert engine.rows("SELECT count(*) FROM information_schema.tables WHERE table_name LIKE 'shoal_%'") == [(0,)]


def test_rows_are_in_canonical_order_with_the_right_segment(
    store: Store, engine: DuckEngine, small: ModuleType
) -> None:
    ids = [f"C{i:04}" for i in range(500)]
    version, _ = published(store, engine, small, ids)
    rows = pq.read_table(store.folder / version.folder / "assignments.parquet")
    canonical = sorted(ids, key=lambda key: (hashlib.md5(key.encode()).hexdigest(), key))  # noqa: S324
    assert rows["customer_id"].to_pylist() == canonical
    assert pq.read_table(store.folder / version.folder / "features.parquet")["customer_id"].to_pylist() == canonical
    assert rows.column_names == [
        *("customer_id", "segment_id", "segment", "confidence", "segmentation", "version", "assigned_at"),
    ]
    for row in rows.to_pylist():
        i = int(row["customer_id"][1:])
        expected = (1, "Big spenders") if assigned(i) else (2, "=Small spenders")
        assert (row["segment_id"], row["segment"]) == expected
        assert row["confidence"] == float(f"{(i + 1) / 503:.9g}")
        assert (row["segmentation"], row["version"]) == ("main", version.version)
        assert row["assigned_at"] == small.AS_OF
    assert rows.schema.field("assigned_at").type == pa.timestamp("us", "UTC")


def test_no_cell_of_the_csv_is_a_formula(store: Store, engine: DuckEngine, small: ModuleType) -> None:
    version, _ = published(store, engine, small, NASTY)
    with (store.folder / version.folder / "assignments.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    parquet = pq.read_table(store.folder / version.folder / "assignments.parquet").to_pylist()
    starts = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
    assert len(rows) == len(NASTY)
    for row, true in zip(rows, parquet, strict=True):
        assert not any(cell.startswith(starts) for cell in row.values())
        is_safe = not true["customer_id"].startswith(starts)
        assert row["customer_id"] == (true["customer_id"] if is_safe else "'" + true["customer_id"])
        assert row["segment"] == {1: "Big spenders", 2: "'=Small spenders"}[true["segment_id"]]
        assert float(row["confidence"]) == true["confidence"]
        assert row["assigned_at"] == "2011-12-10T00:00:00Z"


def test_the_same_in_is_the_same_bytes_out(tmp_path: Path, small: ModuleType) -> None:
    ids = [f"C{i}" for i in range(130_000)]  # more than one row group
    digests = []
    terms = LeaseTerms("test", clock=lambda: datetime.now(UTC))
    for run in ("one", "two"):
        with Store.open(tmp_path / run, create=True) as store, leased(store, terms):
            engine = DuckEngine(store.spill_folder)
            version, _ = published(store, engine, small, ids)
            engine.close()
            digests.append((store.folder / version.folder / "manifest.json").read_bytes())
    assert digests[0] == digests[1]


def test_publishing_twice_is_publishing_once(store: Store, engine: DuckEngine, small: ModuleType) -> None:
    first, _ = published(store, engine, small, NASTY)
    second, _ = published(store, engine, small, NASTY)
    assert first == second
    assert store.versions("main") == (first,)


def test_a_customer_without_a_segment_is_a_fault_and_nothing_is_published(
    store: Store, engine: DuckEngine, small: ModuleType
) -> None:
    table, labels = small.tables(engine, ["a", "b", "c"], lambda i: i)  # group 2 belongs to no segment
    with pytest.raises(StoreError, match=r"2 customers have a segment; expected all 3"):
        publish(store, table, labels, small.segmentation(2, 1), documents={})
    assert store.current() is None


def test_it_comes_back_from_data_only(store: Store, engine: DuckEngine, small: ModuleType) -> None:
    version, _ = published(store, engine, small, NASTY)
    kinds = {"halves": small.Halves}
    fitted = load(store, version, recipes=kinds, models=kinds)
    assert (fitted.recipe.cut, fitted.model.cut) == (100.1, 100.1)
    assert fitted.segment_of_group == {0: 2, 1: 1}
    data = json.loads((store.folder / version.folder / "model.json").read_bytes())
    assert data["model"]["centres"] == [[0.1], [1 / 3]]  # exact: it places customers
    with pytest.raises(StoreError, match=r"'halves' is not a kind.*one of thirds"):
        load(store, version, recipes={"thirds": small.Halves}, models=kinds)


def test_a_changed_file_is_not_loaded(store: Store, engine: DuckEngine, small: ModuleType) -> None:
    version, _ = published(store, engine, small, NASTY)
    path = store.folder / version.folder / "model.json"
    path.write_text(path.read_text().replace("100.1", "900.1"))
    with pytest.raises(StoreError, match=r"model\.json"):
        load(store, version, recipes={"halves": small.Halves}, models={"halves": small.Halves})
