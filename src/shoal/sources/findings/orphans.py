"""Rows that point to something that no source has: orders of unknown customers or products, clicks of no campaign."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.engine import quote
from shoal.engine.blanks import trimmed_sql
from shoal.sources.findings.sampled import MOST_EXAMPLES, graded, share
from shoal.terms import Engine, Finding, Kind, Loaded, Part, Role
from shoal.terms.sources import file_name

_HOMES = ((Role.CUSTOMER, Kind.CUSTOMERS), (Role.PRODUCT, Kind.PRODUCTS), (Role.CAMPAIGN, Kind.CAMPAIGNS))

_NAMED = (Kind.PRODUCTS, Kind.CAMPAIGNS)
"""What rows may point to by its name as well as by its key."""


@dataclass(frozen=True)
class _Link:
    """A column of one source, and the same of the sources that should hold every value of it."""

    one: Loaded
    column: str
    role: Role
    homes: tuple[tuple[Loaded, str], ...]


def orphans(engine: Engine, loaded: tuple[Loaded, ...]) -> list[Finding]:
    """Count, over all rows, those whose customer, product or campaign no source of those describes.

    Keys are compared without blanks, case and a trailing ``.0``; a row that names none is missing, not an orphan.
    """
    return [finding for link in _links(loaded) if (finding := _count(engine, link)) is not None]


def _links(loaded: tuple[Loaded, ...]) -> list[_Link]:
    links: list[_Link] = []
    for role, kind in _HOMES:
        homes = tuple(
            (one, column.name)
            for one in loaded
            if one.spec is not None and one.spec.kind is kind and one.spec.column(role) is not None
            for column in (*one.spec.having(role), *(one.spec.having(Role.TEXT) if kind in _NAMED else ()))
        )
        if homes:
            links += [
                _Link(one, column.name, role, homes)
                for one in loaded
                if one.spec is not None and one.spec.kind is not kind and (column := one.spec.column(role)) is not None
            ]
    return links


def _count(engine: Engine, link: _Link) -> Finding | None:
    known = " UNION ".join(f"SELECT {_key(column)} AS k FROM {home.relation.name}" for home, column in link.homes)
    column, named = quote(link.column), link.one.relation.name
    # each different text is looked up once: there are far fewer of them than rows
    keys = f"SELECT {column} AS text, {_key(link.column)} AS k FROM {named} GROUP BY {column}"
    rows = f"""{named} r JOIN (SELECT text, k FROM ({keys})
        WHERE k <> '' AND k NOT IN (SELECT k FROM ({known}) WHERE k IS NOT NULL)) o ON o.text = r.{column}"""
    n, n_keys = engine.rows(f"SELECT count(*), count(DISTINCT k) FROM {rows}", step=f"orphans of {link.one.path}")[0]
    if not n:
        return None
    examples = engine.rows(f"SELECT shoal_row FROM {rows} ORDER BY 1 LIMIT {MOST_EXAMPLES}", step="orphans")
    n_rows = link.one.relation.count()
    what = link.role.value
    rate = n / max(1, n_rows)
    different = "1 different one" if n_keys == 1 else f"{n_keys:,} different ones"
    names = ", ".join(sorted({file_name(home.path) for home, _ in link.homes}))
    return Finding(
        "orphans",
        link.one.path,
        link.column,
        graded(rate, warning=0.01, error=0.2) if link.role is Role.CUSTOMER else graded(rate, warning=0.05),
        int(n),
        n_rows,
        f"{share(int(n), n_rows)} rows name a {what} that {names} does not have; {different}",
        "nothing else is known of them"
        if link.role is Role.CUSTOMER
        else "what is known of a known one is not of these",
        "they are used without; export all of both from the same day",
        tuple(int(row[0]) for row in examples),
        Part.CONSISTENCY,
    )


def _key(column: str) -> str:
    text = f"lower({trimmed_sql(f'CAST({quote(column)} AS VARCHAR)')})"
    return rf"regexp_replace({text}, '\.0+$', '')"
