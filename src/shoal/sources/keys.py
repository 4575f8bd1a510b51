"""Source keys as they are read, and the checks that come before any reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from shoal.engine import literal, quote
from shoal.engine.blanks import trimmed_sql
from shoal.errors import ConfigError, SourceError
from shoal.languages import MISSING, NOBODY
from shoal.sources.dates import wrong_format
from shoal.sources.scales import is_scale
from shoal.sources.serials import SERIALS
from shoal.terms import ColumnSpec, Kind, Loaded, Role, SourceSpec

ROUNDED = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+[0-9]{2,3}")
"""What spreadsheets make of long ids."""

_DAY = r"[0-9]{1,2}(-|\. ?)(Jan|Feb|Mar|Mär|Mrz|Apr|May|Mai|Jun|Jul|Aug|Sep|Oct|Okt|Nov|Dec|Dez)"
"""What spreadsheets make of ids such as ``1-3``: a day; no such text has more than `_DAY_LENGTH` letters."""

_DAY_LENGTH = 7

_AS_TEXT = r"=\"(.*)\"|'([0-9]+)"
"""How ids are written so that a spreadsheet takes them for texts: as a formula, or behind an apostrophe."""

_WHOLE_UNTIL = {"DOUBLE": 2**53, "FLOAT": 2**24}
"""Beyond this a float no longer tells neighbouring whole numbers apart."""


def key_sql(column: ColumnSpec | None, sql_type: str) -> str:
    """Write the SQL of the source key: text, trimmed, NULL where nobody is named; without a column the row's number.

    What only tells a spreadsheet that the id is a text goes (``="00501"``, ``'00501``).
    Words for nothing (``n/a``, ``NULL``, ``-``, the errors of spreadsheets) and for nobody in particular (``guest``)
    name nobody. ``0`` does: many tables count from it.

    Parameters
    ----------
    column : ColumnSpec or None
    sql_type : str
        Type of the column in the engine.
    """
    if column is None:
        return "CAST(shoal_row AS VARCHAR)"
    text = f"CAST({quote(column.name)} AS VARCHAR)"
    if sql_type.endswith("INT") or sql_type == "INTEGER":
        return text
    key = _bare_sql(trimmed_sql(text))
    nobody = ", ".join(literal(word) for word in (*MISSING, *NOBODY))
    return f"CASE WHEN lower({key}) NOT IN ({nobody}) THEN {key} END"


def keyed_sql(rows: str, key: str) -> str:
    """Write the rows of a source with ``source_key`` beside their columns.

    As a column it is made once for each row; an expression is worked out again wherever it is written.

    Parameters
    ----------
    rows : str
        Name of the relation.
    key : str
        SQL of the source key.
    """
    return f"(SELECT *, {key} AS source_key FROM {rows})"


def damaged_sql(column: ColumnSpec | None, sql_type: str) -> str:
    """Write the SQL that says whether a spreadsheet has spoilt the ``source_key`` of a row.

    ``1.23E+11`` has lost digits and stands for many ids; ``9-Mar`` was an id that was taken for a day.

    Parameters
    ----------
    column : ColumnSpec or None
    sql_type : str
        Type of the column in the engine.
    """
    if column is not None and sql_type in _WHOLE_UNTIL:
        return f"coalesce(abs({quote(column.name)}) > {_WHOLE_UNTIL[sql_type]}, false)"
    if sql_type != "VARCHAR":
        return "false"
    is_rounded = f"contains(source_key, '+') AND regexp_full_match(source_key, {literal(ROUNDED.pattern)})"
    is_day = f"length(source_key) <= {_DAY_LENGTH} AND regexp_full_match(source_key, {literal(_DAY)})"
    return f"coalesce(({is_rounded}) OR ({is_day}), false)"


def _bare_sql(key: str) -> str:
    """Take away what only tells a spreadsheet that a key is a text."""
    bare = f"concat(regexp_extract({key}, {literal(_AS_TEXT)}, 1), regexp_extract({key}, {literal(_AS_TEXT)}, 2))"
    begins = f"left({key}, 1) IN ('=', chr(39))"
    is_dressed = f"{begins} AND regexp_full_match({key}, {literal(_AS_TEXT)})"
    return f"CASE WHEN {is_dressed} THEN {bare} ELSE {key} END"


def text_sql(column: str) -> str:
    """Write the SQL of a text: trimmed, NULL where it is blank."""
    text = f"trim(CAST({quote(column)} AS VARCHAR))"
    return f"CASE WHEN lower({text}) NOT IN ('', 'nan', 'null') THEN {text} END"


def blank_sql(column: str, sql_type: str) -> str:
    """Write the SQL that says whether a cell is blank, or holds a word for nothing (``NULL``, ``n/a``, ``-``)."""
    name = quote(column)
    if sql_type != "VARCHAR":
        return f"({name} IS NULL)"
    nothing = ", ".join(literal(word) for word in ("", *MISSING))
    return f"({name} IS NULL OR lower(trim({name})) IN ({nothing}))"


def spec_of(loaded: Loaded) -> SourceSpec:
    """Give the spec of a source after checking that the file has its columns and that it has what its kind needs.

    Raises
    ------
    SourceError
        If the source has no spec.
    ConfigError
        If the spec names a column that the file lacks, or lacks the customer or the time of orders.
    """
    spec = loaded.spec
    if spec is None:
        raise SourceError("nobody has said or guessed what its columns mean", where=loaded.path)
    for column in spec.columns:
        if column.name not in loaded.columns:
            close = get_close_matches(column.name, loaded.columns, n=1)
            renamed = (
                "write its new name where it was renamed, or take the file out of shoal.toml to have it guessed again"
            )
            raise ConfigError(
                f"there is no column {column.name!r}",
                expected="one of " + ", ".join(repr(name) for name in loaded.columns),
                do=f"write {close[0]!r} or leave the column out" if close else renamed,
                where=loaded.path,
            )
        _check_reading(column, f"{loaded.path}, column {column.name!r}")
    _check_needs(spec, loaded.path)
    return spec


_NEEDS: Mapping[Kind, tuple[tuple[Role, ...], ...]] = {
    Kind.ORDERS: ((Role.CUSTOMER,), (Role.OCCURRED_AT,)),
    Kind.CUSTOMERS: ((Role.CUSTOMER, Role.ACCOUNT),),
    Kind.EVENTS: ((Role.CUSTOMER, Role.ANONYMOUS, Role.SESSION), (Role.OCCURRED_AT,)),
    Kind.TEXTS: ((Role.CUSTOMER,),),
    Kind.HOLDINGS: ((Role.CUSTOMER,), (Role.STARTED_AT,)),
    Kind.PRODUCTS: ((Role.PRODUCT,),),
    Kind.CAMPAIGNS: ((Role.CAMPAIGN,),),
}
"""The roles without which a kind is nothing; of those together one is enough."""


def _check_needs(spec: SourceSpec, path: str) -> None:
    for roles in _NEEDS[spec.kind]:
        is_told = roles[0] is Role.CUSTOMER and spec.each_row_is_a_customer
        if not is_told and all(spec.column(role) is None for role in roles):
            named = " or ".join(f"'{role.value}'" for role in roles)
            raise ConfigError(
                f"no column has the role {named}, which {spec.kind.value} need",
                do=f'give one of its columns {{ role = "{roles[0].value}" }} in shoal.toml',
                where=path,
            )


def _check_reading(column: ColumnSpec, where: str) -> None:
    """Refuse a decimal mark or a format of dates by which nothing could be read."""
    if column.decimal not in (".", ","):
        raise ConfigError(
            f"decimal = {column.decimal!r}",
            expected='decimal = "." or decimal = ","',
            do="correct the line of this column in shoal.toml",
            where=f"shoal.toml, {where}",
        )
    wrong = "" if is_scale(column.format) else wrong_format(column.format)
    if wrong:
        raise ConfigError(
            f"format = {column.format!r}: {wrong}",
            expected="fields of day, month and year, such as %d/%m/%Y %H:%M, one of "
            + ", ".join(SERIALS)
            + ', or "" for ISO 8601',
            do="correct the line of this column in shoal.toml",
            where=f"shoal.toml, {where}",
        )
