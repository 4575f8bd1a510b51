"""Row ids: names of rows that are unique over all parts, though no part knows how many rows the others have."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

MIXER = 3**17
"""No power of ten has a factor in common with it: numbers that are multiplied by it stay different modulo one."""

ROWS_PER_PART = 100_000_000
"""Numbers that a part may use up in one file."""


def numbered(prefix: str, part: int, row: npt.NDArray[np.int64]) -> pa.StringArray:
    """Name rows of a part by a letter and their number.

    Examples
    --------
    >>> numbered("E", 1, np.array([0, 7])).to_pylist()
    ['E200000000', 'E200000007']
    """
    number = pa.array(row + (part + 1) * ROWS_PER_PART).cast(pa.string())
    return pc.binary_join_element_wise(prefix, number, "")


def scattered(number: npt.NDArray[np.int64], within: int) -> npt.NDArray[np.uint64]:
    """Turn different numbers into different ones that do not give away their order.

    Parameters
    ----------
    number : int array (n,)
        Below `within`.
    within : int
        A power of ten.

    Examples
    --------
    >>> scattered(np.array([1, 2, 3]), 1000).tolist()
    [163, 326, 489]
    """
    return (number.astype(np.uint64) * np.uint64(MIXER)) % np.uint64(within)
