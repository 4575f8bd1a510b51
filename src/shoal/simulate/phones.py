"""Phone numbers: of country code 999, which no country has, so that nobody can be called."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.simulate.row_ids import scattered
from shoal.simulate.seasons import Ints

RANGE = 10**9
PATTERN = r"^\+999 (\d{3}) (\d{3}) (\d{3})$"
STYLES = (r"+999\1\2\3", r"00999 \1\2\3", r"999-\1-\2-\3", r"(+999) \1 \2 \3")
"""Other ways to write the same number."""


def phones(number: Ints) -> pa.StringArray:
    """Give a phone number to each person.

    Parameters
    ----------
    number : int array (n,)
        Of the person, below a thousand million; different people have different phones.

    Examples
    --------
    >>> phones(np.array([10_001, 10_002])).to_pylist()
    ['+999 530 770 163', '+999 659 910 326']
    """
    digits = pc.utf8_slice_codeunits(pa.array(scattered(number, RANGE) + np.uint64(RANGE)).cast(pa.string()), 1)
    threes = [pc.utf8_slice_codeunits(digits, first, first + 3) for first in (0, 3, 6)]
    return pc.binary_join_element_wise("+999", *threes, " ")


def rewritten(phone: pa.StringArray, style: Ints) -> pa.StringArray:
    """Write phones in other ways, each in one of `STYLES`.

    Examples
    --------
    >>> rewritten(pa.array(["+999 530 770 163"]), np.array([2])).to_pylist()
    ['999-530-770-163']
    """
    written = [pc.replace_substring_regex(phone, PATTERN, each) for each in STYLES]
    return pc.choose(pa.array(style), *written)
