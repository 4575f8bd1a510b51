"""Tables made from a seed: nasty texts, numbers, days and gaps, with what each cell means."""

from __future__ import annotations

import csv
import io
import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from shoal.engine.blanks import ASCII_BLANKS, BLANKS
from shoal.languages import MISSING, NOBODY
from shoal.terms import ColumnSpec, ColumnType, Kind, Role, SourceSpec

_PIECES = (
    "a", "B", "7", "0", " ", "  ", "\u00a0", "\t", "\n", "\r\n", "'", '"', '""', ",", ";", "|", "=", "+", "-", "@",
    "%s", "{{7*7}}", "<b>", "&amp;", "\\", "\\N", "é", "e\u0301", "ß", "Ж", "漢", "🐟", "\u200b", "\u200f", "\ufeff",
    "ı", "–", "--", "#", "NULL", "nan", "1e5", "1.0", "/", ":", "$", "€", "null", "true",
)  # fmt: skip


_SPACES = "".join(letter for letter in map(chr, range(0x3001)) if unicodedata.category(letter) == "Zs")
"""Separators of words, of every width."""


PARQUET_SHARE = 0.3


def alike(rows: Sequence[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Make line ends inside cells alike: of which kind they are a text file does not keep."""
    return [tuple(cell.replace("\r\n", "\n") if isinstance(cell, str) else cell for cell in row) for row in rows]


@dataclass(frozen=True)
class Dialect:
    """How a text table is written."""

    delimiter: str
    line_end: str
    encoding: str
    decimal: str
    date_format: str


@dataclass(frozen=True)
class Made:
    """A table.

    Parameters
    ----------
    name : str
        Of the file.
    content : bytes
    spec : SourceSpec
    rows : list of tuple
        What must be read, a row each, in the order of the columns that the test looks at.
    n_refused : int
        Rows that name no customer.
    """

    name: str
    content: bytes
    spec: SourceSpec
    rows: list[tuple[object, ...]]
    n_refused: int


def text(source: random.Random, longest: int = 6) -> str:
    """Put a text together from pieces that trip readers up."""
    return "".join(source.choice(_PIECES) for _ in range(source.randint(0, longest)))


def key_of(written: str) -> str | None:
    """Say which key a cell holds: what is around it goes, and words for nobody are none."""
    key = written.strip(ASCII_BLANKS if written.isascii() else BLANKS)
    return None if key.lower() in (*MISSING, *NOBODY) else key


def text_of(written: str | None) -> str | None:
    """Say which text a cell holds: blanks around it go."""
    bare = (written or "").strip(_SPACES)
    return None if bare.lower() in ("", "nan", "null") else bare


def orders_table(source: random.Random) -> Made:
    """Make order lines."""
    as_parquet = source.random() < PARQUET_SHARE
    lines: list[tuple[str, str | None, datetime, str | None, Decimal, Decimal, str | None]] = []
    for number in range(source.randint(3, 12)):
        at = datetime(2000, 1, 1) + timedelta(seconds=source.randrange(20 * 365 * 86400))
        amount = Decimal(source.randint(-99_999, 9_999_999)).scaleb(-source.randint(0, 4))
        quantity = Decimal(source.randint(1, 9_999)).scaleb(-source.randint(0, 2))
        product, country = (text(source) if source.random() < 0.9 else None for _ in range(2))
        lines.append((_key(source), f"o{number}", at, product, quantity, amount, country))
    rows = [
        (
            key,
            order,
            at,
            at.date(),
            text_of(product),
            quantity,
            amount,
            text_of(country),
            amount > 0,
            amount < 0,
        )
        for written, order, at, product, quantity, amount, country in lines
        if (key := key_of(written)) is not None
    ]
    roles = (
        ("who", Role.CUSTOMER, ColumnType.TEXT),
        ("order", Role.ORDER, ColumnType.TEXT),
        ("at", Role.OCCURRED_AT, ColumnType.DATE),
        ("what", Role.PRODUCT, ColumnType.TEXT),
        ("n", Role.QUANTITY, ColumnType.NUMBER),
        ("worth", Role.AMOUNT, ColumnType.NUMBER),
        ("land", Role.COUNTRY, ColumnType.TEXT),
    )
    return _made(source, Kind.ORDERS, roles, lines, rows, as_parquet=as_parquet)


def customers_table(source: random.Random) -> Made:
    """Make a table of customers, each described once."""
    as_parquet = source.random() < PARQUET_SHARE
    by_key: dict[str, tuple[object, ...]] = {}
    n_refused = 0
    lines: list[tuple[object, ...]] = []
    for _ in range(source.randint(3, 12)):
        written = _key(source)
        key = key_of(written)
        if key is not None and key in by_key:
            continue
        size = source.choice(
            (None, 0.0, -0.5, 1e-7, 123456.789, source.uniform(-1e9, 1e9), float(source.randint(0, 9)))
        )
        day = source.choice((None, date(1754, 1, 1) + timedelta(days=source.randrange(400 * 365 - 53_000))))
        if day in (date(1900, 1, 1), date(1899, 12, 30), date(1899, 12, 31)):
            day = None
        flag = source.choice((None, True, False))
        plan = text(source) if source.random() < 0.9 else None
        lines.append((written, size, day, flag, plan))
        if key is None:
            n_refused += 1
        else:
            by_key[key] = (
                key,
                size,
                day,
                None if flag is None else float(flag),
                text_of(plan),
            )
    rows = sorted(by_key.values(), key=lambda row: str(row[0]).encode())
    roles = (
        ("who", Role.CUSTOMER, ColumnType.TEXT),
        ("size", Role.TRAIT, ColumnType.NUMBER),
        ("born", Role.TRAIT, ColumnType.DATE),
        ("member", Role.TRAIT, ColumnType.FLAG),
        ("plan", Role.TRAIT, ColumnType.CATEGORY),
    )
    return _made(source, Kind.CUSTOMERS, roles, lines, rows, as_parquet=as_parquet)


def _key(source: random.Random) -> str:
    return source.choice((text(source), f"K{source.randint(0, 5)}", str(source.randint(0, 10**20))))


def _made(
    source: random.Random,
    kind: Kind,
    roles: Sequence[tuple[str, Role, ColumnType]],
    lines: Sequence[tuple[object, ...]],
    rows: list[tuple[object, ...]],
    *,
    as_parquet: bool,
) -> Made:
    dialect = Dialect(
        source.choice(",;\t|"),
        source.choice(("\n", "\r\n")),
        source.choice(("utf-8", "utf-8-sig", "utf-16")),
        source.choice(".,"),
        source.choice(("", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%Y%m%d%H%M%S")),
    )
    if kind is Kind.CUSTOMERS:
        dialect = Dialect(dialect.delimiter, dialect.line_end, dialect.encoding, dialect.decimal,
                          source.choice(("", "%d.%m.%Y", "%m/%d/%Y", "%Y%m%d")))  # fmt: skip
    if as_parquet:
        dialect = Dialect("", "", "", ".", "")
    columns = tuple(
        ColumnSpec(
            name,
            role,
            type_,
            format=dialect.date_format if type_ is ColumnType.DATE else "",
            decimal=dialect.decimal if type_ is ColumnType.NUMBER else ".",
        )
        for name, role, type_ in roles
    )
    name = f"made.{'parquet' if as_parquet else 'csv'}"
    names = [one[0] for one in roles]
    content = _parquet(names, lines) if as_parquet else _text(names, lines, dialect)
    return Made(name, content, SourceSpec(name, kind, columns), rows, len(lines) - len(rows))


def _parquet(names: Sequence[str], lines: Sequence[tuple[object, ...]]) -> bytes:
    table = pa.table({name: pa.array(list(cells)) for name, cells in zip(names, zip(*lines, strict=True), strict=True)})
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def _text(names: Sequence[str], lines: Sequence[tuple[object, ...]], dialect: Dialect) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator=dialect.line_end, quoting=csv.QUOTE_ALL)
    writer.writerow(names)
    writer.writerows([[_cell(cell, dialect) for cell in line] for line in lines])
    return out.getvalue().encode(dialect.encoding)


def _cell(cell: object, dialect: Dialect) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime | date):
        if dialect.date_format:
            return cell.strftime(dialect.date_format.replace("%Y", f"{cell.year:04}"))
        return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, Decimal | float):
        plain = f"{cell:f}" if isinstance(cell, Decimal) else repr(cell)
        return plain.replace(".", dialect.decimal)
    return str(cell)
