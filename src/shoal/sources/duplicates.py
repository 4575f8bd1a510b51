"""Lines that say exactly the same, and customers, products and campaigns that are described more than once."""

from __future__ import annotations

from shoal.engine import quote
from shoal.sources.fixes import fold_sql
from shoal.terms import Engine, Loaded, Relation


def repeated_lines(engine: Engine, name: str, sources: tuple[tuple[int, Loaded, Relation], ...]) -> Relation:
    """Find the sound lines that repeat an earlier one in every column of the file.

    Sources with the same columns are one: monthly exports overlap. Rows are compared only where their hashes agree,
    so the cost is that of the few candidates.

    Parameters
    ----------
    engine : Engine
    name : str
        Of the relation to make.
    sources : tuple of (number, Loaded, Relation)
        Of one set of columns, with their checked rows.

    Returns
    -------
    Relation
        ``source`` INTEGER, ``shoal_row`` BIGINT.
    """
    hashes = " UNION ALL ".join(
        f"SELECT row_hash FROM {checked.name} WHERE shoal_reason IS NULL" for _, _, checked in sources
    )
    candidates = engine.create(
        f"{name}_candidates", f"SELECT row_hash FROM ({hashes}) GROUP BY row_hash HAVING count(*) > 1"
    )
    first = sources[0][1]
    listed = ", ".join(quote(column) for column in first.columns)
    rows = " UNION ALL ".join(
        f"""SELECT {number} AS shoal_source, r.shoal_row, {", ".join("r." + quote(column) for column in loaded.columns)}
        FROM {loaded.relation.name} r JOIN {checked.name} c ON c.shoal_row = r.shoal_row
        JOIN {candidates.name} h ON h.row_hash = c.row_hash WHERE c.shoal_reason IS NULL"""
        for number, loaded, checked in sources
    )
    found = engine.create(
        name,
        f"""SELECT shoal_source AS source, shoal_row FROM (SELECT shoal_source, shoal_row,
        row_number() OVER (PARTITION BY {listed} ORDER BY shoal_source, shoal_row) AS shoal_place FROM ({rows}))
        WHERE shoal_place > 1""",
    )
    engine.drop(candidates.name)
    return found


def repeated_keys(engine: Engine, name: str, loaded: Loaded, checked: Relation, *, key: str, reason: str) -> Relation:
    """Find the rows of customers, products or campaigns that are described more than once; the last row of each stays.

    Parameters
    ----------
    engine : Engine
    name : str
        Of the relation to make.
    loaded : Loaded
    checked : Relation
        Its checked rows.
    key : str
        The column of `checked` that is to be there once.
    reason : str
        Why a row that says something else is refused, such as ``duplicate_customer``.

    Returns
    -------
    Relation
        ``shoal_row`` BIGINT and ``reason``: ``exact_duplicate`` where a later row is the same in every column, else the
        reason given.
    """
    listed = ", ".join("r." + quote(column) for column in loaded.columns)
    return engine.create(
        name,
        f"""SELECT shoal_row, CASE WHEN same_place > 1 THEN 'exact_duplicate' ELSE '{reason}' END AS reason
        FROM (SELECT r.shoal_row,
                row_number() OVER (PARTITION BY c.{key} ORDER BY r.shoal_row DESC) AS place,
                row_number() OVER (PARTITION BY c.{key}, {listed} ORDER BY r.shoal_row DESC) AS same_place
            FROM {loaded.relation.name} r JOIN {checked.name} c ON c.shoal_row = r.shoal_row
            WHERE c.shoal_reason IS NULL AND c.{key} IN (SELECT {key} FROM {checked.name}
                WHERE shoal_reason IS NULL GROUP BY {key} HAVING count(*) > 1))
        WHERE place > 1""",
    )


def nearly_repeated(engine: Engine, name: str, loaded: Loaded, sound: str) -> Relation:
    """Find the sound rows that differ from an earlier one in case and blanks only.

    Parameters
    ----------
    engine : Engine
    name : str
        Of the relation to make.
    loaded : Loaded
    sound : str
        SQL of the rows that are used so far, with ``shoal_row``.

    Returns
    -------
    Relation
        ``shoal_row`` BIGINT.
    """
    types = engine.types(loaded.relation.name)
    listed = ", ".join(
        fold_sql(f"r.{quote(column)}") if types[column] == "VARCHAR" else f"r.{quote(column)}"
        for column in loaded.columns
    )
    return engine.create(
        name,
        f"""SELECT shoal_row FROM (SELECT r.shoal_row,
        row_number() OVER (PARTITION BY {listed} ORDER BY r.shoal_row) AS shoal_place
        FROM {loaded.relation.name} r WHERE r.shoal_row IN (SELECT shoal_row FROM ({sound}))) WHERE shoal_place > 1""",
    )
