"""A sample of a source with its columns read by their types: what findings are sought in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shoal.engine import literal, quote
from shoal.engine.blanks import trimmed_sql
from shoal.languages import MISSING
from shoal.sources.batches import batches
from shoal.sources.dates import date_sql, moment_sql
from shoal.sources.flags import flag_sql
from shoal.sources.numbers import number_sql
from shoal.terms import ColumnSpec, ColumnType, Finding, Loaded, Part, Role, Severity, SourceSpec

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEAST_ROWS, MOST_ROWS = 2_000, 1_000_000
MOST_EXAMPLES = 5
SMALLEST_GROUP = 11
"""A value is quoted only where so many rows share it: fewer might name a person."""

NUMERIC = frozenset(
    (
        Role.QUANTITY, Role.UNIT_PRICE, Role.AMOUNT, Role.LIST_PRICE, Role.DISCOUNT, Role.COST, Role.DURATION,
        Role.RATING,
    )
)  # fmt: skip
NAMING = frozenset(
    (
        Role.CUSTOMER, Role.ANONYMOUS, Role.ACCOUNT, Role.ORDER, Role.SESSION, Role.HOLDING, Role.CAMPAIGN,
        Role.PRODUCT, Role.IDENTIFIER, Role.TEXT,
    )
)  # fmt: skip
"""Roles whose values name one thing: they are new every month by nature, and some name people."""

DATED = frozenset((Role.OCCURRED_AT, Role.STARTED_AT, Role.ENDED_AT))


@dataclass(frozen=True)
class Nowhere:
    """Where a column is never filled.

    Parameters
    ----------
    cause : str
        The column that says where.
    levels : tuple of str
        Its values where the column is never filled; each of at least 20 rows.
    rows : bool array (n,)
    """

    cause: str
    levels: tuple[str, ...]
    rows: Bools


@dataclass(frozen=True)
class Column:
    """One column of a sample.

    Parameters
    ----------
    spec : ColumnSpec
    is_missing : bool array (n,)
        Where it is blank, or a word for nothing stands there.
    is_unreadable : bool array (n,)
        Where something stands there that cannot be read by its type.
    numbers : float array (n,) or None
        Numbers, days since 1970, flags as 0 and 1; NaN where there is none. None for texts.
    codes : int array (n,) or None
        Of texts: the place in `levels`, -1 where missing.
    levels : tuple of str
        The different texts as they stand in the file.
    gaps : bool array (n,)
        Where a value is missing that is due; `findings.due` knows what is empty by nature.
    nowhere : Nowhere or None
        Where it is empty by nature, as another column says.
    """

    spec: ColumnSpec
    is_missing: Bools
    is_unreadable: Bools
    numbers: Floats | None = None
    codes: Ints | None = None
    levels: tuple[str, ...] = ()
    gaps: Bools = field(default_factory=lambda: np.zeros(0, dtype=bool))
    nowhere: Nowhere | None = None

    @property
    def name(self) -> str:
        """Its name in the file."""
        return self.spec.name

    @property
    def is_used(self) -> bool:
        """Say whether anything is made of it but an entry of the vault."""
        return self.spec.role not in (Role.IGNORED, Role.IDENTIFIER)

    def filled(self) -> Floats:
        """Give its numbers, without the missing ones."""
        assert self.numbers is not None  # noqa: S101 - asked of numbers only
        return self.numbers[~np.isnan(self.numbers)]


@dataclass(frozen=True)
class Sample:
    """Rows of a source from end to end of the file.

    Parameters
    ----------
    loaded : Loaded
    spec : SourceSpec
    rows : int array (n,)
        Their numbers in the file.
    n_rows : int
        Rows of the file.
    columns : tuple of Column
    alike : array (n,)
        A hash of each row as it stands in the file: rows that are equal in every column have the same.
    """

    loaded: Loaded
    spec: SourceSpec
    rows: Ints
    n_rows: int
    columns: tuple[Column, ...]
    alike: npt.NDArray[np.uint64]

    @property
    def n(self) -> int:
        """Count its rows."""
        return len(self.rows)

    def column(self, role: Role) -> Column | None:
        """Give the first column with a role, or None."""
        return next((column for column in self.columns if column.spec.role is role), None)

    def numeric(self) -> tuple[Column, ...]:
        """Give the used columns of numbers that are neither days nor flags."""
        return tuple(
            c
            for c in self.columns
            if c.is_used and c.numbers is not None and not is_dated(c.spec) and c.spec.type is not ColumnType.FLAG
        )

    def texts(self) -> tuple[Column, ...]:
        """Give the columns of text."""
        return tuple(column for column in self.columns if column.codes is not None)

    def finding(
        self,
        name: str,
        column: str,
        severity: Severity,
        hits: Bools,
        found: str,
        *,
        why: str,
        do: str,
        part: Part | None = None,
        fix: str = "",
    ) -> Finding:
        """Make a finding about the rows where `hits` holds."""
        rows = tuple(int(row) for row in self.rows[np.flatnonzero(hits)[:MOST_EXAMPLES]])
        n = int(hits.sum())
        return Finding(name, self.spec.path, column, severity, n, self.n, found, why, do, rows, part, fix)


def is_dated(column: ColumnSpec) -> bool:
    """Say whether a column holds days."""
    return column.role in DATED or (column.type is ColumnType.DATE and column.role not in NUMERIC)


def share(n: int, n_of: int) -> str:
    """Write a count with its share.

    Examples
    --------
    >>> share(12, 2_000), share(3, 100_000), share(50, 50)
    ('12 of 2,000 (0.6 %)', '3 of 100,000 (under 0.1 %)', '50 of 50 (100 %)')
    """
    return f"{n:,} of {n_of:,} ({percent(n / max(1, n_of))})"


def percent(rate: float) -> str:
    """Write a share in per cent.

    Examples
    --------
    >>> percent(0.253), percent(0.006), percent(0.0001), percent(0.9999)
    ('25 %', '0.6 %', 'under 0.1 %', 'over 99.9 %')
    """
    if 0 < rate < 0.001:
        return "under 0.1 %"
    if 0.999 < rate < 1:
        return "over 99.9 %"
    return f"{100 * rate:.0f} %" if rate in (0, 1) or 0.1 <= rate <= 0.99 else f"{100 * rate:.1f} %"


def graded(rate: float, *, warning: float, error: float = 2.0) -> Severity:
    """Grade a share: from `warning` on a warning, from `error` on an error.

    Examples
    --------
    >>> str(graded(0.3, warning=0.05, error=0.5)), str(graded(0.01, warning=0.05))
    ('warning', 'note')
    """
    return Severity.ERROR if rate >= error else Severity.WARNING if rate >= warning else Severity.NOTE


def take_sample(loaded: Loaded, spec: SourceSpec, *, cells: int, timezone: str) -> Sample:
    """Take every n-th row of a source, the same rows each time, and read its columns.

    Parameters
    ----------
    loaded : Loaded
    spec : SourceSpec
    cells : int
        About how many cells are read, rows times columns; never fewer than 2,000 rows nor more than a million.
    timezone : str
        IANA name, of naive times.
    """
    relation, engine = loaded.relation, loaded.relation.engine
    n_rows = relation.count()
    n_wanted = min(MOST_ROWS, max(LEAST_ROWS, cells // max(1, len(spec.columns))))
    stride = -(-n_rows // n_wanted) or 1
    sampled = f"{relation.name} WHERE shoal_row % {stride} = {1 % stride} ORDER BY shoal_row"
    types = engine.types(relation.name)
    whole = ", ".join(quote(column.name) for column in spec.columns) or "shoal_row"
    read = engine.arrow(f"SELECT shoal_row, hash({whole}) FROM {sampled}", step=f"sample {loaded.path}")
    rows, alike = _ints(read.column(0)), read.column(1).to_numpy()
    columns: list[Column] = []
    for batch in batches(spec.columns):
        listed = ", ".join(
            f"{_value(c, types, timezone)} AS v{i}, {_missing(c, types)} AS m{i}" for i, c in enumerate(batch)
        )
        table = engine.arrow(f"SELECT {listed} FROM {sampled}", step=f"sample {loaded.path}")
        columns += [_column(c, table.column(f"v{i}"), table.column(f"m{i}")) for i, c in enumerate(batch)]
    return Sample(loaded, spec, rows, n_rows, tuple(columns), alike)


def value_sql(column: ColumnSpec, sql_type: str, timezone: str) -> str:
    """Write the SQL of a column as findings read it: DOUBLE, DATE, or the text as it stands."""
    name = quote(column.name)
    if column.role is Role.OCCURRED_AT:
        return moment_sql(name, sql_type, column.format, timezone).on
    if is_dated(column):
        return date_sql(name, sql_type, column.format)
    if column.type is ColumnType.NUMBER or column.role in NUMERIC:
        return number_sql(name, sql_type, column.decimal)
    if column.type is ColumnType.FLAG:
        return flag_sql(name, sql_type)
    return f"CAST({name} AS VARCHAR)"


def _value(column: ColumnSpec, types: Mapping[str, str], timezone: str) -> str:
    value = value_sql(column, types[column.name], timezone)
    return f"CAST(date_diff('day', DATE '1970-01-01', {value}) AS DOUBLE)" if is_dated(column) else value


def _missing(column: ColumnSpec, types: Mapping[str, str]) -> str:
    name, kind = quote(column.name), types[column.name]
    if kind in ("DOUBLE", "FLOAT"):
        return f"({name} IS NULL OR isnan({name}))"
    if kind != "VARCHAR":
        return f"({name} IS NULL)"
    words = ", ".join(literal(word) for word in MISSING)
    return f"({name} IS NULL OR lower({trimmed_sql(name)}) IN ({words}))"


def _column(spec: ColumnSpec, values: pa.ChunkedArray, missing: pa.ChunkedArray) -> Column:
    is_missing = np.asarray(missing.to_numpy(zero_copy_only=False), dtype=bool)
    if pa.types.is_floating(values.type):
        numbers = np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.float64)
        return Column(spec, is_missing, np.isnan(numbers) & ~is_missing, numbers)
    coded = values.combine_chunks().dictionary_encode()
    codes = np.where(is_missing, -1, _ints(coded.indices.fill_null(-1)))
    return Column(spec, is_missing, np.zeros(len(codes), dtype=bool), None, codes, tuple(coded.dictionary.to_pylist()))


def _ints(values: pa.Array | pa.ChunkedArray) -> Ints:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.int64)
