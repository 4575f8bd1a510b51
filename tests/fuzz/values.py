"""The parsers of cells under fuzz: what Python and SQL read must be the same, and what is accepted must be read."""

from __future__ import annotations

import math

import pyarrow as pa

from shoal.engine import DuckEngine
from shoal.engine.spreadsheet import original_cell, safe_cell, safe_cell_sql
from shoal.sources.dates import ISO, candidate_formats, date_sql, moment_sql, wrong_format
from shoal.sources.keys import damaged_sql, key_sql, keyed_sql
from shoal.sources.numbers import number_sql, read_number
from shoal.sources.serials import SERIALS
from shoal.terms import ColumnSpec, Role
from shoal.unify import normalise_key, normalise_key_sql
from shoal.unify.suspicions import skeleton

_FORMATS = (ISO, "%d/%m/%Y", "%m/%d/%y %I:%M %p", "%d. %b %Y", "%Y%m%d%H%M%S", "%G-W%V-%u", "%Y-%j", *SERIALS)


def number(engine: DuckEngine, data: bytes) -> None:
    """Read a number by both marks: Python and SQL agree, and nothing infinite comes out."""
    written = _text(data)
    for mark in ".,":
        meant, found = read_number(written, mark), _ask(engine, written, number_sql("x", "VARCHAR", mark))[0]
        assert (meant is None) == (found is None), (written, mark, meant, found)
        assert meant is None or math.isclose(meant, found, rel_tol=1e-13), (written, mark, meant, found)  # type: ignore[arg-type]


def day(engine: DuckEngine, data: bytes) -> None:
    """Read a time by every form: no text may break the query, and what comes out began with a number or a month."""
    written = _text(data)
    for format_ in _FORMATS:
        moment = moment_sql("x", "VARCHAR", format_, "Europe/Berlin")
        found = _ask(engine, written, moment.at, moment.on, date_sql("x", "VARCHAR", format_))
        assert found[0] is None or any(letter.isdigit() for letter in written), (written, format_, found)
    for format_ in candidate_formats((written,)):
        assert wrong_format(format_) == "", (written, format_)


def date_format(engine: DuckEngine, data: bytes) -> None:
    """Check a format that somebody wrote: one that is accepted never breaks the query."""
    written = _text(data)
    if not wrong_format(written):
        _ask(
            engine, "2025-01-31 10:15", moment_sql("x", "VARCHAR", written, "UTC").at, date_sql("x", "VARCHAR", written)
        )


def key(engine: DuckEngine, data: bytes) -> None:
    """Bring a key to its one form: Python and SQL agree, and the form is its own form."""
    written = _text(data)
    column = ColumnSpec("x", Role.CUSTOMER)
    rows = keyed_sql("cell", key_sql(column, "VARCHAR"))
    asked = (normalise_key_sql("x"), "source_key", damaged_sql(column, "VARCHAR"))
    found, kept, _ = _ask(engine, written, *asked, rows=rows)
    meant = normalise_key(written)
    assert found == meant, (written, meant, found)
    if kept is not None:
        assert normalise_key(str(kept)) == meant, (written, kept)
    skeleton(written)


def cell(engine: DuckEngine, data: bytes) -> None:
    """Write a cell that no spreadsheet executes, and read it back."""
    written = _text(data)
    safe = safe_cell(written)
    assert original_cell(safe) == written, (written, safe)
    assert _ask(engine, written, safe_cell_sql("x"))[0] == safe, (written, safe)


def _text(data: bytes) -> str:
    """The bytes as a text that a file could hold."""
    return data[:200].decode("utf-8", "ignore").replace("\0", "")


def _ask(engine: DuckEngine, written: str, *expressions: str, rows: str = "cell") -> tuple[object, ...]:
    engine.register("cell", pa.table({"x": pa.array([written], pa.string())}))
    return engine.rows(f"SELECT {', '.join(expressions)} FROM {rows}")[0]


SEEDS = tuple(
    one.encode()
    for one in (
        "1.234,56 €", "(1,200.50)", "12,34,567", "-0", "1e308", "١٢٫٥", "2025-04-03T10:15:00+02:00", "3. März 2025",
        "03/04/25 1:05 PM", "20250403101500", "2025-W14-3", "45123.5", "1743675300", "%d/%m/%Y %H:%M", "unix-ms",
        "%b %-d, %Y %z", " 17850.0\u00a0", "Jose\u0301", "4.1E+11", "#N/A", "'=1", "  @SUM(A1)", "infinity",
    )
)  # fmt: skip
