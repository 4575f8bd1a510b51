"""Shifts in one line of text, as the command line takes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any, get_type_hints

from shoal.errors import ConfigError
from shoal.simulate.shifts import Birth, BrokenFeed, Exodus, PriceChange, Promotion, Shift, Turn

KINDS: Mapping[str, type[Shift]] = {
    re.sub("(?<!^)(?=[A-Z])", "-", kind.__name__).lower(): kind
    for kind in (Birth, Turn, Exodus, PriceChange, Promotion, BrokenFeed)
}
READERS: Mapping[type, Callable[[str], Any]] = {str: str, float: float, int: int, date: date.fromisoformat}


def read_shift(text: str) -> Shift:
    """Read a shift: its kind, a colon, and its parameters.

    Parameters
    ----------
    text : str
        Such as ``exodus:type_name=business buyers,on=2025-07-01,share=0.5``; a type may be called ``type`` for short.

    Raises
    ------
    ConfigError
        Where the kind or a parameter is unknown, missing or not readable.

    Examples
    --------
    >>> read_shift("broken-feed:on=2025-07-01,lost_share=0.4")
    BrokenFeed(on=datetime.date(2025, 7, 1), days=7, lost_share=0.4, unit_factor=1.0)
    """
    name, _, rest = text.partition(":")
    kind = KINDS.get(name.strip())
    if kind is None:
        raise _wrong(text, f"there is no shift '{name}'", ", ".join(KINDS))
    types = get_type_hints(kind)
    given: dict[str, Any] = {}
    for pair in filter(str.strip, rest.split(",")):
        key, equals, value = (part.strip() for part in pair.partition("="))
        key = "type_name" if key == "type" else key
        if not equals or key not in types:
            raise _wrong(text, f"'{pair.strip()}' is not a parameter of {name}", ", ".join(f"{key}=" for key in types))
        try:
            given[key] = READERS[types[key]](value)
        except ValueError as error:
            raise _wrong(text, f"{key} is '{value}'", f"a {types[key].__name__}") from error
    missing = [field.name for field in fields(kind) if field.default is MISSING and field.name not in given]
    if missing:
        raise _wrong(text, f"{', '.join(missing)} is missing", ", ".join(f"{key}=" for key in types))
    return kind(**given)


def _wrong(text: str, found: str, expected: str) -> ConfigError:
    return ConfigError(found, expected=expected, do="change it", where=f"--shift '{text}'")
