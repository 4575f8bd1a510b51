"""Order lines that a column of their file calls cancelled, failed or refunded, though they are counted as sales."""

from __future__ import annotations

from shoal.engine import literal, quote
from shoal.engine.blanks import trimmed_sql
from shoal.languages import UNDONE
from shoal.sources.checked import Checked
from shoal.sources.vocabulary import has
from shoal.terms import Engine
from shoal.terms.names import words_of

_NAMES = ("status", "state", "type", "kind", "typ", "art", "vorgang", "stan")
"""Words of columns that say what became of an order, or what a line is."""

_MOST_NAMED = 5


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
    return tuple(
        warning
        for one in sources
        for column in one.loaded.columns
        if has(words_of(column), _NAMES)
        for warning in _warning(engine, one, column)
    )


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
