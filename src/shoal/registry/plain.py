"""Values as plain data: what JSON can hold, the same text for the same content."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import numpy as np

from shoal.stats.rounding import RESULT_DIGITS, exactly


def plain(value: Any, *, digits: int | None = None) -> Any:
    """Turn dataclasses, enums, dates, tuples and NumPy values into plain data.

    Parameters
    ----------
    value : any of the types of `shoal.terms`
    digits : int or None
        Significant digits that floats are rounded to; None keeps them exact.

    Examples
    --------
    >>> plain({"share": np.float64(1 / 3), "at": (date(2011, 12, 10), float("nan"))}, digits=9)
    {'share': 0.333333333, 'at': ['2011-12-10', None]}
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item, digits=digits) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist(), digits=digits)
    if isinstance(value, list | tuple):
        return [plain(item, digits=digits) for item in value]
    return _scalar(value, digits)


def rounded(value: float | None, digits: int = RESULT_DIGITS) -> float | None:
    """Round to significant digits; what is no finite number is None.

    Examples
    --------
    >>> rounded(123.4567891234), rounded(float("inf"))
    (123.456789, None)
    """
    if value is None or not math.isfinite(value):
        return None
    return exactly(float(value), digits) + 0.0  # + 0.0: no minus zero


def instant(value: datetime) -> str:
    """Write an instant in UTC.

    Examples
    --------
    >>> instant(datetime(2011, 12, 10, tzinfo=UTC))
    '2011-12-10T00:00:00Z'
    """
    moment = value.astimezone(UTC) if value.tzinfo else value
    return moment.replace(tzinfo=None).isoformat() + "Z"


def to_json(value: Any) -> str:
    """Write plain data as the JSON of our files: keys as they come, letters as they are, a line end at the end."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _scalar(value: Any, digits: int | None) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and digits is not None:
        return rounded(value, digits)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise TypeError(f"{type(value).__name__} is not plain data")
