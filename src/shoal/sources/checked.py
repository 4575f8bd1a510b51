"""A source on its way: its typed rows, each with the reason why it is refused, if it is."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.engine import literal, quote
from shoal.privacy.recognise import identifier_field
from shoal.terms import ColumnSpec, Engine, Kind, Loaded, Quality, Relation, Role, SourceSpec

_ENOUGH_TO_TELL = 200
"""Values of a column that tell which identifier it holds."""


@dataclass(frozen=True)
class Checked:
    """One source after its checks.

    Parameters
    ----------
    number : int
        Its place among the sources.
    loaded : Loaded
    spec : SourceSpec
    rows : Relation
        ``shoal_row``, ``source_key``, the typed columns, ``shoal_reason``.
    columns : tuple of ColumnSpec
        Of customers: the used columns.
    traits : Relation or None
        Of texts whose rows are customers: ``shoal_row``, ``source_key`` and the used columns.
    repeats : str
        SQL of sound rows that are refused as repeats, ``shoal_row`` and ``reason``; empty where nobody looked.
    """

    number: int
    loaded: Loaded
    spec: SourceSpec
    rows: Relation
    columns: tuple[ColumnSpec, ...] = ()
    traits: Relation | None = None
    repeats: str = ""

    @property
    def sound(self) -> str:
        """Give the SQL of the rows that are used."""
        repeats = f" AND shoal_row NOT IN (SELECT shoal_row FROM ({self.repeats}))" if self.repeats else ""
        return f"SELECT * FROM {self.rows.name} WHERE shoal_reason IS NULL{repeats}"

    @property
    def n_rows(self) -> int:
        """Count the rows of the file, malformed ones among them."""
        return self.loaded.relation.count() + (self.loaded.malformed.count() if self.loaded.malformed else 0)


def gather_refused(engine: Engine, name: str, sources: tuple[Checked, ...]) -> Relation:
    """Collect the rows that were refused, as text, for the quarantine.

    Returns
    -------
    Relation
        ``source``, ``row``, ``reason``, ``line``.
    """
    parts: list[str] = []
    for one in sources:
        source = literal(one.loaded.path)
        if one.loaded.malformed:
            parts.append(
                f'SELECT {source} AS source, shoal_row AS "row", reason, line FROM {one.loaded.malformed.name}'
            )
        fields = ", ".join(f"{literal(column)}: r.{quote(column)}" for column in one.loaded.columns)
        reasons = f"SELECT shoal_row, shoal_reason AS reason FROM {one.rows.name} WHERE shoal_reason IS NOT NULL"
        if one.repeats:
            reasons += f" UNION ALL {one.repeats}"
        # in the order of the file, sorted before the lines are written out: they are the larger part
        parts.append(
            f"""SELECT {source} AS source, shoal_row AS "row", shoal_reason AS reason,
            CAST(to_json({{{fields}}}) AS VARCHAR) AS line FROM (SELECT r.*, x.reason AS shoal_reason
            FROM {one.loaded.relation.name} r JOIN ({reasons}) x ON x.shoal_row = r.shoal_row ORDER BY r.shoal_row) r"""
        )
    return engine.create(name, " UNION ALL ".join(f"({part})" for part in parts))


def quality_of(engine: Engine, refused: Relation, sources: tuple[Checked, ...]) -> Quality:
    """Count what was read, used and refused, in all and for each source."""
    counted = engine.rows(
        f"SELECT source, reason, count(*) FROM {refused.name} GROUP BY source, reason ORDER BY source, reason",
        step="count refused rows",
    )
    by_source: dict[str, dict[str, object]] = {}
    totals: dict[str, int] = {}
    n_read = 0
    for one in sources:
        reasons = {reason: n for source, reason, n in counted if source == one.loaded.path}
        rows_read = one.n_rows
        n_read += rows_read
        by_source[one.loaded.path] = {
            "rows_read": rows_read,
            "rows_used": rows_read - sum(reasons.values()),
            "rows_refused": reasons,
        }
        for reason, n in reasons.items():
            totals[reason] = totals.get(reason, 0) + n
    return Quality(n_read, n_read - sum(totals.values()), dict(sorted(totals.items())), (), by_source)


def gather(engine: Engine, name: str, sources: tuple[Checked, ...], columns: tuple[str, ...]) -> Relation:
    """Stack the sound rows of the sources of one kind."""
    listed = ", ".join(columns)
    parts = (f"SELECT {one.number} AS source, shoal_row, {listed} FROM ({one.sound})" for one in sources)
    rows = " UNION ALL ".join(parts)
    return engine.create(name, f"SELECT {listed} FROM ({rows}) ORDER BY source, shoal_row")


def gather_identifiers(
    engine: Engine, name: str, sources: tuple[Checked, ...], *, key_is_identifier: bool
) -> Relation | None:
    """Collect the direct identifiers of the rows that are used, for the vault.

    Returns
    -------
    Relation or None
        ``source_key``, ``field``, ``value``, distinct; None where no source has any. The field is what the column holds
        (``email``, ``name``), whatever the file calls it, so that equal ones meet; else the name of the column.
    """
    parts: list[str] = []
    for one in sources:
        columns = [column.name for column in one.spec.having(Role.IDENTIFIER)]
        customer = one.spec.column(Role.CUSTOMER)
        if key_is_identifier and customer:
            columns.append(customer.name)
        for column in columns:
            value = f"trim(CAST(r.{quote(column)} AS VARCHAR))"
            parts.append(
                f"""SELECT c.source_key, {literal(_field(engine, one, column))} AS field, {value} AS value
                FROM {one.loaded.relation.name} r JOIN ({one.sound}) c ON c.shoal_row = r.shoal_row
                WHERE {value} <> '' AND c.source_key IS NOT NULL"""
            )
    if not parts:
        return None
    return engine.create(name, f"SELECT DISTINCT * FROM ({' UNION ALL '.join(parts)}) ORDER BY ALL")


def _field(engine: Engine, one: Checked, column: str) -> str:
    """Name the identifier that a column holds; the name of the column where its values do not tell."""
    value = f"CAST({quote(column)} AS VARCHAR)"
    rows = engine.rows(
        f"""SELECT {value} FROM {one.loaded.relation.name} WHERE trim({value}) <> ''
        ORDER BY shoal_row LIMIT {_ENOUGH_TO_TELL}""",
        step=f"identifiers of {one.loaded.path}",
    )
    return identifier_field(column, tuple(row[0] for row in rows)) or column


def gather_keys(engine: Engine, name: str, sources: tuple[Checked, ...]) -> Relation:
    """Collect the source keys of the rows that are used, with the number of rows of each."""
    rows = " UNION ALL ".join(f"SELECT source_key FROM ({one.sound})" for one in sources)
    return engine.create(
        name,
        f"""SELECT source_key, count(*) AS n_rows FROM ({rows}) WHERE source_key IS NOT NULL
        GROUP BY source_key ORDER BY source_key""",
    )


def of_kind(sources: tuple[Checked, ...], kind: Kind) -> tuple[Checked, ...]:
    """Give the sources of a kind."""
    return tuple(one for one in sources if one.spec.kind is kind)
