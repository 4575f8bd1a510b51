"""The plan of repairs: those that are made, and those that are proposed, each with its effect and its reason."""

from __future__ import annotations

from datetime import date

from shoal.engine import quote
from shoal.sources.fixes import (
    BLANK_IMPOSSIBLE,
    DIVIDE,
    EXACT,
    FOLD,
    FOLDED_BY_DEFAULT,
    NEAR,
    OF_COLUMN,
    Repair,
    changed_sql,
    listed,
    read_repair,
    spellings_of,
)
from shoal.terms import Finding, Loaded, PlannedFix, SourceSpec

_REASONS = {
    EXACT: "rows that repeat an earlier one in every column count once",
    NEAR: "rows that differ from an earlier one in case and blanks only are most likely the same record",
    FOLD: "spellings that differ in case and blanks only are one value, written as most rows write it",
    BLANK_IMPOSSIBLE: "values that cannot be, and placeholders for none, are read as missing",
    DIVIDE: "numbers of these days are in a smaller unit than all others",
}


def plan(loaded: Loaded, findings: tuple[Finding, ...], *, now: date, timezone: str) -> tuple[PlannedFix, ...]:
    """List the repairs of a source: those of its spec, or what is safe where it lists none; then the proposed ones.

    Safe is what loses nothing: exact repeats count once, and spellings that differ in case and blanks only are one.
    What sets values missing, changes numbers or drops rows that differ is proposed.

    Parameters
    ----------
    loaded : Loaded
        With its spec.
    findings : tuple of Finding
    now : date
    timezone : str
    """
    spec = loaded.spec
    assert spec is not None  # noqa: S101 - only sources with a spec are examined
    treated = {finding.fix: finding for finding in findings if finding.fix}
    made = list(listed(spec))
    if spec.fixes is None:
        made += [name for name in treated if name not in made and _is_safe(name, spec)]
    names = [*made, *(name for name in treated if name not in made)]
    return tuple(
        _planned(loaded, spec, name, treated.get(name), is_applied=name in made, now=now, timezone=timezone)
        for name in names
    )


def _is_safe(name: str, spec: SourceSpec) -> bool:
    repair = read_repair(name, spec)
    column = next((each for each in spec.columns if each.name == repair.column), None)
    return repair.name == FOLD and column is not None and column.role in FOLDED_BY_DEFAULT


def _planned(
    loaded: Loaded,
    spec: SourceSpec,
    name: str,
    finding: Finding | None,
    *,
    is_applied: bool,
    now: date,
    timezone: str,
) -> PlannedFix:
    repair = read_repair(name, spec)
    if repair.name in OF_COLUMN:
        n_rows, effect = _changes(loaded, repair, now=now, timezone=timezone)
    else:
        n_rows = 0 if finding is None else finding.n
        of = "" if finding is None else f" of {finding.n_of:,} looked at"
        effect = f"{n_rows:,} rows{of} are left out" if n_rows else "no such row was seen"
    return PlannedFix(name, spec.path, is_applied, n_rows, effect, _REASONS[repair.name])


def _changes(loaded: Loaded, repair: Repair, *, now: date, timezone: str) -> tuple[int, str]:
    """Count the rows that a repair of a column changes, and say what it makes of them."""
    if repair.name == FOLD:
        pairs = spellings_of(loaded, repair.column)
        n_usual = len({usual for usual, _ in pairs.values()})
        n_rows = sum(n for _, n in pairs.values())
        return n_rows, f"{len(pairs) + n_usual:,} spellings become {n_usual:,}, in {n_rows:,} rows"
    sql = changed_sql(loaded, [repair], timezone=timezone, now=now)[repair.column]
    answer = loaded.relation.engine.rows(
        f"""SELECT count(*) FROM {loaded.relation.name}
        WHERE CAST({sql} AS VARCHAR) IS DISTINCT FROM CAST({quote(repair.column)} AS VARCHAR)""",
        step=f"what a repair changes in {loaded.path}",
    )
    n_rows = int(answer[0][0])
    became = "missing" if repair.name == BLANK_IMPOSSIBLE else f"{repair.by:g} times smaller"
    return n_rows, f"{n_rows:,} {'value becomes' if n_rows == 1 else 'values become'} {became}"
