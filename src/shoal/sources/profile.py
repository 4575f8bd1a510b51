"""What the values of each column look like, from a sample of the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from shoal.engine import quote
from shoal.engine.blanks import BLANKS
from shoal.languages import MISSING, english_words, spoken_in
from shoal.sources.date_reading import Cells, Dates, serial_dates, text_dates
from shoal.sources.dates import ISO
from shoal.sources.decimal_reading import decimal_marks
from shoal.sources.doubt import Doubt
from shoal.sources.flags import are_flags
from shoal.sources.numbers import decimal_mark, read_number
from shoal.sources.vocabulary import AMOUNT, EVENT_TIME, PRICE, QUANTITY, has
from shoal.terms import ColumnType, Loaded

SAMPLE_CELLS = 60_000
MOST_ROWS, LEAST_ROWS = 5_000, 500
MOST_LEVELS = 50
FIRST_VALUES = 500
ENOUGH, LOOSE = 0.95, 0.8
"""Share of the sampled values that must read as a number; the second where name or variety speak for one."""


@dataclass(frozen=True)
class Profile:
    """One column.

    Parameters
    ----------
    name : str
    words : tuple of str
        Of its name, in English.
    sql_type : str
        Its type in the engine.
    type : ColumnType
        How its values read.
    values : mapping of str to int
        The values of the sample, blanks left out, with their counts.
    n_sample : int
        Rows in the sample.
    format, decimal : str
        As in `ColumnSpec`.
    readable : float
        Share of the sampled values that read as the type.
    doubt : Doubt or None
        What is open about its reading.
    note : str
        What is to be said aloud about its reading where its own values did not decide.
    """

    name: str
    words: tuple[str, ...]
    sql_type: str
    type: ColumnType
    values: Mapping[str, int]
    n_sample: int
    format: str = ISO
    decimal: str = "."
    readable: float = 1.0
    doubt: Doubt | None = None
    note: str = ""

    @property
    def n_levels(self) -> int:
        """Count the different values in the sample."""
        return len(self.values)

    @property
    def filled(self) -> float:
        """Give the share of the sampled rows that have a value."""
        return sum(self.values.values()) / max(1, self.n_sample)

    @property
    def is_unique(self) -> bool:
        """Say whether no value comes twice in the sample."""
        return bool(self.values) and max(self.values.values()) == 1


def profiles(loaded: Loaded, now: datetime) -> tuple[Profile, ...]:
    """Look at every column of a source.

    The sample is every n-th row, so that it covers the file from end to end and is the same each time.

    Parameters
    ----------
    loaded : Loaded
    now : datetime
        The clock of the face: what lies later cannot have happened.
    """
    engine, relation = loaded.relation.engine, loaded.relation
    types = engine.types(relation.name)
    n_rows = relation.count()
    n_wanted = max(LEAST_ROWS, min(MOST_ROWS, SAMPLE_CELLS // len(loaded.columns)))
    stride = max(1, n_rows // n_wanted)
    sampled = f"{relation.name} WHERE shoal_row % {stride} = {1 % stride}"
    texts = ", ".join(f"CAST({quote(column)} AS VARCHAR)" for column in loaded.columns)
    rows = engine.rows(f"SELECT {texts} FROM {sampled}", step=f"sample {loaded.path}")
    spoken = spoken_in(loaded.columns)
    looked: list[Profile] = []
    for place, column in enumerate(loaded.columns):
        counts = Counter(row[place].strip(BLANKS) for row in rows if row[place] is not None)
        values = {value: n for value, n in counts.items() if value.lower() not in MISSING}
        cells = Cells(loaded, column, english_words(column, spoken), types[column], values, sampled)
        looked.append(_profile(cells, len(rows), now))
    return _with_marks(loaded, tuple(looked))


def _profile(cells: Cells, n_sample: int, now: datetime) -> Profile:
    sql_type, values = cells.sql_type, cells.values
    plain = Profile(cells.name, cells.words, sql_type, ColumnType.TEXT, values, n_sample)
    if sql_type == "BOOLEAN" or (sql_type != "DATE" and are_flags(values)):
        return replace(plain, type=ColumnType.FLAG)
    if sql_type == "DATE" or sql_type.startswith("TIMESTAMP"):
        return replace(plain, type=ColumnType.DATE)
    if sql_type not in ("VARCHAR",) and not sql_type.startswith("ENUM"):
        is_whole = sql_type.endswith("INT") or sql_type == "INTEGER"
        dates = serial_dates(cells, now)
        if dates is None and is_whole and has(cells.words, EVENT_TIME) and all(len(v) == 8 for v in values):
            dates = text_dates(cells)
        if dates is not None:
            return _dated(plain, dates)
        is_number = is_whole or sql_type in ("DOUBLE", "FLOAT") or sql_type.startswith("DECIMAL")
        return replace(plain, type=ColumnType.NUMBER) if is_number else plain
    dates = (text_dates(cells) or serial_dates(cells, now)) if values else None
    return _dated(plain, dates) if dates else _text_profile(plain)


def _dated(plain: Profile, dates: Dates) -> Profile:
    return replace(plain, type=ColumnType.DATE, format=dates.format, readable=dates.readable, doubt=dates.doubt)


def _text_profile(plain: Profile) -> Profile:
    values = plain.values
    if not values:
        return plain
    mark, share = decimal_mark(dict(islice(values.items(), FIRST_VALUES)))
    padded = sum(n for value, n in values.items() if len(value) > 1 and value[0] == "0" and value.isdigit())
    counts_or_money = has(plain.words, (*QUANTITY, *PRICE, *AMOUNT))
    says_number = counts_or_money or len(values) > MOST_LEVELS
    if counts_or_money and share < LOOSE:
        # where some values read by the one mark only and some by the other, that is asked or refused row by row
        share = sum(n for value, n in values.items() if _reads(value)) / sum(values.values())
    if share >= (LOOSE if says_number else ENOUGH) and (counts_or_money or not padded):
        return replace(plain, type=ColumnType.NUMBER, decimal=mark, readable=share)
    total = sum(values.values())
    few = len(values) <= MOST_LEVELS and len(values) <= max(10, 0.2 * total)
    if few and max(map(len, values)) <= 80:
        return replace(plain, type=ColumnType.CATEGORY)
    return plain


def _reads(value: str) -> bool:
    return read_number(value) is not None or read_number(value, ",") is not None


def _with_marks(loaded: Loaded, looked: tuple[Profile, ...]) -> tuple[Profile, ...]:
    """Settle the decimal marks of the text columns together: one column may speak for the others."""
    texts = [one for one in looked if one.type is ColumnType.NUMBER and one.sql_type == "VARCHAR"]
    marks = decimal_marks(loaded, {one.name: _mark_of_sample(one) for one in texts})
    return tuple(
        replace(one, decimal=marks[one.name].decimal, doubt=marks[one.name].doubt, note=marks[one.name].note)
        if one.name in marks
        else one
        for one in looked
    )


def _mark_of_sample(profile: Profile) -> str:
    """Give the mark that a value of the sample needs; empty where none needs one."""
    for value in profile.values:
        point, comma = read_number(value), read_number(value, ",")
        if (point is None) != (comma is None):
            return "," if point is None else "."
    return ""
