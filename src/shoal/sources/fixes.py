"""Repairs that `fixes` of a source lists: their names, and the source as it is once they are made.

::

    drop_exact_duplicates       rows that repeat an earlier one in every column count once
    drop_near_duplicates        so do rows that differ from an earlier one in case or blanks only
    fold_spellings:COLUMN       a category is written as it is written most often, whatever its case and blanks
    blank_impossible:COLUMN     values that cannot be, and placeholders for none, are missing
    divide:COLUMN:BY:FROM..TO   the numbers of those days are divided

A file is never changed: repairs are made in the copy that the engine holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from shoal.engine import literal, quote
from shoal.engine.blanks import BLANKS, trimmed_sql
from shoal.errors import ConfigError, closest
from shoal.sources.dates import date_sql, moment_sql
from shoal.sources.numbers import number_sql
from shoal.terms import ColumnSpec, ColumnType, Kind, Loaded, Role, SourceSpec
from shoal.terms.names import words_of
from shoal.terms.sources import file_name

EXACT, NEAR = "drop_exact_duplicates", "drop_near_duplicates"
FOLD, BLANK_IMPOSSIBLE, DIVIDE = "fold_spellings", "blank_impossible", "divide"
WHOLE = (EXACT, NEAR)
LINES = (Kind.ORDERS, Kind.EVENTS, Kind.TEXTS, Kind.HOLDINGS)
"""Kinds of which a line may be there twice by mistake; of the others the last row of each key counts."""

OF_COLUMN = (FOLD, BLANK_IMPOSSIBLE, DIVIDE)

FOLDED_BY_DEFAULT = (Role.COUNTRY, Role.CATEGORY, Role.CHANNEL, Role.STATUS, Role.REASON, Role.TOPIC, Role.TRAIT)
"""Roles whose spellings are unified unasked: words for people. A product's code may mean its case."""

OLDEST = 120
"""Years beyond which nobody lives."""

FAR = 3.0
"""Interquartile ranges beyond the quartiles from which a repeated digit may be a placeholder."""

ALONE = 2.0
"""So many times further from 0 than every other number a repeated digit must be: 777 seconds between 770 and 780 are a
call."""

ENOUGH = 20
"""Values that a column must have beside its placeholders, and rows of which -1 must be."""

_REPEATED = re.compile(r"-?(\d)\1+")
_AGE = frozenset(("age", "alter", "edad", "leeftijd", "wiek", "eta", "idade"))
_BIRTH = frozenset(
    ("birth", "born", "dob", "birthday", "birthdate", "birthyear", "geburt", "geburtstag", "geburtsdatum",
     "geburtsjahr", "naissance", "nacimiento", "nascita", "nascimento", "geboorte", "urodzenia")
)  # fmt: skip
_NEVER_NEGATIVE = frozenset(
    ("age", "alter", "income", "einkommen", "count", "number", "anzahl", "visits", "orders", "purchases", "days",
     "tenure", "months", "years", "quantity", "children", "kids", "employees")
)  # fmt: skip


@dataclass(frozen=True)
class Bounds:
    """What the numbers of a column can be (days since 1970 where it holds days), and how to say that one is not."""

    low: float
    high: float
    words: str


@dataclass(frozen=True)
class Repair:
    """One listed repair, read.

    Parameters
    ----------
    name : str
        Without the column.
    column : str
    by : float
        Of `DIVIDE`.
    since, until : date or None
        Of `DIVIDE`: first and last day.
    """

    name: str
    column: str = ""
    by: float = 1.0
    since: date | None = None
    until: date | None = None


