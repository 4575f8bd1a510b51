"""Text tables into the engine, as text, with the lines that are no rows set aside."""

from __future__ import annotations

import glob
from dataclasses import dataclass
from pathlib import Path

from shoal.engine import literal, quote
from shoal.errors import EngineError, SourceError
from shoal.languages import TOTALS
from shoal.sources.encoding import LONG_MARK, NUL_MARK, Repairs, read_head, transcode
from shoal.sources.layout import HEAD_BYTES, HEAD_LINES, Layout, layout_of
from shoal.sources.mend import DELIMITER_MARK, QUOTE_MARK, mend
from shoal.sources.sniff import Look
from shoal.terms import Engine, Loaded, Relation
from shoal.terms.sources import file_name

_EMPTY_IN_TOTALS = 1 / 3
"""Share of the cells that are empty in a line of totals; in one that names what it adds up (``Total May``), half, and
at the end of a file any."""

_LAST_ROWS, _CELLS_OF_TOTALS = 3, 40
_CELLS_OF_HEADER = 8


@dataclass(frozen=True)
class _Text:
    """A text file that the engine can read: the file itself, or a copy in UTF-8."""

    path: Path
    n_lines: int
    repairs: Repairs


@dataclass(frozen=True)
class _Table:
    """A file with the table in it, from one line on."""

    file: Path
    layout: Layout
    n_skipped: int


def load_text(engine: Engine, name: str, path: str, file: Path, seen: Look, scratch: Path) -> Loaded:
    """Load a delimited text file.

    Parameters
    ----------
    engine : Engine
    name : str
        Of the relation to make.
    path : str
        The path as messages name it.
    file : Path
    seen : Look
        What the look at the file has shown.
    scratch : Path
        Where copies go while they are needed.
    """
    copy, mended = scratch / f"{name}.utf8", scratch / f"{name}.mended"
    try:
        text = _readable(file, copy, seen)
        layout = layout_of(read_head(text.path, n_lines=HEAD_LINES, n_bytes=HEAD_BYTES), path)
        table = _Table(text.path, layout, layout.n_skipped)
        if _read(engine, name, table, path) != text.n_lines - layout.n_titles:
            # fields over several lines: as they should be, or after a quote that is never closed
            scratch.mkdir(parents=True, exist_ok=True)
            n_records = mend(
                text.path, mended, layout.quoting, n_columns=len(layout.columns), n_skipped=layout.n_skipped
            )
            table = _Table(mended, layout, 0)
            if _read(engine, name, table, path) != n_records:
                raise SourceError(
                    "its quotes cannot be told apart", expected="fields that close their quotes", do=_QUOTES, where=path
                )
        malformed = _malformed(engine, name, table)
    finally:
        copy.unlink(missing_ok=True)
        mended.unlink(missing_ok=True)
    relation = _numbered(engine, name, layout.columns, malformed)
    relation, malformed = _without_others(engine, relation, layout, malformed, has_nul=text.repairs.n_nul > 0)
    if relation.count() == 0:
        raise SourceError(
            "the file has no usable rows", expected="rows like its header", do="look at its first lines", where=path
        )
    warnings = layout.warnings + _said(text.repairs, path, seen.encoding) + _stray(engine, path, malformed)
    return Loaded(path, relation, layout.columns, layout.quoting.delimiter, seen.encoding, malformed, warnings)


def _readable(file: Path, copy: Path, seen: Look) -> _Text:
    if seen.is_plain:
        return _Text(file, seen.n_lines, Repairs())
    copy.parent.mkdir(parents=True, exist_ok=True)
    repairs = transcode(file, copy, seen.encoding)
    return _Text(copy, repairs.n_lines, repairs)


