"""Which source keys share an identifier, and whether that makes them one customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from shoal.engine import Plan, literal
from shoal.terms import Engine, Links, Records, Relation, UnifySpec
from shoal.unify.identifiers import FIELDS, nobody_sql, normalise_identifier_sql
from shoal.unify.pairs import Pairs, as_table
from shoal.unify.person_names import agree_sql, words_sql

WEIGHTS: Mapping[str, float] = {
    "always": 100.0,  # a person said so
    "national_id": 5.0,  # one per person
    "iban": 4.0,  # a couple's, at most
    "email": 3.0,  # a family's, at times
    "phone": 2.0,  # a household's, often
    "device": 1.0,  # whoever sat there
}
"""Which link holds where two contradict each other: the heavier. They say an order, and no likelihood."""


@dataclass(frozen=True)
class Found:
    """What the identifiers say.

    Parameters
    ----------
    links : Links
    apart : Relation
        ``left_key`` < ``right_key``: keys that must not be one customer, because names or official numbers differ or
        (`is_said`) a person says so.
    claims : Relation
        ``normal_key``, ``field``, ``value``: every identifier in its one form.
    sharing : Relation
        ``left_key`` < ``right_key``: keys that share an identifier that may link, whatever came of it.
    n_placeholders, n_crowded : mapping of field to count
        Identifiers that link nothing: they stand for nobody, or more keys share them than one person has.
    """

    links: Links
    apart: Relation
    claims: Relation
    sharing: Relation
    n_placeholders: Mapping[str, int]
    n_crowded: Mapping[str, int]


def find_links(
    engine: Engine, records: Records, normal: Relation, spec: UnifySpec, *, always: Pairs, never: Pairs
) -> Found:
    """Link keys that share an identifier and whose names and official numbers do not speak against it.

    An identifier that two keys share whose names differ is several people's (a family's address, say): it then links
    only keys whose names agree, and nobody whose name is not known.

    Parameters
    ----------
    engine : Engine
    records : Records
    normal : Relation
        ``source_key``, ``normal_key``.
    spec : UnifySpec
    always, never : tuple of pairs of normalised keys
    """
    if not (always or never or _has_claims(records, spec)):
        return _nothing(engine)
    claims = engine.create("claims", _claims_sql(records, normal, spec), step="claims")
    shared = engine.create("shared_values", _shared_sql(claims, spec), step="shared identifiers")
    crowded = _counts(engine, shared, "n_keys > 1 AND is_crowded AND NOT is_nobody")
    nobody = _counts(engine, shared, "is_nobody")
    names = engine.create("key_names", _names_sql(records, normal, claims, shared), step="names of keys")
    for name, pairs in (("always_pairs", always), ("never_pairs", never)):
        engine.register(name, as_table(pairs))
    plan = Plan()
    plan.step("shares", _shares_sql(claims, shared))
    plan.step("pairs", "SELECT DISTINCT left_key, right_key FROM shares")
    plan.step("numbers", _numbers_sql(claims))
    plan.step("judged", _judged_sql(names, spec))
    judged = plan.run(engine, "judged")
    sharing = engine.create(
        "sharing", f"WITH shares AS ({_shares_sql(claims, shared)}) SELECT * FROM shares", step="sharing"
    )
    links = engine.create("links", _links_sql(sharing, judged), step="links")
    apart = engine.create(
        "apart",
        f"""SELECT left_key, right_key, false AS is_said FROM {judged.name} WHERE verdict = 'differ'
        UNION ALL SELECT left_key, right_key, true AS is_said FROM never_pairs""",
        step="keys that stay apart",
    )
    for name in (shared.name, names.name, judged.name, "always_pairs", "never_pairs"):
        engine.drop(name)
    return Found(Links(links), apart, claims, sharing, nobody, crowded)


def _has_claims(records: Records, spec: UnifySpec) -> bool:
    return (
        records.identifiers is not None
        or records.key_is_identifier
        or (records.events is not None and "device" in spec.link)
    )


def _nothing(engine: Engine) -> Found:
    """Give what is found where no source has an identifier."""
    text, whole = pa.string(), pa.int64()
    pair = [("left_key", text), ("right_key", text)]
    value = [("field", text), ("value", text)]
    columns = {
        "links": [*pair, ("via", text), ("weight", pa.float64()), ("n_evidence", whole)],
        "apart": [*pair, ("is_said", pa.bool_())],
        "claims": [("normal_key", text), *value],
        "sharing": [*pair, *value],
    }
    made = {name: engine.register(name, pa.schema(named).empty_table()) for name, named in columns.items()}
    return Found(Links(made["links"]), made["apart"], made["claims"], made["sharing"], {}, {})


def _claims_sql(records: Records, normal: Relation, spec: UnifySpec) -> str:
    """Write every identifier of every key in its one form; official numbers also where they do not link."""
    fields = [field for field in FIELDS if field in spec.link or field == "national_id"]
    parts = [
        "SELECT CAST(NULL AS VARCHAR) AS normal_key, CAST(NULL AS VARCHAR) AS field, CAST(NULL AS VARCHAR) AS value"
    ]
    if records.identifiers is not None:
        parts += [
            f"""SELECT k.normal_key, i.field, {normalise_identifier_sql(field, "i.value")} AS value
            FROM {records.identifiers.name} i JOIN {normal.name} k ON k.source_key = i.source_key
            WHERE i.field = {literal(field)}"""
            for field in fields
        ]
    if records.key_is_identifier and "email" in spec.link:
        value = normalise_identifier_sql("email", "source_key")
        parts.append(f"SELECT normal_key, 'email' AS field, {value} AS value FROM {normal.name}")
    if records.events is not None and "device" in spec.link:
        parts.append(
            f"""SELECT k.normal_key, 'device' AS field, e.anonymous_key AS value
            FROM {records.events.name} e JOIN {normal.name} k ON k.source_key = e.source_key"""
        )
    union = " UNION ALL ".join(parts)
    return f"""SELECT DISTINCT normal_key, field, value FROM ({union})
        WHERE normal_key IS NOT NULL AND value IS NOT NULL"""


def _shared_sql(claims: Relation, spec: UnifySpec) -> str:
    tests = " ".join(f"WHEN {literal(field)} THEN {nobody_sql(field, 'value')}" for field in FIELDS)
    links = ", ".join(literal(field) for field in spec.link if field != "login") or "''"
    return f"""SELECT field, value, n_keys, n_keys > {spec.most_keys_per_identifier} AS is_crowded,
        CASE field {tests} ELSE false END AS is_nobody, field IN ({links}) AS may_link
        FROM (SELECT field, value, count(*) AS n_keys FROM {claims.name} GROUP BY field, value)"""


def _shares_sql(claims: Relation, shared: Relation) -> str:
    return f"""SELECT a.normal_key AS left_key, b.normal_key AS right_key, s.field, s.value
        FROM {shared.name} s
        JOIN {claims.name} a ON a.field = s.field AND a.value = s.value
        JOIN {claims.name} b ON b.field = s.field AND b.value = s.value AND a.normal_key < b.normal_key
        WHERE s.n_keys > 1 AND s.may_link AND NOT s.is_crowded AND NOT s.is_nobody"""


def _names_sql(records: Records, normal: Relation, claims: Relation, shared: Relation) -> str:
    """Write the words of the names of every key that shares something: all names that it has, in one list."""
    if records.identifiers is None:
        return "SELECT CAST(NULL AS VARCHAR) AS normal_key, CAST(NULL AS VARCHAR[]) AS words WHERE false"
    return f"""SELECT normal_key, list_sort(list_distinct(flatten(list(words)))) AS words FROM (
        SELECT k.normal_key, {words_sql("i.value")} AS words
        FROM {records.identifiers.name} i JOIN {normal.name} k ON k.source_key = i.source_key
        WHERE i.field = 'name' AND k.normal_key IN (
            SELECT c.normal_key FROM {claims.name} c JOIN {shared.name} s ON c.field = s.field AND c.value = s.value
            WHERE s.n_keys > 1 AND NOT s.is_crowded AND NOT s.is_nobody))
        GROUP BY normal_key"""


def _numbers_sql(claims: Relation) -> str:
    return f"""SELECT normal_key, list(value) AS numbers FROM {claims.name}
        WHERE field = 'national_id' AND NOT {nobody_sql("national_id", "value")} GROUP BY normal_key"""


def _judged_sql(names: Relation, spec: UnifySpec) -> str:
    """Write what speaks for and against each pair: an official number decides, then the names."""
    by_name = f"""WHEN length(l.words) > 0 AND length(r.words) > 0 THEN
            CASE WHEN {agree_sql("l.words", "r.words")} THEN 'agree' ELSE 'differ' END"""
    return f"""SELECT p.left_key, p.right_key, CASE
            WHEN list_has_any(ln.numbers, rn.numbers) THEN 'agree'
            WHEN length(ln.numbers) > 0 AND length(rn.numbers) > 0 THEN 'differ'
            {by_name if spec.names == "must_agree" else ""}
            ELSE 'unknown' END AS verdict
        FROM pairs p
        LEFT JOIN {names.name} l ON l.normal_key = p.left_key
        LEFT JOIN {names.name} r ON r.normal_key = p.right_key
        LEFT JOIN numbers ln ON ln.normal_key = p.left_key
        LEFT JOIN numbers rn ON rn.normal_key = p.right_key"""


def _links_sql(sharing: Relation, judged: Relation) -> str:
    weights = " ".join(f"WHEN {literal(field)} THEN {literal(weight)}" for field, weight in WEIGHTS.items())
    return f"""WITH verdicts AS (
            SELECT s.*, j.verdict FROM {sharing.name} s
            JOIN {judged.name} j ON j.left_key = s.left_key AND j.right_key = s.right_key),
        contested AS (SELECT DISTINCT field, value FROM verdicts WHERE verdict = 'differ'),
        sound AS (
            SELECT v.left_key, v.right_key, v.field AS via, count(*) AS n_evidence
            FROM verdicts v LEFT JOIN contested c ON c.field = v.field AND c.value = v.value
            WHERE v.verdict = 'agree' OR (v.verdict = 'unknown' AND c.field IS NULL)
            GROUP BY v.left_key, v.right_key, v.field),
        every AS (
            SELECT * FROM sound
            UNION ALL SELECT left_key, right_key, 'always' AS via, 1 AS n_evidence FROM always_pairs)
        SELECT e.left_key, e.right_key, e.via, CASE e.via {weights} END AS weight, e.n_evidence
        FROM every e LEFT JOIN never_pairs n ON n.left_key = e.left_key AND n.right_key = e.right_key
        WHERE n.left_key IS NULL ORDER BY e.left_key, e.right_key, e.via"""


def _counts(engine: Engine, shared: Relation, condition: str) -> Mapping[str, int]:
    return dict(
        engine.rows(
            f"SELECT field, count(*) FROM {shared.name} WHERE may_link AND {condition} GROUP BY field ORDER BY field",
            step="identifiers that link nothing",
        )
    )