def read_repair(text: str, spec: SourceSpec) -> Repair:
    """Read a line of `fixes`.

    Raises
    ------
    ConfigError
        If there is no such repair, or no such column.

    Examples
    --------
    >>> spec = SourceSpec("o.csv", Kind.ORDERS, (ColumnSpec("land", Role.COUNTRY),))
    >>> read_repair("fold_spellings:land", spec).column
    'land'
    """
    name, _, rest = text.partition(":")
    where = f"shoal.toml, fixes of {spec.path}"
    if name not in (*WHOLE, *OF_COLUMN):
        raise ConfigError(
            f"there is no repair {name!r}",
            expected="one of " + ", ".join((*WHOLE, *(f"{each}:COLUMN" for each in OF_COLUMN))),
            do=closest(name, (*WHOLE, *OF_COLUMN)),
            where=where,
        )
    column, by, since, until = rest, 1.0, None, None
    if name == DIVIDE:
        column, by, since, until = _divided(rest, text, where)
    names = tuple(each.name for each in spec.columns)
    if (name in OF_COLUMN and column not in names) or (name in WHOLE and rest):
        raise ConfigError(
            f"{text!r} names no column of the source" if name in OF_COLUMN else f"{text!r}: it takes no column",
            expected="one of " + ", ".join(names) if name in OF_COLUMN else name,
            do=closest(column, names) or "delete the line, or correct it",
            where=where,
        )
    return Repair(name, column, by, since, until)


def _divided(rest: str, text: str, where: str) -> tuple[str, float, date | None, date | None]:
    found = re.fullmatch(r"(.+):(\d+(?:\.\d+)?)(?::(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d))?", rest)
    try:
        if found is None or float(found[2]) == 0:
            raise ValueError(text)
        days = tuple(date.fromisoformat(day) if day else None for day in found.groups()[2:])
    except ValueError as error:
        raise ConfigError(
            f"{text!r} cannot be read",
            expected=f"{DIVIDE}:COLUMN:100 or {DIVIDE}:COLUMN:100:2025-07-01..2025-07-09",
            do="correct the line, or delete it",
            where=where,
        ) from error
    return found[1], float(found[2]), days[0], days[1]


def listed(spec: SourceSpec) -> tuple[str, ...]:
    """Give the repairs that are made: those listed, or what holds where nobody has decided."""
    if spec.fixes is not None:
        return spec.fixes
    return (EXACT,) if spec.kind in LINES else ()


def undo(name: str, path: str) -> str:
    """Say how a repair is undone.

    Examples
    --------
    >>> undo("fold_spellings:land", "../orders.csv")
    'delete the line "fold_spellings:land" of orders.csv in shoal.toml'
    """
    return f'delete the line "{name}" of {file_name(path)} in shoal.toml'


def has_fix(spec: SourceSpec, name: str) -> bool:
    """Say whether a repair of the whole source is made."""
    return name in listed(spec)


def repaired(loaded: Loaded, *, timezone: str, now: date) -> Loaded:
    """Make the listed repairs of columns in a copy of the source.

    Parameters
    ----------
    loaded : Loaded
        With its spec.
    timezone : str
        IANA name, of naive times.
    now : date
        The day of the face's clock.

    Returns
    -------
    Loaded
        As it was where no repair of a column is listed.
    """
    spec = loaded.spec
    repairs = [read_repair(text, spec) for text in listed(spec)] if spec is not None else []
    of_columns = [repair for repair in repairs if repair.name in OF_COLUMN]
    if not of_columns or spec is None:
        return loaded
    engine = loaded.relation.engine
    changed = changed_sql(loaded, of_columns, timezone=timezone, now=now)
    others = ", ".join(f"{sql} AS {quote(name)}" for name, sql in changed.items())
    relation = engine.create(
        f"{loaded.relation.name}_repaired",
        f"SELECT * REPLACE ({others}) FROM {loaded.relation.name}",
        step=f"repair {loaded.path}",
    )
    return replace(loaded, relation=relation)


def changed_sql(loaded: Loaded, repairs: list[Repair], *, timezone: str, now: date) -> dict[str, str]:
    """Write the SQL of each column that repairs change; several of one column are made one after the other."""
    assert loaded.spec is not None  # noqa: S101 - repairs are read by it
    types = loaded.relation.engine.types(loaded.relation.name)
    specs = {column.name: column for column in loaded.spec.columns}
    changed: dict[str, str] = {}
    for repair in repairs:
        raw = changed.get(repair.column, quote(repair.column))
        column, sql_type = specs[repair.column], types[repair.column]
        if repair.name == FOLD:
            changed[repair.column] = _folded(loaded, repair.column, raw)
        elif repair.name == BLANK_IMPOSSIBLE:
            is_wrong = impossible_sql(loaded, column, raw, now=now)
            changed[repair.column] = f"CASE WHEN NOT coalesce({is_wrong}, false) THEN {raw} END"
        else:
            changed[repair.column] = _divided_sql(loaded, repair, raw, sql_type, timezone)
    return changed


