"""Order lines that their file or a column calls cancelled, failed or refunded, though they are counted as sales."""

from __future__ import annotations

from shoal.engine import literal, quote
from shoal.engine.blanks import trimmed_sql
from shoal.languages import UNDONE
from shoal.sources.checked import Checked
from shoal.sources.vocabulary import has
from shoal.terms import Engine, Role
from shoal.terms.names import words_of

_NAMES = ("status", "state", "type", "kind", "typ", "art", "vorgang", "stan")
"""Words of columns that say what became of an order, or what a line is."""

_MOST_NAMED = 5

_TELLING = (Role.ORDER, Role.OCCURRED_AT, Role.AMOUNT)
"""Roles whose columns say by their names what all lines are, as ``refund_id`` does."""


def counted_though_undone(engine: Engine, sources: tuple[Checked, ...]) -> tuple[str, ...]:
    """Say which columns speak against sales that are counted, with their words and the number of lines.

    Lines whose money or quantity is below zero are returns already, and are left out of the count.

    Parameters
    ----------
    engine : Engine
    sources : tuple of Checked
        Of orders.

    Returns
    -------
    tuple of str
        One warning for each such column.
    """
    of_columns = tuple(
        warning
        for one in sources
        for column in one.loaded.columns
        if has(words_of(column), _NAMES)
        for warning in _warning(engine, one, column)
    )
    return (*of_columns, *(warning for one in sources for warning in _of_file(engine, one)))


def _of_file(engine: Engine, one: Checked) -> tuple[str, ...]:
    """Say where the name of a file, or of its order, time or money, calls all of its lines what is no sale."""
    columns = (column.name for role in _TELLING for column in one.spec.having(role))
    named = next((name for name in (one.loaded.name, *columns) if _is_undone(name)), None)
    if named is None:
        return ()
    sales = f"SELECT count(*) FROM ({one.sound}) WHERE is_purchase"
    n_rows = int(engine.rows(sales, step=f"sales of {one.loaded.path}")[0][0])
    if not n_rows:
        return ()
    return (
        f"{one.loaded.name}: {n_rows} lines ARE COUNTED AS SALES though {named!r} calls them what is none; write their"
        " money below zero, or leave the file out, if they are none",
    )


def _is_undone(name: str) -> bool:
    return any(word in UNDONE or word.removesuffix("s") in UNDONE for word in words_of(name))


def _warning(engine: Engine, one: Checked, column: str) -> tuple[str, ...]:
    word = f"regexp_replace(lower({trimmed_sql(f'CAST(r.{quote(column)} AS VARCHAR)')}), '[-_ ]+', ' ', 'g')"
    listed = ", ".join(literal(undone) for undone in UNDONE)
    found = engine.rows(
        f"""SELECT word, count(*) FROM (SELECT {word} AS word FROM {one.loaded.relation.name} r
        JOIN ({one.sound}) c ON c.shoal_row = r.shoal_row WHERE c.is_purchase)
        WHERE word IN ({listed}) GROUP BY word ORDER BY count(*) DESC, word""",
        step=f"what {column} says of sales",
    )
    if not found:
        return ()
    words = ", ".join(f"'{name}' ({n})" for name, n in found[:_MOST_NAMED])
    n_rows = sum(int(n) for _, n in found)
    return (
        f"{one.loaded.name}: {n_rows} lines ARE COUNTED AS SALES though column {column!r} calls them {words}; take them"
        " out of the file, or write their money below zero, if they are none",
    )
