"""Sources: what a file is, what its columns mean, what was read and what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from shoal.terms.relation import Relation


class Kind(StrEnum):
    """The kind of record that a source holds, one row each."""

    ORDERS = "orders"
    CUSTOMERS = "customers"


class Role(StrEnum):
    """What a column of a source means."""

    CUSTOMER = "customer"
    ORDER = "order"
    OCCURRED_AT = "occurred_at"
    PRODUCT = "product"
    CATEGORY = "category"
    QUANTITY = "quantity"
    UNIT_PRICE = "unit_price"
    AMOUNT = "amount"
    CURRENCY = "currency"
    COUNTRY = "country"
    TRAIT = "trait"
    LABEL = "label"
    CONSENT = "consent"
    IDENTIFIER = "identifier"
    IGNORED = "ignored"


class ColumnType(StrEnum):
    """How the text of a column is read."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    CATEGORY = "category"


@dataclass(frozen=True)
class ColumnSpec:
    """What one column of a source means and how it is read.

    Parameters
    ----------
    name : str
        The column as the file names it.
    role : Role
    type : ColumnType
    format : str
        For dates the ``strptime`` format, or empty for ISO 8601 and native types.
    decimal : str
        The decimal mark of a number column: ``.`` or ``,``.
    sensitive : str
        The sensitive subject (``sex``, ``age``, ``health``, ``origin``, ``belief``), or empty.
    is_fixed : bool
        True for a trait that never changes (a birth date, a first country), so that it is known on any day.
    confidence : float
        How sure the guess is, in [0, 1]; 1 for what a person wrote.
    why : str
        The reason for the guess, in words.
    """

    name: str
    role: Role
    type: ColumnType = ColumnType.TEXT
    format: str = ""
    decimal: str = "."
    sensitive: str = ""
    is_fixed: bool = False
    confidence: float = 1.0
    why: str = ""


@dataclass(frozen=True)
class SourceSpec:
    """One file (or one frame handed to the Python API), its kind and its columns.

    Parameters
    ----------
    path : str
        Path relative to ``shoal.toml``; for a frame, ``frame:NAME``.
    kind : Kind
    columns : tuple of ColumnSpec
    delimiter, encoding : str
        For text files; empty for Parquet and frames.
    snapshot_on : date or None
        The day that rows without a time of their own describe.
    each_row_is_a_customer : bool
        True where there is no customer column.
    confidence : float
        How sure the guess of the kind is, in [0, 1].
    why : str
        The reason for the guess, in words.
    """

    path: str
    kind: Kind
    columns: tuple[ColumnSpec, ...] = ()
    delimiter: str = ""
    encoding: str = ""
    snapshot_on: date | None = None
    each_row_is_a_customer: bool = False
    confidence: float = 1.0
    why: str = ""

    def column(self, role: Role) -> ColumnSpec | None:
        """Give the column with a role, or None.

        Examples
        --------
        >>> spec = SourceSpec("o.csv", Kind.ORDERS, (ColumnSpec("who", Role.CUSTOMER),))
        >>> spec.column(Role.CUSTOMER).name
        'who'
        """
        return next((column for column in self.columns if column.role is role), None)

    def having(self, role: Role) -> tuple[ColumnSpec, ...]:
        """Give every column with a role."""
        return tuple(column for column in self.columns if column.role is role)


@dataclass(frozen=True)
class Loaded:
    """A source whose rows are in the engine as they stand in the file, before anything is read into them.

    Parameters
    ----------
    path : str
        As in `SourceSpec`.
    relation : Relation
        The columns of the file under their own names (text files: all VARCHAR) and ``shoal_row`` BIGINT, the number
        of the row in the file, from 1.
    columns : tuple of str
        The columns of the file, in order.
    delimiter, encoding : str
        Of text files; empty for Parquet and frames.
    malformed : Relation or None
        Lines that are no rows: ``shoal_row`` BIGINT, ``reason`` VARCHAR, ``line`` VARCHAR.
    warnings : tuple of str
    spec : SourceSpec or None
        What the columns mean; None until it is guessed or configured.
    """

    path: str
    relation: Relation
    columns: tuple[str, ...]
    delimiter: str = ""
    encoding: str = ""
    malformed: Relation | None = None
    warnings: tuple[str, ...] = ()
    spec: SourceSpec | None = None

    @property
    def name(self) -> str:
        """The path without its folders; messages say it, so that they do not depend on where the file lies."""
        return file_name(self.path)


