"""The customers file: people as the business has them at the end of the history."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.simulate.emails import UNSUBSCRIBED, draw_messages
from shoal.simulate.part import Part


def draw_customer_table(part: Part) -> pa.Table:
    """Describe the people of a part: who unsubscribed from a campaign's mail takes the newsletter no more.

    Returns
    -------
    pa.Table
        ``customer_id``, ``email``, ``name``, ``phone``, ``country`` string, ``signup_on`` date, ``newsletter`` yes/no,
        ``birth_year`` int64, ``churned`` yes/no (null for who never ordered); some values null. Everyone of the truth,
        then those who never ordered, then the further keys of those who have several.
    """
    if not len(part.sends):
        return part.people
    messages = draw_messages(part)
    gone = part.sends.customer[messages.send[messages.event == UNSUBSCRIBED]]
    has_gone = np.zeros(len(part.people), dtype=bool)
    has_gone[gone] = True
    newsletter = pc.if_else(pa.array(has_gone), "no", part.people["newsletter"])
    return part.people.set_column(part.people.column_names.index("newsletter"), "newsletter", newsletter)
