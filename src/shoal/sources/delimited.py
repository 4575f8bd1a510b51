"""Text tables into the engine, as text, with the lines that are no rows set aside."""

from __future__ import annotations

from pathlib import Path

from shoal.engine import literal, quote
from shoal.errors import EngineError, SourceError
from shoal.sources.encoding import NUL_MARK, Repairs, read_head, transcode
from shoal.sources.layout import Layout, layout_of
from shoal.sources.sniff import Look
from shoal.terms import Engine, Loaded, Relation
from shoal.terms.sources import file_name


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
        Where a UTF-8 copy goes while it is needed.
    """
    copy = scratch / f"{name}.utf8"
    plain = seen.encoding in ("utf-8", "utf-8-sig") and not seen.has_nul and not set("*?[]{}") & set(str(file))
    repairs = Repairs()
    try:
        if not plain:
            scratch.mkdir(parents=True, exist_ok=True)
            repairs = transcode(file, copy, seen.encoding)
        readable = file if plain else copy
        layout = layout_of(read_head(readable), path)
        malformed = _read(engine, name, readable, layout, path)
    finally:
        copy.unlink(missing_ok=True)
    relation = _numbered(engine, name, layout.columns, malformed)
    if repairs.n_nul:
        relation, malformed = _without_nul(engine, name, layout.columns, malformed)
    if relation.count() == 0:
        raise SourceError("the file has no usable rows", expected="rows like its header", where=path)
    warnings = layout.warnings + _said(repairs, path, seen.encoding)
    return Loaded(path, relation, layout.columns, layout.delimiter, seen.encoding, malformed, warnings)


def _read(engine: Engine, name: str, file: Path, layout: Layout, path: str) -> Relation | None:
    """Read the file as text into ``NAME_raw``; give the lines that are no rows."""
    columns = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in layout.columns)
    rejects, scans = f"{name}_rejects", f"{name}_scans"
    engine.drop(rejects)
    engine.drop(scans)
    try:
        engine.create(
            f"{name}_raw",
            f"""SELECT * FROM read_csv({literal(str(file))}, auto_detect = false, header = {layout.has_header},
            delim = {literal(layout.delimiter)}, quote = '"', escape = '"', columns = {{{columns}}},
            store_rejects = true, rejects_table = {literal(rejects)},
            rejects_scan = {literal(scans)}, rejects_limit = 0)""",
            step=f"load {path}",
        )
    except EngineError as error:
        raise SourceError(f"the file cannot be read as a table: {error.cause.splitlines()[0]}", where=path) from error
    first_row = 1 if layout.has_header else 0
    malformed = engine.create(
        f"{name}_malformed",
        f"""SELECT CAST(r.line AS BIGINT) - {first_row} AS shoal_row, 'ragged_row' AS reason,
        any_value(r.csv_line) AS line
        FROM {rejects} r GROUP BY r.line ORDER BY r.line""",
    )
    engine.drop(rejects)
    engine.drop(scans)
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


def _without_nul(
    engine: Engine, name: str, columns: tuple[str, ...], malformed: Relation | None
) -> tuple[Relation, Relation]:
    """Set aside the rows that held a NUL byte."""
    holds = " OR ".join(f"contains({quote(column)}, {literal(NUL_MARK)})" for column in columns)
    fields = ", ".join(f"{literal(column)}: {quote(column)}" for column in columns)
    before = f"SELECT shoal_row, reason, line FROM {malformed.name} UNION ALL" if malformed else ""
    aside = engine.create(
        f"{name}_aside",
        f"""{before} SELECT shoal_row, 'nul_byte' AS reason, CAST(to_json({{{fields}}}) AS VARCHAR) AS line
        FROM {name} WHERE {holds} ORDER BY 1""",
    )
    kept = engine.create(name, f"SELECT * FROM {name} WHERE NOT coalesce({holds}, false)")
    if malformed is not None:
        engine.drop(malformed.name)
    return kept, aside


def _said(repairs: Repairs, path: str, encoding: str) -> tuple[str, ...]:
    warnings: list[str] = []
    if repairs.n_lines:
        lines = "1 line is" if repairs.n_lines == 1 else f"{repairs.n_lines} lines are"
        warnings.append(
            f"{file_name(path)}: {lines} not UTF-8 and read as cp1252, the first is line {repairs.first_line}"
        )
    if repairs.n_nul:
        warnings.append(f"{file_name(path)}: {repairs.n_nul} NUL bytes; the rows that hold them are refused")
    if encoding == "cp1252":
        warnings.append(f"{file_name(path)}: not UTF-8; read as cp1252 (Western European)")
    return tuple(warnings)
