"""The parsers under fuzz: each takes bytes, and returns or refuses in words; anything else is a finding.

To add a parser, add a function of bytes and name it in `TARGETS` with its seeds. A target must not keep state from one
input to the next, may raise `Refused`, and should check what must hold of every answer.
"""

from __future__ import annotations

import atexit
import gzip
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cases.files import SUBJECTS
from cases.shop import text
from fuzz import values
from shoal import sources
from shoal.engine import DuckEngine
from shoal.errors import Refused
from shoal.sources.encoding import Head, survey, transcode
from shoal.sources.layout import layout_of, unique_names
from shoal.sources.quoting import Quoting
from shoal.terms import Loaded, Silent

_LONGEST = 1 << 16


@dataclass(frozen=True)
class Target:
    """A parser under fuzz.

    Parameters
    ----------
    feed : callable
        Takes the bytes.
    seeds : callable
        Gives small inputs to begin with.
    """

    feed: Callable[[bytes], None]
    seeds: Callable[[], tuple[bytes, ...]]


def feed(target: Target, data: bytes) -> None:
    """Give a parser its input; what it refuses in words is as good as an answer."""
    try:
        target.feed(data[:_LONGEST])
    except Refused as refusal:
        if not refusal.exit_code == 1 or not str(refusal):
            raise AssertionError("a refusal without words") from refusal


def text_file(data: bytes) -> None:
    """Load a text file: its encoding, its layout, its quotes, the engine's reader."""
    _load(data, "orders.csv", _check_rows)


def parquet_file(data: bytes) -> None:
    """Load a Parquet file."""
    _load(data, "orders.parquet", _check_rows)


def packed_file(data: bytes) -> None:
    """Load a compressed file."""
    _load(data, "orders.csv.gz", _check_rows)


def encoding(data: bytes) -> None:
    """Bring bytes to UTF-8; the copy must be UTF-8, without NUL and without carriage returns."""
    with _file(data) as path:
        for name in {survey(path).encoding or "cp1252", "utf-16-le", "utf-32-be", "mixed"}:
            copy = path.with_suffix(".utf8")
            repairs = transcode(path, copy, name)
            written = copy.read_bytes()
            assert b"\0" not in written
            assert b"\r" not in written
            assert sum(1 for line in written.decode("utf-8").split("\n") if line) == repairs.n_lines


def quotes(data: bytes) -> None:
    """Put lines together to records: no line may be lost, doubled or moved, whatever the quotes say."""
    lines = data.splitlines(keepends=True)
    for quoting in (Quoting(","), Quoting(";", "\\")):
        for n_columns in (0, 2, 5):
            records = list(quoting.records(lines, n_columns))
            assert [line for record in records for line in record.lines] == lines
            for record in records:
                if record.is_sound:
                    assert quoting.fields(record.text)


def layout(data: bytes) -> None:
    """Read the layout off a head: names must be unique, also when case is set aside."""
    found = layout_of(Head(tuple(data.splitlines(keepends=True))), "orders.csv")
    assert len({name.casefold() for name in found.columns}) == len(found.columns)
    assert unique_names(found.columns)[0] == found.columns


def _load(data: bytes, name: str, look: Callable[[DuckEngine, Loaded, bytes], None]) -> None:
    with _file(data) as path:
        try:
            engine = _engine()
            loaded = sources.load(engine, {name: path}, scratch=path.parent / "scratch", progress=Silent())[0]
            look(engine, loaded, data)
        finally:
            for table in engine.rows("SELECT table_name FROM duckdb_tables()"):
                engine.drop(table[0])
        assert not list((path.parent / "scratch").glob("*")), "temporary files are left"


def _check_rows(engine: DuckEngine, loaded: Loaded, _: bytes) -> None:
    """Every row has a number of its own, and so has every line that is no row."""
    numbers = f"SELECT shoal_row FROM {loaded.relation.name}"
    if loaded.malformed is not None:
        numbers += f" UNION ALL SELECT shoal_row FROM {loaded.malformed.name}"
    n, distinct, least = engine.rows(f"SELECT count(*), count(DISTINCT shoal_row), min(shoal_row) FROM ({numbers})")[0]
    assert n == distinct, "two rows have one number"
    assert least is None or least >= 1, "a row before the first"


@contextmanager
def _file(data: bytes) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="shoal-fuzz-") as folder:
        path = Path(folder) / "input"
        path.write_bytes(data)
        yield path


@cache
def _engine() -> DuckEngine:
    engine = DuckEngine(Path(tempfile.gettempdir()) / "shoal-fuzz-spill", threads=1)
    atexit.register(engine.close)
    return engine


def _of_cases(*titles: str) -> tuple[bytes, ...]:
    cases = (case.given for title in titles for case in SUBJECTS[title])
    return tuple(given[:_LONGEST] for given in cases if isinstance(given, bytes))


def _texts() -> tuple[bytes, ...]:
    return _of_cases("Encodings", "Lines", "Delimiters", "Quotes", "Headers and widths")


def _packed() -> tuple[bytes, ...]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", text())
    return (*_of_cases("Compressed files"), gzip.compress(b"a,b\n1,2\n"), out.getvalue())


TARGETS: dict[str, Target] = {
    "text": Target(text_file, _texts),
    "parquet": Target(parquet_file, lambda: _of_cases("Parquet")),
    "packed": Target(packed_file, _packed),
    "encoding": Target(encoding, _texts),
    "quotes": Target(quotes, _texts),
    "layout": Target(layout, _texts),
    "number": Target(lambda data: values.number(_engine(), data), lambda: values.SEEDS),
    "day": Target(lambda data: values.day(_engine(), data), lambda: values.SEEDS),
    "date-format": Target(lambda data: values.date_format(_engine(), data), lambda: values.SEEDS),
    "key": Target(lambda data: values.key(_engine(), data), lambda: values.SEEDS),
    "cell": Target(lambda data: values.cell(_engine(), data), lambda: values.SEEDS),
}
