"""Decimals: whole cents as the exact decimals of a file."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bools = npt.NDArray[np.bool_]


def decimals(
    cents: npt.NDArray[np.int32] | npt.NDArray[np.int64], is_missing: Bools | None = None
) -> pa.Decimal128Array:
    """Write cents as exact decimals: 128-bit little-endian integers whose upper half is the sign.

    Parameters
    ----------
    cents : int array (n,)
    is_missing : bool array (n,) or None
        Where nothing is written.

    Examples
    --------
    >>> decimals(np.array([1999, -5, 0]), np.array([False, False, True])).to_pylist()
    [Decimal('19.99'), Decimal('-0.05'), None]
    """
    halves = np.zeros((len(cents), 2), dtype="<i8")
    halves[:, 0] = cents
    halves[:, 1] = np.where(halves[:, 0] < 0, -1, 0)
    valid = None if is_missing is None else pa.py_buffer(np.packbits(~is_missing, bitorder="little").tobytes())
    return pa.Array.from_buffers(pa.decimal128(12, 2), len(cents), [valid, pa.py_buffer(halves.tobytes())])