def file_name(path: str) -> str:
    """Give a source's path without its folders.

    Examples
    --------
    >>> file_name("../export/orders.csv")
    'orders.csv'
    """
    return path.rpartition("/")[2]


@dataclass(frozen=True)
class Fix:
    """One repair that was made to the data, with its reason and how to undo it."""

    name: str
    n_rows: int
    reason: str
    undo: str


@dataclass(frozen=True)
class Quality:
    """What was read, used, refused and repaired.

    ``rows_read == rows_used + sum(rows_refused.values())`` always holds.

    Parameters
    ----------
    rows_read, rows_used : int
    rows_refused : mapping of reason to count
        Reasons are words such as ``customer_missing`` or ``exact_duplicate``.
    fixes : tuple of Fix
    by_source : mapping of path to a mapping with the same three figures
    """

    rows_read: int = 0
    rows_used: int = 0
    rows_refused: Mapping[str, int] = field(default_factory=dict)
    fixes: tuple[Fix, ...] = ()
    by_source: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Records:
    """The rows of all sources that passed their checks, as relations of known kinds.

    Parameters
    ----------
    orders : Relation or None
        ``source_key`` VARCHAR, ``order_key`` VARCHAR, ``occurred_at`` TIMESTAMP (UTC), ``occurred_on`` DATE (in the
        time zone of the business), ``product`` VARCHAR, ``quantity`` DOUBLE, ``amount`` DECIMAL(18,4) (line total,
        negative for returns), ``country`` VARCHAR, ``is_purchase`` BOOLEAN (quantity and price positive),
        ``is_return`` BOOLEAN.
    customers : Relation or None
        One row per source key: ``source_key`` VARCHAR and one column per trait, label and consent under its own
        name, typed (DOUBLE, DATE, VARCHAR; flags as DOUBLE 0/1; labels VARCHAR).
    keys : Relation
        ``source_key`` VARCHAR distinct over all sources, with ``n_rows`` BIGINT.
    columns : tuple of ColumnSpec
        The columns of ``customers`` after ``source_key``, in order.
    quality : Quality
    identifiers : Relation or None
        Direct identifiers of all sources, for the vault only: ``source_key``, ``field``, ``value`` VARCHAR, distinct.
    refused : Relation or None
        Rows that were refused, for the quarantine: ``source`` VARCHAR, ``row`` BIGINT, ``reason`` VARCHAR, ``line``
        VARCHAR (the row as JSON text).
    key_is_identifier : bool
        True where the customer column holds a direct identifier (an e-mail address, say).
    snapshot_on : date or None
        The day that ``customers`` describes.
    currency : str or None
    fingerprint : str
        Hash of the content that was used, independent of row order and of paths.
    warnings : tuple of str
    """

    orders: Relation | None
    customers: Relation | None
    keys: Relation
    columns: tuple[ColumnSpec, ...]
    quality: Quality
    identifiers: Relation | None = None
    refused: Relation | None = None
    key_is_identifier: bool = False
    snapshot_on: date | None = None
    currency: str | None = None
    fingerprint: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Identity:
    """Which source keys are which customer.

    Parameters
    ----------
    relation : Relation
        ``source_key`` VARCHAR (as in `Records`), ``customer_id`` VARCHAR; one row per source key that may be used.
    is_surrogate : bool
        True where the key is a direct identifier, and ``customer_id`` a keyed hash of it.
    n_customers : int
    refused : mapping of reason to count of rows
        Rows whose key is not usable: ``forgotten``.
    warnings : tuple of str
    """

    relation: Relation
    is_surrogate: bool
    n_customers: int
    refused: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
