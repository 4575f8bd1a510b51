"""Files: a simulated shop as a user would have it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from shoal.errors import ConfigError
from shoal.simulate.shops import Shop
from shoal.store.files import replacing


def write(
    shop: Shop,
    folder: Path,
    *,
    format: Literal["csv", "parquet"] = "csv",  # noqa: A002
    with_truth: bool = False,
) -> tuple[Path, ...]:
    """Write ``orders`` and ``customers`` into a folder, which is made if needed.

    Parameters
    ----------
    shop : Shop
    folder : Path
    format : str
        ``csv`` (UTF-8, comma, point, ISO dates; a missing value is empty) or ``parquet``.
    with_truth : bool
        Whether ``truth`` is written as well; a user's folder never has it.

    Returns
    -------
    tuple of Path
        The files, in the order orders, customers, truth.

    Raises
    ------
    ConfigError
        If the format is neither of the two.

    Examples
    --------
    >>> import tempfile
    >>> from shoal.simulate import shop
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in write(shop(20, seed=1), Path(folder), format="csv")]
    ['orders.csv', 'customers.csv']
    """
    if format not in WRITERS:
        raise ConfigError(f"the format is '{format}'", expected="csv or parquet", where="format")
    tables = {"orders": shop.orders, "customers": shop.customers}
    if with_truth:
        tables["truth"] = shop.truth
    folder.mkdir(parents=True, exist_ok=True)
    return tuple(WRITERS[format](table, folder / f"{name}.{format}") for name, table in tables.items())


def _write_csv(table: pa.Table, path: Path) -> Path:
    # No invented value holds a comma, a quote or a line break; pyarrow refuses to write one that does.
    options = pa.csv.WriteOptions(include_header=False, quoting_style="none")
    with replacing(path) as beside, beside.open("wb") as file:
        file.write((",".join(table.column_names) + "\n").encode())
        pa.csv.write_csv(table, file, options)
    return path


def _write_parquet(table: pa.Table, path: Path) -> Path:
    with replacing(path) as beside:
        pa.parquet.write_table(table, beside, compression="zstd")
    return path


WRITERS = {"csv": _write_csv, "parquet": _write_parquet}
