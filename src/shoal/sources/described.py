"""What is known of each customer: the tables of customers, and what other sources say that people agreed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shoal.engine import quote
from shoal.errors import SourceError
from shoal.sources.checked import Checked, of_kind
from shoal.sources.customers import join_customers, trait_fixes, trait_units
from shoal.sources.flags import flag_sql
from shoal.terms import ColumnSpec, Engine, Fix, Kind, Relation, Role
from shoal.terms.names import words_of


@dataclass(frozen=True)
class Description:
    """What is known of each customer.

    Parameters
    ----------
    relation : Relation or None
        ``source_key`` and the columns; None where nothing is known.
    columns : tuple of ColumnSpec
    fixes : tuple of Fix
    warnings : tuple of str
    """

    relation: Relation | None = None
    columns: tuple[ColumnSpec, ...] = ()
    fixes: tuple[Fix, ...] = ()
    warnings: tuple[str, ...] = field(default=())


def describe(engine: Engine, name: str, sources: tuple[Checked, ...]) -> Description:
    """Bring together what the sources say of their customers.

    Parameters
    ----------
    engine : Engine
    name : str
        Of the relation to make.
    sources : tuple of Checked
        Of all kinds.

    Raises
    ------
    SourceError
        If each row is a customer and no column says anything of it.
    """
    tables = of_kind(sources, Kind.CUSTOMERS)
    if any(one.spec.each_row_is_a_customer for one in tables) and not any(one.columns for one in tables):
        raise _nothing_to_use(tables)
    parts = [(one.columns, one.sound) for one in tables]
    parts += [_consents(engine, one) for one in sources if one not in tables and one.spec.having(Role.CONSENT)]
    if not parts:
        return Description()
    relation, columns, warnings = join_customers(engine, name, tuple(parts))
    for one in tables:
        warnings += trait_units(engine, one.loaded, one.columns)
    fixes = tuple(fix for one in tables for fix in trait_fixes(engine, one.loaded, one.rows, one.columns))
    return Description(relation, columns, fixes, warnings)


def _consents(engine: Engine, one: Checked) -> tuple[tuple[ColumnSpec, ...], str]:
    """Write what the customers of a source of many rows agreed to: one refusal among their rows decides."""
    columns = one.spec.having(Role.CONSENT)
    types: Mapping[str, str] = engine.types(one.loaded.relation.name)
    listed = ", ".join(
        f"{_strictest(c.name)}({flag_sql('r.' + quote(c.name), types[c.name])}) AS {quote(c.name)}" for c in columns
    )
    return columns, (
        f"SELECT c.source_key, {listed} FROM {one.loaded.relation.name} r JOIN ({one.sound}) c"
        " ON c.shoal_row = r.shoal_row WHERE c.source_key IS NOT NULL GROUP BY c.source_key"
    )


def _strictest(name: str) -> str:
    """Give the function that finds a refusal: in a column that records an opt-out, yes is one."""
    words = words_of(name)
    return "max" if "optout" in words or {"opt", "out"} <= set(words) else "min"


def _nothing_to_use(sources: tuple[Checked, ...]) -> SourceError:
    whys = dict.fromkeys(f"{column.name!r}: {column.why}" for one in sources for column in one.spec.columns)
    listed = "; ".join(list(whys)[:3])
    return SourceError(
        f"there is nothing to form segments on: no column says who the customer is, and none can be used ({listed})",
        expected="a column of customer ids, and numbers, dates or few different values",
        do="give orders or a table of customers, or say in shoal.toml what its columns are",
        where=", ".join(one.loaded.path for one in sources),
    )
