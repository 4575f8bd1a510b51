"""What the content as a whole says: its fingerprint, its currency, whether its key names a person."""

from __future__ import annotations

import hashlib
import re

from shoal.engine import quote
from shoal.errors import SourceError
from shoal.privacy.recognise import identifier_field
from shoal.sources.checked import Checked
from shoal.sources.currency import PERCENT, code_of, units_in
from shoal.sources.keys import text_sql
from shoal.terms import Engine, Relation, Role


def fingerprint(engine: Engine, relations: tuple[tuple[Relation, tuple[str, ...]], ...]) -> str:
    """Hash the content of relations, whatever the order of their rows.

    Parameters
    ----------
    engine : Engine
    relations : tuple of (Relation, columns)
        The columns that count.
    """
    parts: list[str] = []
    for relation, columns in relations:
        listed = ", ".join(quote(column) for column in columns)
        n, total, mixed = engine.rows(
            f"""SELECT count(*), coalesce(sum(CAST(h AS HUGEINT)), 0), coalesce(bit_xor(h), 0)
            FROM (SELECT hash({listed}) AS h FROM {relation.name})""",
            step=f"fingerprint of {relation.name}",
        )[0]
        parts.append(f"{columns}:{n}:{total}:{mixed}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def currency_of(engine: Engine, orders: tuple[Checked, ...], asked: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Find the one currency of the money columns.

    Parameters
    ----------
    engine : Engine
    orders : tuple of Checked
    asked : str or None
        The currency that the spec names: it wins.

    Returns
    -------
    str or None
    tuple of str
        Warnings.

    Raises
    ------
    SourceError
        If there are several: their amounts cannot be added up.
    """
    found, said = _beside_amounts(engine, orders)
    for one in orders:
        column = one.spec.column(Role.CURRENCY)
        if column is None:
            continue
        rows = engine.rows(
            f"""SELECT DISTINCT upper({text_sql(column.name)}) FROM {one.loaded.relation.name}
            WHERE shoal_row IN (SELECT shoal_row FROM ({one.sound}))""",
            step=f"currencies of {one.loaded.path}",
        )
        found |= {code_of(row[0]) for row in rows if row[0]}
    if asked is not None:
        others = sorted(found - {asked.upper()})
        named = f"the files name {_named(set(others))}, but amounts are taken as {asked}, as the configuration says"
        return asked, ((*said, named) if others else said)
    if len(found) > 1:
        raise SourceError(
            f"the orders are in several currencies: {_named(found)}",
            expected="one currency, since amounts are added up",
            do="convert the amounts, give the rows of one currency, or set currency in shoal.toml",
            where=", ".join(one.loaded.path for one in orders),
        )
    return next(iter(found), None), said


def _beside_amounts(engine: Engine, orders: tuple[Checked, ...]) -> tuple[set[str], tuple[str, ...]]:
    """Find the currencies whose signs or codes stand beside the amounts, and say what is taken for granted."""
    found: set[str] = set()
    said: list[str] = []
    for one in orders:
        types = engine.types(one.loaded.relation.name)
        money = (one.spec.column(role) for role in (Role.AMOUNT, Role.UNIT_PRICE))
        for column in money:
            if column is None or types[column.name] != "VARCHAR":
                continue
            sound = f"shoal_row IN (SELECT shoal_row FROM ({one.sound}))"
            step = f"currency signs of {one.loaded.path}"
            units = units_in(one.loaded.relation, column.name, sound, step=step)
            n_bare, n_percent = units.pop("", 0), units.pop(PERCENT, 0)
            found |= units.keys()
            where = f"{one.loaded.name}, column {column.name!r}"
            if units and n_bare:
                said.append(f"{where}: {n_bare} amounts name no currency and are taken as {_named(set(units))}")
            if n_percent:
                said.append(f"{where}: {n_percent} amounts carry a percent sign, which is set aside")
    return found, tuple(said)


def _named(currencies: set[str]) -> str:
    """List what looks like a currency, and count the rest: anything may stand in such a column, an address too."""
    codes = sorted(code for code in currencies if re.fullmatch(r"[A-Z]{3}", code))[:5]
    n_others = len(currencies) - len(codes)
    return ", ".join([*codes, *([f"{n_others} other values"] if n_others else [])])


def key_is_identifier(engine: Engine, sources: tuple[Checked, ...]) -> bool:
    """Say whether the customer column of a source holds a direct identifier, such as an e-mail address."""
    for one in sources:
        column = one.spec.column(Role.CUSTOMER)
        if column is None or one.spec.each_row_is_a_customer:
            continue
        rows = engine.rows(
            f"SELECT source_key FROM ({one.sound}) WHERE source_key IS NOT NULL LIMIT 200",
            step=f"keys of {one.loaded.path}",
        )
        if identifier_field(column.name, tuple(row[0] for row in rows)):
            return True
    return False
