"""Where a customer stands, from the first contact to the last."""

from __future__ import annotations

from enum import StrEnum


class Lifecycle(StrEnum):
    """The stage that a customer is at.

    A lead has never bought. Who is new has bought for the first time, not long ago. Who is active is likelier than not
    to go on; who is at risk is not, though they were here lately, and often show no sign of it yet. Who has lapsed has
    been away for longer than customers usually are; who is lost has been so for long, and hardly comes back.
    """

    LEAD = "lead"
    NEW = "new"
    ACTIVE = "active"
    AT_RISK = "at_risk"
    LAPSED = "lapsed"
    LOST = "lost"
