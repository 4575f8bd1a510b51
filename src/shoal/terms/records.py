"""Records: the rows of all sources that passed their checks, what was refused, and whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shoal.terms.quality import SourceAccount
from shoal.terms.relation import Relation
from shoal.terms.sources import ColumnSpec

ACTIONS = (
    "visit",
    "view",
    "search",
    "cart",
    "uncart",
    "checkout",
    "purchase",
    "login",
    "signup",
    "use",
    "sent",
    "delivered",
    "opened",
    "clicked",
    "bounced",
    "unsubscribed",
    "other",
)
"""What events mean, whatever their source calls them; ``sent`` to ``unsubscribed`` are those of messages."""


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
    accounts : tuple of SourceAccount
        How good each source is, in the order of the sources; empty where nobody looked.
    """

    rows_read: int = 0
    rows_used: int = 0
    rows_refused: Mapping[str, int] = field(default_factory=dict)
    fixes: tuple[Fix, ...] = ()
    by_source: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    accounts: tuple[SourceAccount, ...] = ()


@dataclass(frozen=True)
class Records:
    """The rows of all sources that passed their checks, as relations of known kinds.

    Parameters
    ----------
    orders : Relation or None
        ``source_key`` VARCHAR, ``order_key`` VARCHAR, ``occurred_at`` TIMESTAMP (UTC), ``occurred_on`` DATE (in the
        time zone of the business), ``product`` VARCHAR, ``quantity`` DOUBLE, ``amount`` DECIMAL(18,4) (line total,
        negative for returns), ``country`` VARCHAR, ``is_purchase`` BOOLEAN (quantity and price positive),
        ``is_return`` BOOLEAN; then, NULL where the source does not say: ``occurred_hour`` BIGINT (0 to 23 in the time
        zone of the business), ``category`` VARCHAR, ``channel`` VARCHAR, ``campaign`` VARCHAR, ``list_amount``
        DECIMAL(18,4) (the line at its list price), ``discount`` DECIMAL(18,4) (money taken off the line, >= 0),
        ``cost`` DECIMAL(18,4) (what the line cost the business).
    customers : Relation or None
        One row per source key: ``source_key`` VARCHAR and one column per trait, label and consent under its own
        name, typed (DOUBLE, DATE, VARCHAR; flags as DOUBLE 0/1; labels VARCHAR).
    keys : Relation
        ``source_key`` VARCHAR distinct over all sources that name customers, with ``n_rows`` BIGINT.
    columns : tuple of ColumnSpec
        The columns of ``customers`` after ``source_key``, in order.
    quality : Quality
    identifiers : Relation or None
        Direct identifiers of all sources, for the vault only: ``source_key``, ``field`` (``email``, ``name``, whatever
        the source calls it), ``value`` VARCHAR, distinct.
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
    events : Relation or None
        ``source_key`` VARCHAR and ``anonymous_key`` VARCHAR (a visitor or device; one of the two is there),
        ``session_key`` VARCHAR, ``occurred_at`` TIMESTAMP (UTC), ``occurred_on`` DATE and ``occurred_hour`` BIGINT (in
        the time zone of the business; the hour NULL where only the day is known), ``event`` VARCHAR (as the source
        calls it, lower case), ``action`` VARCHAR (what it means: one of `ACTIONS`), ``product``, ``category``,
        ``channel``, ``referrer``, ``device``, ``campaign`` VARCHAR, ``duration`` DOUBLE (seconds), ``amount`` DOUBLE.
    texts : Relation or None
        ``source_key`` VARCHAR, ``occurred_at`` TIMESTAMP, ``occurred_on`` DATE, ``is_contact`` BOOLEAN (somebody asked
        for help; else it is a review or an answer), ``product``, ``topic``, ``channel`` VARCHAR, ``rating`` DOUBLE (in
        the scale of the source), ``ended_at`` TIMESTAMP (when a contact was closed), ``n_letters`` BIGINT, ``tone``
        DOUBLE (-1 to 1; NULL where no word has one). The text itself stays behind: it may name people.
    products : Relation or None
        One row per ``product`` VARCHAR: ``name``, ``category`` VARCHAR, ``list_price`` DECIMAL(18,4), ``cost``
        DECIMAL(18,4). `orders` and `events` have taken from it what their own source does not say.
    holdings : Relation or None
        ``source_key`` VARCHAR, ``holding_key``, ``product``, ``category`` VARCHAR, ``started_on`` DATE, ``ended_on``
        DATE (NULL while it lasts, also where its end lies after the instant at which records are known), ``amount``
        DECIMAL(18,4) (as the source states it, usually a month's), ``status``, ``reason`` VARCHAR (of its end).
    campaigns : Relation or None
        One row per ``campaign`` VARCHAR: ``name``, ``channel`` VARCHAR, ``occurred_at`` TIMESTAMP, ``cost``
        DECIMAL(18,4) (per contact).
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
    events: Relation | None = None
    texts: Relation | None = None
    products: Relation | None = None
    holdings: Relation | None = None
    campaigns: Relation | None = None


@dataclass(frozen=True)
class Linking:
    """What linking source keys found, in counts; no key and no identifier stands in it.

    Parameters
    ----------
    n_source_keys : int
        Source keys that may be used, every spelling counted.
    n_customers : int
        Customers they are.
    n_merged : int
        Source keys beyond the first of their customer.
    by_field : mapping of field to count
        Pairs of keys that were linked, by what links them: ``email``, ``phone``, ``iban``, ``national_id``, ``device``,
        ``always``. A pair that two identifiers link counts in both.
    n_conflicts : int
        Pairs of keys that share an identifier and stay apart, because names or official numbers speak against it.
    n_placeholders : int
        Identifiers that stand for nobody (``none@none.com``, ``0000000``) and link nothing.
    n_crowded : int
        Identifiers that more keys share than one person has, and that link nothing.
    n_visitors : int
        Anonymous keys: visitors and devices.
    n_stitched : int
        Those of them that turned out to be a customer.
    n_shared_devices : int
        Those that several customers used.
    """

    n_source_keys: int = 0
    n_customers: int = 0
    n_merged: int = 0
    by_field: Mapping[str, int] = field(default_factory=dict)
    n_conflicts: int = 0
    n_placeholders: int = 0
    n_crowded: int = 0
    n_visitors: int = 0
    n_stitched: int = 0
    n_shared_devices: int = 0


@dataclass(frozen=True)
class Links:
    """Pairs of source keys that are one customer; whatever finds them, by rule or by likelihood, gives this.

    Parameters
    ----------
    relation : Relation
        ``left_key`` < ``right_key`` VARCHAR (normalised source keys), ``via`` VARCHAR (what links them), ``weight``
        DOUBLE (the heavier link holds where two contradict each other), ``n_evidence`` BIGINT (values they share).
    """

    relation: Relation


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
    anonymous : Relation or None
        ``anonymous_key`` VARCHAR, ``customer_id`` VARCHAR: visitors and devices that turned out to be a customer, each
        of one customer. None where no source has anonymous keys.
    linking : Linking
        What was linked, in counts.
    merges : Relation or None
        The record of it. ``customer_id``, ``source_key`` (normalised; a keyed hash where keys are identifiers; NULL for
        a visitor), ``anonymous_key`` (of a visitor), ``linked_key``, ``via`` VARCHAR, ``n_evidence`` BIGINT, ``since``
        VARCHAR (the first `as_of` that saw it). Each key has a row without a ``linked_key``, and one more for each link
        to a smaller key.
    survivors : Relation or None
        ``customer_id`` and the columns of the customers relation: one row for each customer whom several source keys
        describe. None where there is no such customer.
    """

    relation: Relation
    is_surrogate: bool
    n_customers: int
    refused: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    anonymous: Relation | None = None
    linking: Linking = Linking()
    merges: Relation | None = None
    survivors: Relation | None = None
