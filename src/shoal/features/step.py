"""Steps of the feature query, each a SELECT whose columns are known by name, so that only what is read is computed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Step:
    """One named SELECT.

    Parameters
    ----------
    name : str
        No column of any step has the same name.
    columns : mapping of name to SQL expression
    tail : str
        From FROM to the end.
    is_per_customer : bool
        One row per ``customer_id`` at most: definitions may read its columns, as ``name.column``.

    Examples
    --------
    >>> Step("visits", {"customer_id": "customer_id", "n": "count(*)"}, "FROM acts GROUP BY customer_id").sql
    'SELECT customer_id, count(*) AS n FROM acts GROUP BY customer_id'
    """

    name: str
    columns: Mapping[str, str]
    tail: str
    is_per_customer: bool = False

    @property
    def sql(self) -> str:
        """The text of the SELECT."""
        columns = (sql if sql == name else f"{sql} AS {name}" for name, sql in self.columns.items())
        return f"SELECT {', '.join(columns)} {self.tail}"

    @property
    def words(self) -> frozenset[str]:
        """Every word of its text; the steps and columns that it reads are among them."""
        return words_of_sql(self.sql)


def needed(steps: tuple[Step, ...], *texts: str) -> tuple[Step, ...]:
    """Keep the steps that texts of SQL read, directly or through others, and of each the columns that are read.

    A name that occurs is taken to be read; at worst a column too many is kept.

    Parameters
    ----------
    steps : tuple of Step
        Each reads only those before it.
    texts : str

    Examples
    --------
    >>> first = Step("acts", {"customer_id": "c", "item": "i", "at": "t"}, "FROM events")
    >>> second = Step("visits", {"customer_id": "customer_id", "n": "count(at)"}, "FROM acts GROUP BY customer_id")
    >>> third = Step("tastes", {"customer_id": "customer_id", "top": "max(item)"}, "FROM acts GROUP BY customer_id")
    >>> [step.sql for step in needed((first, second, third), "SELECT customer_id, visits.n FROM visits")][0]
    'SELECT c AS customer_id, t AS at FROM events'
    """
    read = {word for text in texts for word in words_of_sql(text)}
    kept: list[Step] = []
    for step in reversed(steps):
        if step.name in read:
            lean = replace(step, columns={name: sql for name, sql in step.columns.items() if name in read})
            read |= lean.words
            kept.append(lean)
    return tuple(reversed(kept))


def joins(steps: Iterable[Step], *, space: str = " ") -> str:
    """Write how the steps with a row per customer are joined to `p`, the people.

    Examples
    --------
    >>> joins([Step("visits", {"n": "count(at)"}, "FROM acts GROUP BY customer_id", is_per_customer=True)])
    ' LEFT JOIN visits ON p.customer_id = visits.customer_id'
    """
    each = (step.name for step in steps if step.is_per_customer)
    return "".join(f"{space}LEFT JOIN {name} ON p.customer_id = {name}.customer_id" for name in each)


def words_of_sql(text: str) -> frozenset[str]:
    """List the words of a text of SQL."""
    return frozenset(re.findall(r"[a-z_]\w*", text))
