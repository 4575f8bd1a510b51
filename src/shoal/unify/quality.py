"""The account of rows once it is known whose they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from shoal.terms import Identity, Quality, Records


def quality_of(records: Records, identity: Identity) -> Quality:
    """Add the rows that belong to nobody who may be used to those that were refused when they were read.

    Examples
    --------
    >>> from unittest.mock import Mock
    >>> records = Records(None, None, Mock(), (), Quality(10, 9, {"ragged_row": 1}))
    >>> quality_of(records, Identity(Mock(), False, 3, {"forgotten": 2})).rows_refused
    {'forgotten': 2, 'ragged_row': 1}
    """
    refused = Counter(records.quality.rows_refused) + Counter(identity.refused)
    used = records.quality.rows_used - sum(identity.refused.values())
    return replace(records.quality, rows_used=used, rows_refused=dict(sorted(refused.items())))
