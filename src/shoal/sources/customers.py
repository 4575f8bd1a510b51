"""Tables of customers: typed traits, labels and consent, one row per source key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shoal.engine import quote
from shoal.sources.batches import SIZE, batches
from shoal.sources.currency import units_in
from shoal.sources.dates import date_sql, is_placeholder
from shoal.sources.flags import flag_sql
from shoal.sources.keys import damaged_sql, key_sql, keyed_sql, text_sql
from shoal.sources.numbers import number_sql
from shoal.sources.scales import is_scale, scale_sql
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


def check_customers(engine: Engine, name: str, loaded: Loaded, spec: SourceSpec, now: date) -> Described:
    """Type every row of a source of customers, and give each its ``shoal_reason`` (NULL where it is sound).

    Parameters
    ----------
    engine : Engine
    name : str
        Of the relation to make.
    loaded : Loaded
    spec : SourceSpec
    now : date
        The day of the face's clock: a birth that two digits put behind it was a century earlier.
    """
    types = engine.types(loaded.relation.name)
    customer = None if spec.each_row_is_a_customer else spec.column(Role.CUSTOMER) or spec.column(Role.ACCOUNT)
    key_type = types[customer.name] if customer else ""
    rows = keyed_sql(loaded.relation.name, key_sql(customer, key_type))
    columns = tuple(column for column in spec.columns if column.role in USED)
    keys = f"SELECT shoal_row, source_key, {damaged_sql(customer, key_type)} AS shoal_damaged"
    parts: list[str] = []
    for place, batch in enumerate(batches(columns[SIZE:])):
        query = f"SELECT shoal_row{_listed(batch, types, now)} FROM {loaded.relation.name}"
        parts.append(engine.create(f"{name}_part_{place}", query, step=f"check {loaded.path}").name)
    joins = "".join(f" JOIN {part} USING (shoal_row)" for part in parts)
    order = " ORDER BY shoal_row" if parts else ""
    names = "".join(f", {quote(column.name)}" for column in columns)
    checked = engine.create(
        name,
        f"""SELECT shoal_row, source_key{names}, CASE WHEN source_key IS NULL THEN 'customer_missing'
        WHEN shoal_damaged THEN 'customer_damaged' END AS shoal_reason
        FROM ({keys}{_listed(columns[:SIZE], types, now)} FROM {rows}){joins}{order}""",
        step=f"check {loaded.path}",
    )
    for part in parts:
        engine.drop(part)
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


def trait_units(engine: Engine, loaded: Loaded, columns: tuple[ColumnSpec, ...]) -> tuple[str, ...]:
    """Say which traits mix numbers of different currencies, or with and without a percent sign."""
    types = engine.types(loaded.relation.name)
    texts = tuple(c for c in columns if c.type is ColumnType.NUMBER and types[c.name] == "VARCHAR")
    warnings: list[str] = []
    for batch in batches(texts):
        tests = ", ".join(
            f"count({name}) > count(TRY_CAST({name} AS DOUBLE))" for name in (quote(c.name) for c in batch)
        )
        answer = engine.rows(f"SELECT {tests} FROM {loaded.relation.name}", step=f"plain numbers of {loaded.path}")[0]
        for column in (column for column, has_others in zip(batch, answer, strict=True) if has_others):
            units = units_in(loaded.relation, column.name, step=f"units of {loaded.path}")
            if len(units) > 1:
                listed = ", ".join(f"{n} {unit or 'with no sign'}" for unit, n in sorted(units.items()))
                warnings.append(
                    f"{loaded.name}, column {column.name!r}: the numbers are of different units ({listed}); they are"
                    " compared as they stand, nothing is converted"
                )
    return tuple(warnings)


def trait_fixes(engine: Engine, loaded: Loaded, checked: Relation, columns: tuple[ColumnSpec, ...]) -> tuple[Fix, ...]:
    """Count the values of traits that are missing now because they could not be read."""
    types = engine.types(loaded.relation.name)
    numbers = tuple(
        column
        for column in columns
        if column.type in (ColumnType.NUMBER, ColumnType.DATE, ColumnType.FLAG)
        and column.role is not Role.LABEL
        and (types[column.name] in ("VARCHAR", "DOUBLE", "FLOAT") or column.type is ColumnType.DATE)
    )
    unread = [column for batch in batches(numbers) for column in _unread(engine, loaded, checked, batch)]
    if not unread:
        return ()
    counts = ", ".join(_counts(column, types[column.name]) for column in unread)
    answer = engine.rows(f"SELECT {counts} FROM {_sound(loaded, checked)}", step=f"count repairs of {loaded.path}")[0]
    fixes: list[Fix] = []
    for place, column in enumerate(unread):
        where = f"{loaded.name}, column {column.name!r}"
        for n_rows, (name, said) in zip(answer[3 * place :], _losses(column), strict=False):
            if n_rows:
                fixes.append(Fix(name, n_rows, f"{where}: {said}", "correct the values in the file"))
    return tuple(fixes)


def _losses(column: ColumnSpec) -> tuple[tuple[str, str], ...]:
    """Name what `_counts` counts: blanks, what cannot be read, and what can but is none."""
    out_of_range = ("number_out_of_range", f"numbers beyond {LARGEST_TRAIT} are read as missing")
    placeholder = ("date_placeholder", "days that stand for no day, such as 1900-01-01, are read as missing")
    return (
        ("blank_is_missing", "blanks are read as missing"),
        (f"{column.type.value}_unreadable", f"values that are no {column.type.value} are read as missing"),
        placeholder if column.type is ColumnType.DATE else out_of_range,
    )


def _listed(columns: tuple[ColumnSpec, ...], types: Mapping[str, str], now: date) -> str:
    return "".join(f", {_typed(column, types[column.name], now)} AS {quote(column.name)}" for column in columns)


def _sound(loaded: Loaded, checked: Relation) -> str:
    """Write the rows that are used, as they stand (``r``) beside as they are read (``c``)."""
    return f"""{loaded.relation.name} r JOIN {checked.name} c ON c.shoal_row = r.shoal_row
        WHERE c.shoal_reason IS NULL"""


def _unread(
    engine: Engine, loaded: Loaded, checked: Relation, columns: tuple[ColumnSpec, ...]
) -> tuple[ColumnSpec, ...]:
    """Name the columns of which something that stands in the file was not read."""
    tests = ", ".join(f"count(r.{quote(column.name)}) > count(c.{quote(column.name)})" for column in columns)
    answer = engine.rows(f"SELECT {tests} FROM {_sound(loaded, checked)}", step=f"what {loaded.path} lost")[0]
    return tuple(column for column, has_unread in zip(columns, answer, strict=True) if has_unread)


def _typed(column: ColumnSpec, sql_type: str, now: date) -> str:
    if column.role is Role.LABEL:
        return _label(column, sql_type)
    if column.type is ColumnType.NUMBER:
        return _number(column, sql_type)
    if column.type is ColumnType.FLAG:
        return flag_sql(quote(column.name), sql_type)
    if column.type is ColumnType.DATE:
        day = date_sql(quote(column.name), sql_type, column.format)
        day = f"CASE WHEN NOT {is_placeholder(day)} THEN {day} END"
        if not _has_short_years(column):
            return day
        return f"CASE WHEN {day} > DATE '{now}' THEN CAST({day} - INTERVAL 100 YEAR AS DATE) ELSE {day} END"
    return text_sql(column.name)


def _number(column: ColumnSpec, sql_type: str) -> str:
    if is_scale(column.format):
        return scale_sql(f"CAST({quote(column.name)} AS VARCHAR)", column.format)
    number = number_sql(quote(column.name), sql_type, column.decimal)
    # the number is named in a list of one, so that it stands in the query once: that halves the time to plan it
    return f"list_transform([{number}], lambda x: CASE WHEN abs(x) <= {LARGEST_TRAIT} THEN x END)[1]"


def _label(column: ColumnSpec, sql_type: str) -> str:
    """Write an outcome as text; of one that is a number, whether it is any but 0."""
    if column.type is not ColumnType.NUMBER:
        return text_sql(column.name)
    number = number_sql(quote(column.name), sql_type, column.decimal)
    return f"CASE WHEN {number} <> 0 THEN 'yes' WHEN {number} = 0 THEN 'no' END"


def _has_short_years(column: ColumnSpec) -> bool:
    """Say whether the century of a past day has to be told: 12/05/45 is the birth of a customer in 1945."""
    return column.is_fixed and "%y" in column.format


def _counts(column: ColumnSpec, sql_type: str) -> str:
    """Write the SQL that counts blanks, unreadable values, and numbers out of range or days that are none."""
    raw = f"r.{quote(column.name)}"
    text = f"nullif(trim(CAST({raw} AS VARCHAR)), '')"
    is_set_aside = "false"
    if column.type is ColumnType.NUMBER:
        is_set_aside = f"coalesce(abs({number_sql(raw, sql_type, column.decimal)}) > {LARGEST_TRAIT}, false)"
    elif column.type is ColumnType.DATE:
        is_set_aside = f"coalesce({is_placeholder(date_sql(raw, sql_type, column.format))}, false)"
    is_missing = f"c.{quote(column.name)} IS NULL"
    return f"""coalesce(sum(CASE WHEN {raw} IS NOT NULL AND {text} IS NULL THEN 1 ELSE 0 END), 0),
        coalesce(sum(CASE WHEN {text} IS NOT NULL AND {is_missing} AND NOT {is_set_aside} THEN 1 ELSE 0 END), 0),
        coalesce(sum(CASE WHEN {is_set_aside} THEN 1 ELSE 0 END), 0)"""