def _read(engine: Engine, name: str, table: _Table, path: str) -> int:
    """Read the file as text into ``NAME_raw``, and what is no row into ``NAME_rejects``; count both, and the header.

    A reader that gives up has read nothing: -1.
    """
    layout, quoting = table.layout, table.layout.quoting
    columns = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in layout.columns)
    rejects, scans = f"{name}_rejects", f"{name}_scans"
    engine.drop(rejects)
    engine.drop(scans)
    try:
        raw = engine.create(
            f"{name}_raw",
            f"""SELECT * FROM read_csv({literal(glob.escape(str(table.file)))}, auto_detect = false,
            header = {layout.has_header}, skip = {table.n_skipped}, delim = {literal(quoting.delimiter)},
            quote = '"', escape = {literal(quoting.escape)}, columns = {{{columns}}},
            store_rejects = true, rejects_table = {literal(rejects)},
            rejects_scan = {literal(scans)}, rejects_limit = 0)""",
            step=f"load {path}",
        )
    except EngineError:
        return -1
    engine.drop(scans)
    n_rejects = engine.rows(f"SELECT count(DISTINCT line) FROM {rejects}", step=f"lines of {path} that are no rows")
    return raw.count() + int(n_rejects[0][0]) + layout.has_header


def _malformed(engine: Engine, name: str, table: _Table) -> Relation | None:
    """Give the lines that are no rows, each with the reason."""
    rejects = f"{name}_rejects"
    stray, delimiter = literal(QUOTE_MARK), literal(table.layout.quoting.delimiter)
    text = f"replace(replace(ltrim(csv_line, {stray}), {stray}, '\"'), {literal(DELIMITER_MARK)}, {delimiter})"
    malformed = engine.create(
        f"{name}_malformed",
        f"""SELECT CAST(r.line AS BIGINT) - {table.n_skipped + table.layout.has_header} AS shoal_row,
        CASE WHEN bool_or(starts_with(csv_line, {stray}) OR error_type = 'UNQUOTED VALUE') THEN 'stray_quote'
             WHEN bool_or(starts_with(csv_line, {literal(LONG_MARK)}) OR error_type = 'LINE SIZE OVER MAXIMUM')
             THEN 'line_too_long' ELSE 'ragged_row' END AS reason,
        any_value(CASE WHEN starts_with(csv_line, {stray}) THEN {text} ELSE csv_line END) AS line
        FROM {rejects} r GROUP BY r.line ORDER BY 1""",
    )
    engine.drop(rejects)
    if malformed.count():
        return malformed
    engine.drop(malformed.name)
    return None


def _numbered(engine: Engine, name: str, columns: tuple[str, ...], malformed: Relation | None) -> Relation:
    """Give the rows their numbers in the file, the malformed lines counted.

    The numbering is a second step because the reader works in parallel only without it.
    """
    listed = ", ".join(quote(column) for column in columns)
    if malformed is None:
        relation = engine.create(name, f"SELECT row_number() OVER () AS shoal_row, {listed} FROM {name}_raw")
    else:
        # the i-th malformed line, in row r, moves every good row from the (r - i)-th on by one more
        listed = ", ".join(f"good.{quote(column)}" for column in columns)
        relation = engine.create(
            name,
            f"""WITH good AS (SELECT row_number() OVER () AS shoal_place, * FROM {name}_raw),
            gaps AS (SELECT from_place, max(n) AS n FROM (
                SELECT shoal_row - row_number() OVER (ORDER BY shoal_row) AS from_place,
                       row_number() OVER (ORDER BY shoal_row) AS n FROM {malformed.name}) GROUP BY from_place)
            SELECT good.shoal_place + coalesce(gaps.n, 0) AS shoal_row, {listed}
            FROM good ASOF LEFT JOIN gaps ON good.shoal_place > gaps.from_place ORDER BY 1""",
        )
    engine.drop(f"{name}_raw")
    return relation


