"""Accounts and contacts: a table of the people who speak for a customer, several of them for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shoal.privacy.recognise import identifier_field
from shoal.sources.checked import Checked
from shoal.sources.customers import USED
from shoal.sources.keys import key_sql
from shoal.sources.profile import Profile
from shoal.sources.vocabulary import ID, has
from shoal.terms import ColumnSpec, ColumnType, Engine, Kind, Relation, Role
from shoal.terms.names import words_of

COUNT = "contact_count"
"""The trait that says how many contacts an account has."""

_PEOPLE = ("contact", "contacts", "person", "people", "kontakt", "ansprechpartner", "employee", "user", "lead")

_COUNTED = ColumnSpec(COUNT, Role.TRAIT, ColumnType.NUMBER, why="how many contacts the account has")


def contact_key(columns: Sequence[Profile], customer: str) -> str | None:
    """Find the key of the contacts in a table whose customers come again; None where there is none.

    Parameters
    ----------
    columns : sequence of Profile
    customer : str
        The column of the account.
    """
    others = [one for one in columns if one.name != customer]
    has_people = any(
        identifier_field(one.name, tuple(one.values)[:200]) in ("email", "name", "phone") for one in others
    )
    keys = (one.name for one in others if one.is_unique and has(one.words, _PEOPLE) and has(one.words, ID))
    return next(keys, None) if has_people else None


def contact_columns(
    specs: tuple[ColumnSpec, ...], customer: str, contact: str
) -> tuple[tuple[ColumnSpec, ...], tuple[str, ...]]:
    """Say what the columns of a table of contacts mean: what describes a contact does not describe the account.

    Returns
    -------
    tuple of ColumnSpec
    tuple of str
        Notes to be said aloud.
    """
    left = [spec.name for spec in specs if spec.role in USED and spec.role is not Role.CONSENT and spec.name != contact]
    chosen: list[ColumnSpec] = []
    for spec in specs:
        if spec.name == customer:
            chosen.append(replace(spec, role=Role.ACCOUNT, why="the account that the contact speaks for"))
        elif spec.name == contact:
            chosen.append(replace(spec, role=Role.IDENTIFIER, type=ColumnType.TEXT, why="the key of the contact"))
        elif spec.name in left:
            chosen.append(replace(spec, role=Role.IGNORED, why="it describes the contact, not the account"))
        else:
            chosen.append(spec)
    said = (
        f"each row is a contact ({contact!r}) of an account ({customer!r}): the ACCOUNT is the customer, and how many"
        f" contacts it has is the trait {COUNT!r}" + (f"; {', '.join(map(repr, left))} are left out" if left else "")
    )
    return tuple(chosen), (said,)


def contacts_among(sources: Sequence[Checked]) -> tuple[Checked, ...]:
    """Give the sources that are tables of contacts."""
    return tuple(one for one in sources if one.spec.kind is Kind.CUSTOMERS and one.spec.column(Role.ACCOUNT))


def contact_counts(one: Checked) -> tuple[tuple[ColumnSpec, ...], str]:
    """Write how many contacts each account has."""
    return (_COUNTED,), (
        f"SELECT source_key, CAST(count(*) AS DOUBLE) AS {COUNT} FROM ({one.sound}) GROUP BY source_key"
    )


def with_accounts(engine: Engine, sources: tuple[Checked, ...]) -> tuple[tuple[Checked, ...], tuple[str, ...]]:
    """Give the rows that name a contact to the account of the contact.

    Returns
    -------
    tuple of Checked
    tuple of str
        What is to be said aloud.
    """
    links = _links(engine, contacts_among(sources))
    if links is None:
        return sources, ()
    linked: list[Checked] = []
    said: list[str] = []
    for one in sources:
        if one.spec.column(Role.CUSTOMER) is None:
            linked.append(one)
            continue
        n = engine.rows(
            f"SELECT count(*) FROM {one.rows.name} r JOIN {links.name} l ON l.contact = r.source_key",
            step=f"contacts in {one.loaded.path}",
        )[0][0]
        if n:
            said.append(f"{one.loaded.name}: {n} rows name a contact and count for the account of the contact")
            rows = engine.create(
                f"{one.rows.name}_linked",
                f"""SELECT r.* REPLACE (coalesce(l.account, r.source_key) AS source_key) FROM {one.rows.name} r
                LEFT JOIN {links.name} l ON l.contact = r.source_key ORDER BY r.shoal_row""",
            )
            engine.drop(one.rows.name)
            one = replace(one, rows=rows)  # noqa: PLW2901 - the same source, its rows with other keys
        linked.append(one)
    engine.drop(links.name)
    return tuple(linked), tuple(said)


def _links(engine: Engine, contacts: tuple[Checked, ...]) -> Relation | None:
    """Say which contact speaks for which account: none for a contact of two, or with the key of an account."""
    parts: list[str] = []
    for one in contacts:
        column = next((c for c in one.spec.having(Role.IDENTIFIER) if has(words_of(c.name), ID)), None)
        if column is not None:
            key = key_sql(column, engine.types(one.loaded.relation.name)[column.name])
            parts.append(
                f"""SELECT k.contact, c.source_key AS account FROM (SELECT shoal_row, {key} AS contact
                FROM {one.loaded.relation.name}) k JOIN ({one.sound}) c ON c.shoal_row = k.shoal_row"""
            )
    if not parts:
        return None
    rows = " UNION ALL ".join(parts)
    return engine.create(
        "contact_links",
        f"""SELECT contact, min(account) AS account FROM ({rows}) WHERE contact IS NOT NULL
        AND contact NOT IN (SELECT account FROM ({rows})) GROUP BY contact HAVING count(DISTINCT account) = 1""",
    )
