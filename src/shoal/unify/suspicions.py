"""Keys that may be the same customer, or no customer at all: they stay as they are, and it is said."""

from __future__ import annotations

import unicodedata

import pyarrow as pa

from shoal.engine.blanks import BLANKS
from shoal.terms import Engine, Relation

MOST_LOOKED_AT = 200_000
"""Keys with letters beyond ASCII that are compared; more is a script of its own, not a slip."""

HEAVY = 5
"""A placeholder with this many times the rows that others have on average is likely not one customer."""

_LIKE_LATIN = str.maketrans(
    "АВЕЅЗІЈКМНОРСТУХԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧасеіјорѕхуԛԝοα",
    "ABES3IJKMHOPCTYXQWABEZHIKMNOPTYXaceijopsxyqwoa",
)
"""Cyrillic and Greek letters with the Latin ones that look the same."""


def skeleton(key: str) -> str:
    """Give what a key looks like: wide forms narrowed, letters that look Latin as Latin, unseen marks gone.

    Examples
    --------
    >>> skeleton("А1"), skeleton("１７"), skeleton("a" + chr(0x200B) + "b")
    ('A1', '17', 'ab')
    """
    narrow = unicodedata.normalize("NFKC", key).translate(_LIKE_LATIN)
    return "".join(letter for letter in narrow if letter not in BLANKS or letter == " ")


def suspicions(engine: Engine, normal: Relation) -> tuple[str, ...]:
    """Say how many customers have keys that look alike, that differ in leading zeros only, or that name nobody.

    Parameters
    ----------
    engine : Engine
    normal : Relation
        ``source_key``, ``n_rows``, ``normal_key``.

    Returns
    -------
    tuple of str
        Warnings; no key stands in them, but those that are no name.
    """
    return (*_alike(engine, normal), *_zeros(engine, normal), *_placeholders(engine, normal))


def _alike(engine: Engine, normal: Relation) -> tuple[str, ...]:
    wide = engine.rows(
        f"""SELECT DISTINCT normal_key FROM {normal.name} WHERE strlen(normal_key) <> length(normal_key)
        LIMIT {MOST_LOOKED_AT}""",
        step="keys beyond ASCII",
    )
    if not wide:
        return ()
    keys = sorted(key for (key,) in wide)
    shapes = [skeleton(key) for key in keys]
    table = pa.table({"normal_key": pa.array(keys, pa.string()), "looks": pa.array(shapes, pa.string())})
    looks = engine.register("key_looks", table)
    n_keys = engine.rows(
        f"""SELECT coalesce(sum(n), 0) FROM (SELECT count(DISTINCT k.normal_key) AS n
        FROM (SELECT normal_key FROM {normal.name} WHERE normal_key IS NOT NULL) k
        LEFT JOIN {looks.name} l ON l.normal_key = k.normal_key
        GROUP BY coalesce(l.looks, k.normal_key) HAVING count(DISTINCT k.normal_key) > 1)""",
        step="keys that look alike",
    )[0][0]
    engine.drop(looks.name)
    if not n_keys:
        return ()
    return (
        f"{n_keys} customers have ids that look like another's but are written with other letters (such as a Cyrillic А"
        " for a Latin A, wide digits, or marks that are not seen); they are kept apart",
    )


def _zeros(engine: Engine, normal: Relation) -> tuple[str, ...]:
    (has_padded,) = engine.rows(
        f"SELECT coalesce(bool_or(normal_key LIKE '0%'), false) FROM {normal.name}", step="keys with leading zeros"
    )[0]
    if not has_padded:
        return ()
    n_keys = engine.rows(
        f"""SELECT coalesce(sum(n), 0) FROM (SELECT count(DISTINCT normal_key) AS n FROM {normal.name}
        WHERE regexp_full_match(normal_key, '[0-9]+') GROUP BY ltrim(normal_key, '0')
        HAVING count(DISTINCT normal_key) > 1)""",
        step="keys that differ in leading zeros",
    )[0][0]
    if not n_keys:
        return ()
    return (f"{n_keys} customers have ids that differ from another's in leading zeros only; they are kept apart",)


def _placeholders(engine: Engine, normal: Relation) -> tuple[str, ...]:
    found = engine.rows(
        f"""SELECT normal_key, n FROM (
            SELECT normal_key, n, (sum(n) OVER () - n) / nullif(count(*) OVER () - 1, 0) AS usual
            FROM (SELECT normal_key, sum(n_rows) AS n FROM {normal.name}
                  WHERE normal_key IS NOT NULL GROUP BY normal_key))
        WHERE n >= {HEAVY} * usual AND regexp_full_match(normal_key, '-?0+|-1|9{{3,}}|X{{2,}}|TEST')
        ORDER BY normal_key""",
        step="keys that name nobody",
    )
    return tuple(
        f"{n} rows belong to the customer '{key}', many more than to others: if it stands for nobody in particular,"
        " take these rows out of the file"
        for key, n in found
    )
