"""Numbers out of the engine as an array."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shoal.engine.dialect import DIALECTS
from shoal.terms import Engine, Matrix


def matrix(engine: Engine, expressions: Sequence[str], source: str, *, step: str) -> Matrix:
    """Bring numeric expressions over a relation out of the engine.

    The columns are handed over without a copy by pyarrow's own conversions: those import pandas wherever it is
    installed, which costs more time and memory than everything else that is done with the numbers.

    Parameters
    ----------
    engine : Engine
    expressions : sequence of str
        SQL, one per column.
    source : str
        What stands after FROM: a relation, with a LIMIT if need be.
    step : str

    Returns
    -------
    float array (n, columns)
        Rows in the order of the relation; NULL is NaN.

    Examples
    --------
    >>> from pathlib import Path
    >>> from shoal.engine import DuckEngine
    >>> engine = DuckEngine(Path("spill"))
    >>> matrix(engine, ["x", "2 * x"], "(VALUES (1), (NULL)) AS t(x)", step="example")
    array([[ 1.,  2.],
           [nan, nan]])
    >>> engine.close()
    """
    dialect = DIALECTS[engine.dialect]
    nan = dialect.as_double("'NaN'")
    columns = ", ".join(f"COALESCE({dialect.as_double(e)}, {nan}) AS c{i}" for i, e in enumerate(expressions))
    table = engine.arrow(f"SELECT {columns} FROM {source}", step=step)
    return np.column_stack([np.from_dlpack(column.combine_chunks()) for column in table.columns])
