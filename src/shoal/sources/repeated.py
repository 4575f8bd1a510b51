"""Setting aside rows that repeat another one, and things that are described again later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shoal.sources.checked import Checked, of_kind
from shoal.sources.contacts import contacts_among
from shoal.sources.duplicates import nearly_repeated, repeated_keys, repeated_lines
from shoal.sources.fixes import EXACT, LINES, NEAR, has_fix, undo
from shoal.terms import Engine, Fix, Kind
from shoal.terms.sources import file_name

KEYED: Mapping[Kind, str] = {Kind.CUSTOMERS: "source_key", Kind.PRODUCTS: "product", Kind.CAMPAIGNS: "campaign"}
"""Kinds with one row for each key, the last one."""


def without_repeats(engine: Engine, sources: tuple[Checked, ...]) -> tuple[tuple[Checked, ...], tuple[Fix, ...]]:
    """Set aside lines that repeat another one, and customers, products and campaigns that are described again later.

    Returns
    -------
    tuple of Checked
        The sources, each with the rows that are refused as repeats.
    tuple of Fix
    """
    fixes: list[Fix] = []
    found: dict[int, list[str]] = {one.number: [] for one in sources}
    for kind in LINES:
        for place, group in enumerate(_same_columns(engine, _lines(sources, kind))):
            repeated = repeated_lines(
                engine, f"repeated_{kind.value}_{place}", tuple((o.number, o.loaded, o.rows) for o in group)
            )
            for one in group:
                rows = f"SELECT shoal_row, 'exact_duplicate' AS reason FROM {repeated.name} WHERE source = {one.number}"
                fixes.extend(_fix(engine, one, rows, EXACT))
                found[one.number] += [rows] if has_fix(one.spec, EXACT) else []
    for kind, key in KEYED.items():
        for one in of_kind(sources, kind):
            if not one.spec.each_row_is_a_customer and one not in contacts_among(sources):
                noun, table = kind.value.removesuffix("s"), f"repeated_{kind.value}_{one.number}"
                reason = f"duplicate_{noun}"
                repeated = repeated_keys(engine, table, one.loaded, one.rows, key=key, reason=reason)
                found[one.number].append(f"SELECT shoal_row, reason FROM {repeated.name}")
                fixes.extend(_last_row_fix(repeated.count(), one.loaded.path, noun))
    for one in sources:
        if has_fix(one.spec, NEAR):
            sound = replace(one, repeats=" UNION ALL ".join(found[one.number])).sound
            near = nearly_repeated(engine, f"nearly_repeated_{one.number}", one.loaded, sound)
            rows = f"SELECT shoal_row, 'near_duplicate' AS reason FROM {near.name}"
            fixes.extend(_fix(engine, one, rows, NEAR))
            found[one.number].append(rows)
    return tuple(replace(one, repeats=" UNION ALL ".join(found[one.number])) for one in sources), tuple(fixes)


def repeat_names(sources: tuple[Checked, ...]) -> tuple[str, ...]:
    """Name the relations that `without_repeats` may have made."""
    lines = (f"repeated_{kind.value}_{place}" for kind in LINES for place in range(len(_lines(sources, kind))))
    keyed = (f"repeated_{kind.value}_{one.number}" for kind in KEYED for one in of_kind(sources, kind))
    return (*lines, *keyed, *(f"nearly_repeated_{one.number}" for one in sources))


def _lines(sources: tuple[Checked, ...], kind: Kind) -> tuple[Checked, ...]:
    """Give the sources of a kind whose lines can be repeated: not those of whom each row is somebody else."""
    return tuple(one for one in of_kind(sources, kind) if not one.spec.each_row_is_a_customer)


def _same_columns(engine: Engine, sources: tuple[Checked, ...]) -> tuple[tuple[Checked, ...], ...]:
    """Put sources together whose columns have the same names and types."""
    groups: dict[tuple[tuple[str, str], ...], list[Checked]] = {}
    for one in sources:
        types = engine.types(one.loaded.relation.name)
        groups.setdefault(tuple(sorted((name.casefold(), kind) for name, kind in types.items())), []).append(one)
    return tuple(tuple(group) for group in groups.values())


def _fix(engine: Engine, one: Checked, rows: str, name: str) -> tuple[Fix, ...]:
    """Say how many rows repeat another one, and what is done with them."""
    n_rows = int(engine.rows(f"SELECT count(*) FROM ({rows})", step=f"repeats of {one.loaded.path}")[0][0])
    if not n_rows:
        return ()
    short = name.removeprefix("drop_").removesuffix("s")
    what = "repeat in every column" if name == EXACT else "differ in case and blanks only from"
    if not has_fix(one.spec, name):
        reason = f"{one.loaded.name}: {n_rows} lines {what} an earlier line and are kept, as the configuration says"
        return (Fix(short, 0, reason, f'add "{name}" to the fixes of {one.loaded.name} in shoal.toml'),)
    reason = f"{one.loaded.name}: lines that {what} an earlier line are counted once"
    return (Fix(short, n_rows, reason, undo(name, one.loaded.path)),)


def _last_row_fix(n_rows: int, path: str, noun: str) -> tuple[Fix, ...]:
    if not n_rows:
        return ()
    reason = f"{file_name(path)}: where a {noun} has several rows, the last one counts"
    return (Fix(f"duplicate_{noun}", n_rows, reason, f"keep one row per {noun} in the file"),)
