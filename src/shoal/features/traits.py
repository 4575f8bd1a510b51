"""Features that are traits: columns of a customers table, read as of the day that the table describes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from shoal.engine import literal, quote
from shoal.engine.dialect import Dialect
from shoal.features.order_places import COUNTRY
from shoal.languages import english_words
from shoal.terms import ColumnSpec, ColumnType, Feature, FeatureType, Lens, Role

LENS_WORDS: tuple[tuple[Lens, tuple[str, ...]], ...] = (
    (Lens.GEOGRAPHIC, ("country", "city", "region", "zip", "postal", "postcode", "state", "land", "ort", "plz")),
    (Lens.FIRMOGRAPHIC, ("company", "industry", "employees", "sector", "firm", "branche")),
    (
        Lens.DEMOGRAPHIC,
        ("age", "birth", "gender", "genre", "sex", "income", "education", "marital", "partner", "dependents", "kid",
         "teen", "senior", "job", "housing", "household"),
    ),
    (
        Lens.VALUE,
        ("revenue", "spend", "spending", "spent", "charges", "charge", "balance", "limit", "amount", "price", "mnt",
         "purchases", "payments", "advance", "history", "umsatz", "betrag"),
    ),
    (Lens.ENGAGEMENT, ("visit", "visits", "tenure", "recency", "contract", "plan", "sessions", "frequency", "days")),
)  # fmt: skip


@dataclass(frozen=True)
class Trait:
    """A feature read from a column, with the SQL expression over the customers relation ``t``."""

    feature: Feature
    sql: str


def trait_features(
    columns: tuple[ColumnSpec, ...],
    *,
    taken: Collection[str],
    as_of_on: date,
    snapshot_on: date | None,
    is_default: bool,
    dialect: Dialect,
) -> tuple[Trait, ...]:
    """List the features that the columns of the customers relation give.

    Before the day the table describes, only a trait declared fixed is known; the others are NULL and not time-honest.

    Parameters
    ----------
    columns : tuple of ColumnSpec
    taken : collection of str
        Feature names that are taken; a trait with such a name gets ``_trait`` added.
    as_of_on : date
    snapshot_on : date or None
        The day the table describes; None if it is `as_of` itself.
    is_default : bool
        Whether segments are formed on traits. Not where there are orders: what customers do tells more than what is
        written about them, and a yes/no trait would cut every group of behaviour in two.
    dialect : Dialect
    """
    known = snapshot_on is None or as_of_on >= snapshot_on
    return tuple(
        _trait(column, taken, as_of_on, is_known=known or column.is_fixed, is_default=is_default, dialect=dialect)
        for column in columns
        if column.role in (Role.TRAIT, Role.CATEGORY) or (column.role is Role.COUNTRY and COUNTRY not in taken)
    )


def _trait(
    column: ColumnSpec, taken: Collection[str], as_of_on: date, *, is_known: bool, is_default: bool, dialect: Dialect
) -> Trait:
    is_date = column.type is ColumnType.DATE
    name = f"{column.name}_days_ago" if is_date else column.name
    value = f"t.{quote(column.name)}"
    if is_date:
        value = dialect.days(value, f"DATE {literal(as_of_on.isoformat())}")
    kind = {
        ColumnType.NUMBER: FeatureType.NUMBER,
        ColumnType.DATE: FeatureType.COUNT,
        ColumnType.FLAG: FeatureType.FLAG,
    }.get(column.type, FeatureType.CATEGORY)
    text = f"Days from {column.name} to as_of." if is_date else f"The trait {column.name}, as the source states it."
    feature = Feature(
        # Engines do not tell names apart by case.
        name=f"{name}_trait" if name.lower() in taken else name,
        type=kind,
        lens=_lens(column.name),
        unit="days" if is_date else "",
        window="the day the source describes",
        description=text,
        null_means="the source does not state it" if is_known else "not known as of that day",
        sensitive=column.sensitive,
        is_default=is_default,
        is_time_honest=is_known,
        source=column.name,
    )
    empty = "VARCHAR" if kind is FeatureType.CATEGORY else dialect.double
    return Trait(feature, value if is_known else f"CAST(NULL AS {empty})")


def _lens(name: str) -> Lens:
    """Guess the lens from the words of a column's name; behaviour where none fits."""
    words = english_words(name)
    for lens, known in LENS_WORDS:
        if any(word.startswith(k) if len(k) > 3 else word == k for word in words for k in known):
            return lens
    return Lens.BEHAVIOUR
