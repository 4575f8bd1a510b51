"""One customer's rows of a published file, found without reading on and on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import md5
from itertools import accumulate
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shoal.errors import StoreError

KEY = "customer_id"


@dataclass(frozen=True)
class ByCustomer:
    """A file with one row for each customer, in canonical order: that of the MD5 of their ids.

    Parameters
    ----------
    path : Path
    file : pyarrow.parquet.ParquetFile
    ids : pyarrow.Array
        The ``customer_id`` of every row.
    """

    path: Path
    file: pq.ParquetFile
    ids: pa.Array

    def read(self, customer: str, columns: Sequence[str]) -> dict[str, Any] | None:
        """Give some columns of a customer's row; None where nobody has that id.

        Parameters
        ----------
        customer : str
        columns : sequence of str
        """
        row = bisect_left(range(len(self.ids)), _place(customer), key=lambda i: _place(self.ids[i].as_py()))
        if row == len(self.ids) or self.ids[row].as_py() != customer:
            return None
        group = bisect_left(self._ends, row + 1)
        first = self._ends[group - 1] if group else 0
        with reading(self.path):
            found = self.file.read_row_group(group, columns=list(columns), use_threads=False).slice(row - first, 1)
        values: dict[str, Any] = found.to_pylist()[0]
        return values

    @cached_property
    def _ends(self) -> list[int]:
        """List where the row groups end."""
        known = self.file.metadata
        return list(accumulate(known.row_group(group).num_rows for group in range(known.num_row_groups)))


@dataclass(frozen=True)
class RowsByCustomer:
    """A file with any number of rows for each customer, in the order of their ids."""

    path: Path
    file: pq.ParquetFile

    def read(self, customer: str) -> pa.Table:
        """Give all rows of a customer; none where nobody has that id."""
        groups = [place for place, (low, high) in enumerate(self._spans) if low <= customer <= high]
        with reading(self.path):
            tables = [self.file.read_row_group(group, use_threads=False) for group in groups]
        found = [table.filter(pc.equal(table[KEY], customer)) for table in tables]
        return pa.concat_tables(found) if found else self.file.schema_arrow.empty_table()

    @cached_property
    def _spans(self) -> list[tuple[str, str]]:
        """List the first and the last id of every row group."""
        known, place = self.file.metadata, self.file.schema_arrow.names.index(KEY)
        stated = (known.row_group(group).column(place).statistics for group in range(known.num_row_groups))
        return [("", chr(0x10FFFF)) if one is None or not one.has_min_max else (one.min, one.max) for one in stated]


@contextmanager
def by_customer(path: Path) -> Iterator[ByCustomer]:
    """Open a published file to read the row of one customer after another."""
    with opened(path) as file:
        with reading(path):
            ids = file.read(columns=[KEY])[KEY].combine_chunks()
        yield ByCustomer(path, file, ids)


@contextmanager
def opened(path: Path) -> Iterator[pq.ParquetFile]:
    """Open a published file.

    Raises
    ------
    StoreError
        If it is damaged.
    """
    with reading(path):
        file = pq.ParquetFile(path)
    with file:
        yield file


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Read a published file.

    Raises
    ------
    StoreError
        If it is missing or damaged.
    """
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise StoreError("the file cannot be read", do="build again", where=str(path)) from error


def _place(customer: str) -> tuple[str, str]:
    return md5(customer.encode(), usedforsecurity=False).hexdigest(), customer
