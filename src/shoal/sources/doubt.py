"""What is open about the reading of a column, as a question with its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

DATE_ORDER, DATE_SYSTEM, DECIMAL = "date_order_", "date_system_", "decimal_"
"""Beginnings of the names of questions; the name of the column follows."""

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
DECIMAL_POINT, DECIMAL_COMMA = "decimal-point", "decimal-comma"


@dataclass(frozen=True)
class Doubt:
    """A question about how the values of a column are read.

    Parameters
    ----------
    about : str
        One of `DATE_ORDER`, `DATE_SYSTEM`, `DECIMAL`.
    question : str
    field : str
        The field of `ColumnSpec` that answers it.
    readings : mapping of str to str
        Each answer with the value of the field.
    """

    about: str
    question: str
    field: Literal["format", "decimal"]
    readings: Mapping[str, str]
