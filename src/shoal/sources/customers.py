"""Tables of customers: typed traits, labels and consent, one row per source key."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.engine import quote
from shoal.sources.dates import date_sql
from shoal.sources.flags import flag_sql
from shoal.sources.keys import key_sql, text_sql
from shoal.sources.numbers import number_sql
from shoal.terms import ColumnSpec, ColumnType, Engine, Fix, Loaded, Relation, Role, SourceSpec

LARGEST_TRAIT = "1e15"
"""Beyond this a float no longer tells neighbouring whole numbers apart, and no trait of a customer is so large."""

USED = (Role.TRAIT, Role.COUNTRY, Role.LABEL, Role.CONSENT)


@dataclass(frozen=True)
class Described:
    """One source of customers after its checks.

    Parameters
    ----------
    checked : Relation
        ``shoal_row``, ``source_key``, the used columns, ``shoal_reason``.
    columns : tuple of ColumnSpec
        The used columns, in order.
    """

    checked: Relation
    columns: tuple[ColumnSpec, ...]


def check_customers(engine: Engine, name: str, loaded: Loaded, spec: SourceSpec) -> Described:
    """Type every row of a source of customers, and give each its ``shoal_reason`` (NULL where it is sound).

    Parameters
    ----------
    engine : Engine
    name : str
        Of the relation to make.
    loaded : Loaded
    spec : SourceSpec
    """
    types = engine.types(loaded.relation.name)
    customer = None if spec.each_row_is_a_customer else spec.column(Role.CUSTOMER)
    key = key_sql(customer, types[customer.name] if customer else "")
    columns = tuple(column for column in spec.columns if column.role in USED)
    listed = "".join(f", {_typed(column, types[column.name])} AS {quote(column.name)}" for column in columns)
    checked = engine.create(
        name,
        f"""SELECT *, CASE WHEN source_key IS NULL THEN 'customer_missing' END AS shoal_reason
        FROM (SELECT shoal_row, {key} AS source_key{listed} FROM {loaded.relation.name})""",
        step=f"check {loaded.path}",
    )
    return Described(checked, columns)


def join_customers(
    engine: Engine, name: str, sources: tuple[tuple[tuple[ColumnSpec, ...], str], ...]
) -> tuple[Relation, tuple[ColumnSpec, ...], tuple[str, ...]]:
    """Bring several sources of customers together, one row per source key; a column that two have is filled from both.

    Parameters
    ----------
    engine : Engine
    name : str
        Of the relation to make.
    sources : tuple of (columns, SQL)
        The used columns of each, and the query of its sound rows, one per source key.

    Returns
    -------
    Relation
        ``source_key`` and the columns.
    tuple of ColumnSpec
        The columns.
    tuple of str
        Warnings.
    """
    holders: dict[str, list[int]] = {}
    specs: dict[str, ColumnSpec] = {}
    warnings: list[str] = []
    for number, (columns, _) in enumerate(sources):
        for column in columns:
            folded = column.name.casefold()
            first = specs.setdefault(folded, column)
            if first.type is column.type:
                holders.setdefault(folded, []).append(number)
            if first is not column:
                warnings.append(f"column {column.name!r} is in several files; the first file that has a value decides")
    keys = " UNION ".join(f"SELECT source_key FROM ({rows})" for _, rows in sources)
    joins = " ".join(
        f"LEFT JOIN ({rows}) s{n} ON s{n}.source_key = k.source_key" for n, (_, rows) in enumerate(sources)
    )
    listed = ""
    for folded, column in specs.items():
        values = ", ".join(f"s{number}.{quote(column.name)}" for number in holders[folded])
        listed += f", coalesce({values}) AS {quote(column.name)}"
    relation = engine.create(name, f"SELECT k.source_key{listed} FROM ({keys}) k {joins} ORDER BY k.source_key")
    return relation, tuple(specs.values()), tuple(dict.fromkeys(warnings))


def trait_fixes(engine: Engine, loaded: Loaded, checked: Relation, columns: tuple[ColumnSpec, ...]) -> tuple[Fix, ...]:
    """Count the values of traits that are missing now because they could not be read."""
    types = engine.types(loaded.relation.name)
    numbers = [c for c in columns if c.type in (ColumnType.NUMBER, ColumnType.DATE, ColumnType.FLAG)]
    numbers = [c for c in numbers if c.role is not Role.LABEL and types[c.name] in ("VARCHAR", "DOUBLE", "FLOAT")]
    if not numbers:
        return ()
    counts = ", ".join(_counts(column, types[column.name]) for column in numbers)
    answer = engine.rows(
        f"""SELECT {counts} FROM {loaded.relation.name} r
        JOIN {checked.name} c ON c.shoal_row = r.shoal_row WHERE c.shoal_reason IS NULL""",
        step=f"count repairs of {loaded.path}",
    )[0]
    fixes: list[Fix] = []
    for place, column in enumerate(numbers):
        blank, unreadable, large = answer[3 * place : 3 * place + 3]
        where = f"{loaded.name}, column {column.name!r}"
        undo = "correct the values in the file"
        if blank:
            fixes.append(Fix("blank_is_missing", blank, f"{where}: blanks are read as missing", undo))
        if unreadable:
            reason = f"{where}: values that are no {column.type.value} are read as missing"
            fixes.append(Fix(f"{column.type.value}_unreadable", unreadable, reason, undo))
        if large:
            reason = f"{where}: numbers beyond {LARGEST_TRAIT} are read as missing"
            fixes.append(Fix("number_out_of_range", large, reason, undo))
    return tuple(fixes)


def _typed(column: ColumnSpec, sql_type: str) -> str:
    if column.role is Role.LABEL:
        return text_sql(column.name)
    if column.type is ColumnType.NUMBER:
        number = number_sql(quote(column.name), sql_type, column.decimal)
        return f"CASE WHEN abs({number}) <= {LARGEST_TRAIT} THEN {number} END"
    if column.type is ColumnType.FLAG:
        return flag_sql(quote(column.name), sql_type)
    if column.type is ColumnType.DATE:
        return date_sql(quote(column.name), sql_type, column.format)
    return text_sql(column.name)


def _counts(column: ColumnSpec, sql_type: str) -> str:
    """Write the SQL that counts blanks, unreadable values and numbers out of range."""
    raw = f"r.{quote(column.name)}"
    text = f"nullif(trim(CAST({raw} AS VARCHAR)), '')"
    number = number_sql(raw, sql_type, column.decimal) if column.type is ColumnType.NUMBER else "CAST(NULL AS DOUBLE)"
    is_large = f"coalesce(abs({number}) > {LARGEST_TRAIT}, false)"
    is_missing = f"c.{quote(column.name)} IS NULL"
    return f"""coalesce(sum(CASE WHEN {raw} IS NOT NULL AND {text} IS NULL THEN 1 ELSE 0 END), 0),
        coalesce(sum(CASE WHEN {text} IS NOT NULL AND {is_missing} AND NOT {is_large} THEN 1 ELSE 0 END), 0),
        coalesce(sum(CASE WHEN {is_large} THEN 1 ELSE 0 END), 0)"""
