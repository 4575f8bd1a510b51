"""Sources: what a file is and what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shoal.terms.relation import Relation

SIMULATED = ".simulated.json"
"""The hidden file in a folder of a simulated business that lists its files."""
PLANTED = "truth"
"""With this the names of those begin that hold what nobody knows in life."""


class Kind(StrEnum):
    """The kind of record that a source holds, one row each.

    Events are what customers did and what was sent to them; texts are what they wrote (reviews, tickets, answers);
    holdings are what they have for a time (subscriptions, contracts, assets); campaigns are what was sent to many.
    """

    ORDERS = "orders"
    CUSTOMERS = "customers"
    EVENTS = "events"
    TEXTS = "texts"
    PRODUCTS = "products"
    HOLDINGS = "holdings"
    CAMPAIGNS = "campaigns"


class Role(StrEnum):
    """What a column of a source means."""

    CUSTOMER = "customer"
    ANONYMOUS = "anonymous"
    ACCOUNT = "account"
    ORDER = "order"
    OCCURRED_AT = "occurred_at"
    PRODUCT = "product"
    CATEGORY = "category"
    QUANTITY = "quantity"
    UNIT_PRICE = "unit_price"
    AMOUNT = "amount"
    LIST_PRICE = "list_price"
    DISCOUNT = "discount"
    COST = "cost"
    CURRENCY = "currency"
    EVENT = "event"
    SESSION = "session"
    CAMPAIGN = "campaign"
    CHANNEL = "channel"
    REFERRER = "referrer"
    DEVICE = "device"
    DURATION = "duration"
    HOLDING = "holding"
    STARTED_AT = "started_at"
    ENDED_AT = "ended_at"
    STATUS = "status"
    REASON = "reason"
    TEXT = "text"
    RATING = "rating"
    TOPIC = "topic"
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
        For dates the ``strptime`` format, or empty for ISO 8601 and native types. For numbers that are answers in words
        the steps from the lowest on, such as ``never < rarely|seldom < often``.
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
    fixes : tuple of str or None
        The repairs that are made, and no others, such as ``fold_spellings:country``; None where nobody has decided:
        then rows that are exactly repeated count once, and `run` lists what is safe besides.
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
    fixes: tuple[str, ...] | None = None

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
    """Give a source's path without its folders, its host and its user.

    Examples
    --------
    >>> file_name("../export/orders.csv"), file_name("postgresql://ann@db:5432/shop#orders")
    ('orders.csv', 'shop#orders')
    >>> file_name("sqlite:///../shop.db#SELECT a / b FROM t"), file_name("https://host/get/o.csv?day=1")
    ('shop.db#query', 'o.csv')
    """
    if "://" not in path:
        return path.rpartition("/")[2]
    before, hash_, part = path.partition("#")
    name = before.partition("?")[0].rpartition("/")[2]
    return f"{name}{hash_}{'query' if ' ' in part.strip() else part}"