def fold(text: str) -> str:
    """Give what spellings of one value have in common.

    Examples
    --------
    >>> fold(" United  Kingdom") == fold("UNITED KINGDOM")
    True
    """
    return " ".join((text if text.isascii() else text.translate(_AS_BLANKS)).split()).lower()


def fold_sql(expression: str) -> str:
    """Write `fold` as SQL."""
    return f"lower(trim(regexp_replace({trimmed_sql(expression)}, {literal(f'[{_ESCAPED}]+')}, ' ', 'g')))"


_AS_BLANKS = str.maketrans(BLANKS, " " * len(BLANKS))
_ESCAPED = re.escape(BLANKS).replace("\\ ", " ")


def spellings_of(loaded: Loaded, column: str) -> dict[str, tuple[str, int]]:
    """Give each spelling that is not the usual one of its value: the usual one, and the rows that change."""
    engine, name = loaded.relation.engine, quote(column)
    answer = engine.rows(
        f"""SELECT CAST({name} AS VARCHAR), count(*) FROM {loaded.relation.name} WHERE {name} IS NOT NULL
        GROUP BY 1 ORDER BY 1""",
        step=f"spellings in {loaded.path}",
    )
    counts: dict[str, dict[str, int]] = {}
    for text, n in answer:
        bare = counts.setdefault(fold(text), {})
        bare[text.strip(BLANKS)] = bare.get(text.strip(BLANKS), 0) + int(n)
    usual = {key: max(bare, key=lambda text: (bare[text], text)) for key, bare in counts.items() if key}
    found = ((text, usual.get(fold(text), text), int(n)) for text, n in answer)
    return {text: (written, n) for text, written, n in found if written != text}


def _folded(loaded: Loaded, column: str, raw: str) -> str:
    pairs = spellings_of(loaded, column)
    if not pairs:
        return raw
    whens = " ".join(f"WHEN {literal(text)} THEN {literal(usual)}" for text, (usual, _) in pairs.items())
    text = f"CAST({raw} AS VARCHAR)"
    return f"CASE {text} {whens} ELSE {text} END"


def bounds_of(column: ColumnSpec, now: date) -> Bounds | None:
    """Give what a column of that name and type can hold; None where anything goes."""
    words = frozenset(words_of(column.name))
    if column.role is Role.OCCURRED_AT or column.type not in (ColumnType.NUMBER, ColumnType.DATE):
        return None
    if words & _BIRTH:
        return _births(now, in_days=column.type is ColumnType.DATE)
    if column.type is ColumnType.DATE:
        return None
    if words & _AGE:
        return Bounds(0, OLDEST, f"below 0 or above {OLDEST} years")
    is_counted = column.role is Role.TRAIT and bool(words & _NEVER_NEGATIVE)
    return Bounds(0, float("inf"), "below zero") if is_counted else None


def _births(now: date, *, in_days: bool) -> Bounds:
    first = now.year - OLDEST
    if not in_days:
        return Bounds(first, now.year, f"births before {first} or after {now.year}")
    epoch = date(1970, 1, 1)
    return Bounds((date(first, 1, 1) - epoch).days, (now - epoch).days, f"births before {first} or after today")


def placeholders_among(counts: Mapping[float, int]) -> tuple[float, ...]:
    """Give the numbers that stand for no value, of all numbers of a column with how often each is there.

    They are of one digit repeated, three interquartile ranges beyond the quartiles of the others, and twice as far from
    0 as any of them; or -1, where it is the only number below zero, in at least 20 rows and beside ten other numbers.

    Examples
    --------
    >>> placeholders_among({**{float(days): 5 for days in range(28)}, 999.0: 400})
    (999.0,)
    >>> placeholders_among({**{float(days): 5 for days in range(28)}, -1.0: 400})
    (-1.0,)
    >>> placeholders_among({float(seconds): 2 for seconds in range(1_000)})
    ()
    """
    odd = [x for x in counts if is_repeated_digit(x)]
    others = sorted(x for x in counts if not is_repeated_digit(x))
    if sum(counts[x] for x in others) < ENOUGH:
        return ()
    found: list[float] = []
    below = [x for x in counts if x < 0]
    if below == [-1.0] and counts[-1.0] >= ENOUGH and len(counts) > 10:
        found.append(-1.0)
        others = [x for x in others if x >= 0]
    if odd and others:
        low, high = (_quantile(others, counts, at) for at in (0.25, 0.75))
        far, largest = FAR * (high - low), max(abs(others[0]), abs(others[-1]))
        found += [x for x in odd if abs(x) >= ALONE * largest and (x < low - far or x > high + far)]
    return tuple(sorted(found))


