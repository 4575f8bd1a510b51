"""Benchmark points: numbers divided by blanks, with one or more reference partitions beside them."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

DATA, LABELS = ".data.gz", ".labels"


def read_points(paths: Mapping[str, Path]) -> dict[str, pa.Table]:
    """Read every set of points: columns ``x1, x2, ...`` and ``labels0, labels1, ...`` (0 is noise).

    Parameters
    ----------
    paths : mapping of name to Path
        Such as ``sipu/a1.data.gz`` and ``sipu/a1.labels0.gz``.

    Raises
    ------
    ValueError
        If a file of labels has another number of rows than its points.
    """
    tables = {}
    for name, path in paths.items():
        if name.endswith(DATA):
            own = name.removesuffix(DATA)
            labels = [path for label, path in paths.items() if label.startswith(own + LABELS)]
            tables[own] = _table(path, labels)
    return tables


def _table(points: Path, labels: Sequence[Path]) -> pa.Table:
    rows = [[float(value) for value in line.split()] for line in _lines(points)]
    columns = {f"x{place}": list(values) for place, values in enumerate(zip(*rows, strict=True), start=1)}
    partitions = {f"labels{place}": [int(line) for line in _lines(path)] for place, path in enumerate(labels)}
    return pa.table({**columns, **partitions})


def _lines(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="ascii") as file:
        return [line for line in file.read().splitlines() if line.strip()]
