"""Two readings of a column, day or month first, point or comma: what its values say for each."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.terms import Relation


@dataclass(frozen=True)
class Evidence:
    """How many values only one reading takes, and how many both take for different things.

    Parameters
    ----------
    only_first, only_second, differ : int
        Counts of rows.
    first, second, either : str
        An example of each; empty where there is none.
    """

    only_first: int
    only_second: int
    differ: int
    first: str = ""
    second: str = ""
    either: str = ""

    @property
    def contradicts(self) -> bool:
        """Say whether some values allow only the one reading, and some only the other."""
        return bool(self.only_first and self.only_second)

    @property
    def is_silent(self) -> bool:
        """Say whether nothing decides, though it matters."""
        return bool(self.differ) and not self.only_first and not self.only_second


def evidence(rows: Relation, text: str, first: str, second: str, *, step: str) -> Evidence:
    """Count, in one pass over all rows, what speaks for two readings.

    Parameters
    ----------
    rows : Relation
    text : str
        SQL of the cell as text.
    first, second : str
        SQL of the two readings, NULL where they cannot read.
    step : str

    Examples
    --------
    >>> from pathlib import Path
    >>> from shoal.engine import DuckEngine
    >>> engine = DuckEngine(Path("spill"))
    >>> rows = engine.create("cells", "SELECT unnest(['1', '2.5', '2,5']) AS cell")
    >>> evidence(rows, "cell", "TRY_CAST(cell AS INT)", "TRY_CAST(cell AS DOUBLE)", step="show")
    Evidence(only_first=0, only_second=0, differ=1, first='', second='', either='2.5')
    >>> engine.close()
    """
    kinds = ("a IS NOT NULL AND b IS NULL", "b IS NOT NULL AND a IS NULL", "a <> b")
    counts = ", ".join(f"count(CASE WHEN {kind} THEN 1 END)" for kind in kinds)
    examples = ", ".join(f"min(CASE WHEN {kind} THEN cell END)" for kind in kinds)
    answer = rows.engine.rows(
        f"SELECT {counts}, {examples} FROM (SELECT {text} AS cell, {first} AS a, {second} AS b FROM {rows.name})",
        step=step,
    )[0]
    only_first, only_second, differ = (int(n) for n in answer[:3])
    shown = (str(cell).strip() if cell else "" for cell in answer[3:])
    return Evidence(only_first, only_second, differ, *shown)
