"""What the values of each column look like, from a sample of the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice

from shoal.engine import quote
from shoal.sources.dates import ISO, candidate_formats, is_day_first, moment_sql, other_order
from shoal.sources.flags import are_flags
from shoal.sources.numbers import decimal_mark
from shoal.sources.vocabulary import AMOUNT, EVENT_TIME, MISSING, NOT_EVENT_TIME, PRICE, QUANTITY, has
from shoal.terms import ColumnType, Loaded
from shoal.terms.names import words_of

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
        Of its name.
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
    month_first : str
        The other format that reads every value, to another day; empty where the order of day and month is clear.
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
    month_first: str = ""

    @property
    def n_levels(self) -> int:
        """Count the different values in the sample."""
        return len(self.values)

    @property
    def is_unique(self) -> bool:
        """Say whether no value comes twice in the sample."""
        return bool(self.values) and max(self.values.values()) == 1


def profiles(loaded: Loaded) -> tuple[Profile, ...]:
    """Look at every column of a source.

    The sample is every n-th row, so that it covers the file from end to end and is the same each time.
    """
    engine, relation = loaded.relation.engine, loaded.relation
    types = engine.types(relation.name)
    n_rows = relation.count()
    n_wanted = max(LEAST_ROWS, min(MOST_ROWS, SAMPLE_CELLS // len(loaded.columns)))
    stride = max(1, n_rows // n_wanted)
    sampled = f"{relation.name} WHERE shoal_row % {stride} = {1 % stride}"
    texts = ", ".join(f"CAST({quote(column)} AS VARCHAR)" for column in loaded.columns)
    rows = engine.rows(f"SELECT {texts} FROM {sampled}", step=f"sample {loaded.path}")
    looked: list[Profile] = []
    for place, column in enumerate(loaded.columns):
        counts = Counter(row[place].strip() for row in rows if row[place] is not None)
        values = {value: n for value, n in counts.items() if value.lower() not in MISSING}
        looked.append(_profile(loaded, column, types[column], values, len(rows), sampled))
    return tuple(looked)


def _profile(
    loaded: Loaded, name: str, sql_type: str, values: Mapping[str, int], n_sample: int, sampled: str
) -> Profile:
    words = words_of(name)
    plain = Profile(name, words, sql_type, ColumnType.TEXT, values, n_sample)
    if sql_type == "BOOLEAN" or (sql_type != "DATE" and are_flags(values)):
        return replace(plain, type=ColumnType.FLAG)
    if sql_type == "DATE" or sql_type.startswith("TIMESTAMP"):
        return replace(plain, type=ColumnType.DATE)
    if sql_type not in ("VARCHAR",) and not sql_type.startswith("ENUM"):
        is_whole = sql_type.endswith("INT") or sql_type == "INTEGER"
        if is_whole and has(words, EVENT_TIME) and all(len(v) == 8 for v in values):
            dated = _dated(loaded, plain, sampled)
            if dated:
                return dated
        is_number = is_whole or sql_type in ("DOUBLE", "FLOAT") or sql_type.startswith("DECIMAL")
        return replace(plain, type=ColumnType.NUMBER) if is_number else plain
    return _text_profile(loaded, plain, sampled)


def _text_profile(loaded: Loaded, plain: Profile, sampled: str) -> Profile:
    values = plain.values
    if not values:
        return plain
    dated = _dated(loaded, plain, sampled)
    if dated:
        return dated
    mark, share = decimal_mark(dict(islice(values.items(), FIRST_VALUES)))
    padded = sum(n for value, n in values.items() if len(value) > 1 and value[0] == "0" and value.isdigit())
    says_number = has(plain.words, (*QUANTITY, *PRICE, *AMOUNT)) or len(values) > MOST_LEVELS
    if share >= (LOOSE if says_number else ENOUGH) and not padded:
        return replace(plain, type=ColumnType.NUMBER, decimal=mark, readable=share)
    total = sum(values.values())
    few = len(values) <= MOST_LEVELS and len(values) <= max(10, 0.2 * total)
    if few and max(map(len, values)) <= 80:
        return replace(plain, type=ColumnType.CATEGORY)
    return plain


def _dated(loaded: Loaded, plain: Profile, sampled: str) -> Profile | None:
    """Find the date format that reads the sample, and ask the whole column where day and month could be exchanged."""
    formats = candidate_formats(tuple(plain.values)[:200])
    if not formats:
        return None
    if formats == ("%Y%m%d",) and not (has(plain.words, EVENT_TIME) or has(plain.words, NOT_EVENT_TIME)):
        return None
    counts = _count_read(loaded, plain, formats, sampled)
    total = sum(plain.values.values())
    best = max(formats, key=lambda known: (counts[known], is_day_first(known)))
    if counts[best] < LOOSE * total or not _years_are_sane(plain.values):
        return None
    if "%m" in best and not best.startswith("%Y"):
        return _ordered(loaded, plain, best if is_day_first(best) else other_order(best))
    return replace(plain, type=ColumnType.DATE, format=best, readable=counts[best] / total)


def _ordered(loaded: Loaded, plain: Profile, day_first: str) -> Profile:
    """Choose between day-first and month-first over the whole column; keep both where both read everything."""
    month_first = other_order(day_first)
    counts = _count_read(loaded, plain, (day_first, month_first), loaded.relation.name)
    if "." in day_first:
        # dots are the German way, and nobody writes the month first with them
        return replace(plain, type=ColumnType.DATE, format=day_first)
    if counts[day_first] != counts[month_first]:
        best = max((day_first, month_first), key=lambda known: counts[known])
        return replace(plain, type=ColumnType.DATE, format=best)
    first, second = (moment_sql(quote(plain.name), plain.sql_type, f, "UTC").at for f in (day_first, month_first))
    differ = loaded.relation.engine.rows(
        f"SELECT count(*) FROM {loaded.relation.name} WHERE {first} <> {second}", step="compare the two date orders"
    )[0][0]
    return replace(plain, type=ColumnType.DATE, format=day_first, month_first=month_first if differ else "")


def _count_read(loaded: Loaded, plain: Profile, formats: tuple[str, ...], rows: str) -> dict[str, int]:
    column = quote(plain.name)
    counted = ", ".join(f"count({moment_sql(column, plain.sql_type, known, 'UTC').at})" for known in formats)
    answer = loaded.relation.engine.rows(f"SELECT {counted} FROM {rows}", step=f"date formats of {loaded.path}")[0]
    return dict(zip(formats, answer, strict=True))


def _years_are_sane(values: Mapping[str, int]) -> bool:
    """Keep version numbers and codes such as ``1999-12`` apart from dates: a date has more than a year."""
    return sum(n for value, n in values.items() if len(value) >= 6) >= 0.8 * sum(values.values())