def _quantile(values: list[float], counts: Mapping[float, int], at: float) -> float:
    """Give the value below which a share of the counted ones lies."""
    below, n = 0, sum(counts[x] for x in values)
    for x in values:
        below += counts[x]
        if below >= at * n:
            return x
    return values[-1]


def is_repeated_digit(number: float) -> bool:
    """Say whether a number is one digit, not 0, written at least three times (two with a minus).

    Examples
    --------
    >>> is_repeated_digit(666666.0), is_repeated_digit(-99.0), is_repeated_digit(99.0), is_repeated_digit(1234.0)
    (True, True, False, False)
    """
    if abs(number) >= 1e15 or number != int(number):
        return False
    text = str(int(number))
    return len(text) >= 3 and "0" not in text and _REPEATED.fullmatch(text) is not None


def impossible_sql(loaded: Loaded, column: ColumnSpec, raw: str, *, now: date) -> str:
    """Write the SQL that says whether a value cannot be."""
    engine = loaded.relation.engine
    sql_type = engine.types(loaded.relation.name)[column.name]
    bounds = bounds_of(column, now)
    if column.type is ColumnType.DATE:
        day = date_sql(raw, sql_type, column.format)
        days = f"date_diff('day', DATE '1970-01-01', {day})"
        return "false" if bounds is None else f"{days} NOT BETWEEN {int(bounds.low)} AND {int(bounds.high)}"
    number = number_sql(raw, sql_type, column.decimal)
    tests: list[str] = []
    if bounds is not None:
        tests.append(f"x < {literal(bounds.low)}")
        if bounds.high != float("inf"):
            tests.append(f"x > {literal(bounds.high)}")
    if column.role is Role.TRAIT:
        own = number_sql(quote(column.name), sql_type, column.decimal)
        answer = engine.rows(
            f"SELECT x, count(*) FROM (SELECT {own} AS x FROM {loaded.relation.name}) WHERE x IS NOT NULL GROUP BY x",
            step=f"placeholders in {loaded.path}",
        )
        values = placeholders_among({float(x): int(n) for x, n in answer})
        tests += [f"x = {literal(value)}" for value in values]
    if not tests:
        return "false"
    return f"list_transform([{number}], lambda x: {' OR '.join(tests)})[1]"


def _divided_sql(loaded: Loaded, repair: Repair, raw: str, sql_type: str, timezone: str) -> str:
    assert loaded.spec is not None  # noqa: S101 - repairs are read by it
    column = next(each for each in loaded.spec.columns if each.name == repair.column)
    number = f"{number_sql(raw, sql_type, column.decimal)} / {literal(repair.by)}"
    if sql_type == "VARCHAR":
        number = f"CAST({number} AS VARCHAR)"
        number = f"replace({number}, '.', ',')" if column.decimal == "," else number
    elif sql_type not in ("DOUBLE", "FLOAT"):
        raw = f"CAST({raw} AS DOUBLE)"
    when = "true"
    if repair.since is not None:
        time = loaded.spec.column(Role.OCCURRED_AT)
        if time is None:
            raise ConfigError(
                f"{DIVIDE}:{repair.column} names days, and the source has no time",
                do="leave the days out, or delete the line",
                where=f"shoal.toml, fixes of {loaded.path}",
            )
        time_type = loaded.relation.engine.types(loaded.relation.name)[time.name]
        on = moment_sql(quote(time.name), time_type, time.format, timezone).on
        when = f"coalesce({on} BETWEEN DATE '{repair.since}' AND DATE '{repair.until}', false)"
    return f"CASE WHEN {when} THEN coalesce({number}, {raw}) ELSE {raw} END"