def _without_others(
    engine: Engine, relation: Relation, layout: Layout, malformed: Relation | None, *, has_nul: bool
) -> tuple[Relation, Relation | None]:
    """Set aside rows that are none of the table: with a NUL byte, its header once more, a line of totals."""
    name, columns = relation.name, layout.columns
    reasons: list[str] = []
    if has_nul:
        holds = " OR ".join(f"contains({quote(column)}, {literal(NUL_MARK)})" for column in columns)
        reasons.append(f"WHEN {holds} THEN 'nul_byte'")
    if layout.has_header:
        cells = [pair for pair in zip(columns, layout.header, strict=True) if pair[1]][:_CELLS_OF_HEADER]
        same = " AND ".join(f"{quote(column)} = {literal(cell)}" for column, cell in cells)
        reasons.append(f"WHEN {same} THEN 'repeated_header'")
    reasons.append(f"WHEN {_is_total(name, columns)} THEN 'total_row'")
    odd = engine.create(
        f"{name}_odd",
        f"""SELECT * FROM (SELECT shoal_row, CASE {" ".join(reasons)} END AS reason FROM {name})
        WHERE reason IS NOT NULL""",
    )
    if not odd.count():
        engine.drop(odd.name)
        return relation, malformed
    fields = ", ".join(f"{literal(column)}: {quote(column)}" for column in columns)
    before = f"SELECT shoal_row, reason, line FROM {malformed.name} UNION ALL" if malformed else ""
    aside = engine.create(
        f"{name}_aside",
        f"""{before} SELECT shoal_row, odd.reason, CAST(to_json({{{fields}}}) AS VARCHAR) AS line
        FROM {name} JOIN {odd.name} odd USING (shoal_row) ORDER BY 1""",
    )
    kept = engine.create(name, f"SELECT * FROM {name} ANTI JOIN {odd.name} USING (shoal_row)")
    engine.drop(odd.name)
    if malformed is not None:
        engine.drop(malformed.name)
    return kept, aside


def _is_total(name: str, columns: tuple[str, ...]) -> str:
    """Write the SQL that finds lines of totals: the word in the first cell that is filled, and cells that are not."""
    cells = [f"nullif(trim({quote(column)}), '')" for column in columns[:_CELLS_OF_TOTALS]]
    first = f"lower(coalesce({', '.join(cells[:_CELLS_OF_HEADER])}))"
    words = ", ".join(literal(word) for word in TOTALS)
    n_empty = " + ".join(f"CAST({cell} IS NULL AS INTEGER)" for cell in cells)
    is_last = f"shoal_row > (SELECT max(shoal_row) FROM {name}) - {_LAST_ROWS}"
    least = f"CASE WHEN {is_last} THEN 1 ELSE greatest(1, {len(cells)} * {_EMPTY_IN_TOTALS:.3f}) END"
    # both tests are on the one word first, so that cells are counted on few lines
    return f"""(CASE WHEN rtrim({first}, ' :.=') IN ({words}) THEN {n_empty} >= {least}
        WHEN split_part({first}, ' ', 1) IN ({words}) THEN {n_empty} >= greatest(2, {len(cells)} / 2.0)
        ELSE false END)"""


def _stray(engine: Engine, path: str, malformed: Relation | None) -> tuple[str, ...]:
    """Say where the first quote stands that is not closed as it should be."""
    if malformed is None:
        return ()
    n, first = engine.rows(
        f"SELECT count(*), min(shoal_row) FROM {malformed.name} WHERE reason = 'stray_quote'",
        step=f"stray quotes of {path}",
    )[0]
    if not n:
        return ()
    rows = "1 row is" if n == 1 else f"{n} rows are"
    return (
        f"{file_name(path)}: {rows} refused, the first is row {first}: a quote opens a field and does not close it",
    )


def _said(repairs: Repairs, path: str, encoding: str) -> tuple[str, ...]:
    warnings: list[str] = []
    if repairs.n_foreign:
        lines = "1 line is" if repairs.n_foreign == 1 else f"{repairs.n_foreign} lines are"
        warnings.append(
            f"{file_name(path)}: {lines} not UTF-8 and read as cp1252, the first is line {repairs.first_foreign}"
        )
    if repairs.n_nul:
        warnings.append(f"{file_name(path)}: {repairs.n_nul} NUL bytes; the rows that hold them are refused")
    if repairs.n_unreadable:
        warnings.append(f"{file_name(path)}: {repairs.n_unreadable} characters are broken and read as \ufffd")
    if encoding == "cp1252":
        warnings.append(f"{file_name(path)}: not UTF-8; read as cp1252 (Western European)")
    return tuple(warnings)


_QUOTES = "export it again with every quote inside of a field doubled"
