"""One customer's row of a published file."""

from hashlib import md5
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.errors import StoreError
from shoal.registry.by_customer import RowsByCustomer, by_customer, opened


@settings(deadline=None, max_examples=50)
@given(ids=st.sets(st.text(min_size=1, max_size=6), max_size=40), rows=st.integers(1, 7), absent=st.text(max_size=6))
def test_every_customer_is_found_and_nobody_else(
    tmp_path_factory: pytest.TempPathFactory, ids: set[str], rows: int, absent: str
) -> None:
    ordered = sorted(ids, key=lambda one: md5(one.encode(), usedforsecurity=False).hexdigest())
    path = tmp_path_factory.mktemp("kept") / "kept.parquet"
    table = pa.table(
        {"customer_id": pa.array(ordered, pa.string()), "place": pa.array(range(len(ordered)), pa.int64())}
    )
    pq.write_table(table, path, row_group_size=rows)
    with by_customer(path) as kept:
        found = [kept.read(one, ("place",)) for one in ordered]
        assert found == [{"place": place} for place in range(len(ordered))]
        assert absent in ids or kept.read(absent, ("place",)) is None


def test_a_damaged_file_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "kept.parquet"
    path.write_bytes(b"no table")
    with pytest.raises(StoreError, match="cannot be read"), by_customer(path):
        pass


def test_damage_inside_a_file_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "kept.parquet"
    ids = sorted(map(str, range(500)), key=lambda one: md5(one.encode(), usedforsecurity=False).hexdigest())
    pq.write_table(pa.table({"customer_id": ids}), path, compression="zstd")
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + bytes(len(whole) // 2) + whole[4 + len(whole) // 2 :])
    with pytest.raises(StoreError, match="cannot be read"), by_customer(path):
        pass
    with opened(path) as file, pytest.raises(StoreError, match="cannot be read"):
        RowsByCustomer(path, file).read("7")


@settings(deadline=None, max_examples=50)
@given(ids=st.lists(st.text(min_size=1, max_size=3), max_size=40), rows=st.integers(1, 7), absent=st.text(max_size=4))
def test_all_rows_of_a_customer_are_found(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str], rows: int, absent: str
) -> None:
    path = tmp_path_factory.mktemp("kept") / "rows.parquet"
    ordered = sorted(ids)
    table = pa.table(
        {"customer_id": pa.array(ordered, pa.string()), "place": pa.array(range(len(ordered)), pa.int64())}
    )
    pq.write_table(table, path, row_group_size=rows)
    with opened(path) as file:
        kept = RowsByCustomer(path, file)
        for one in {*ids, absent}:
            places = [place for place, known in enumerate(ordered) if known == one]
            assert kept.read(one)["place"].to_pylist() == places
