"""Which source keys are which customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shoal.engine import Plan
from shoal.terms import Engine, Identity, Linking, Records, Relation, UnifySpec
from shoal.unify.grouping import group
from shoal.unify.links import Found, find_links
from shoal.unify.normalise import normalise_key_sql
from shoal.unify.overlap import overlap
from shoal.unify.pairs import Pairs, wishes
from shoal.unify.people import gone, nodes, people, record
from shoal.unify.sentences import Counts, sentences
from shoal.unify.stitch import Stitched, stitch
from shoal.unify.survive import survivors
from shoal.unify.suspicions import suspicions


@dataclass(frozen=True)
class Memory:
    """What is known from before: whom to keep out, under which secret, and who was which customer.

    Parameters
    ----------
    secret : bytes
        Key of the hashes, at least 16 bytes.
    forgotten : frozenset of str
        The tombstones of removed people.
    known : Relation or None
        `Identity.merges` of an earlier build; customers known then keep their ids.
    """

    secret: bytes
    forgotten: frozenset[str] = frozenset()
    known: Relation | None = None


def resolve(
    engine: Engine, records: Records, spec: UnifySpec, memory: Memory, *, as_of: datetime | None = None
) -> Identity:
    """Decide which source keys are the same customer, and leave out people who asked to be forgotten.

    Keys are one customer where they are spelled alike, where they share an identifier and no name or official number
    speaks against it, and where a person says so; `Identity.merges` says which and why.

    Parameters
    ----------
    engine : Engine
    records : Records
        Its ``keys`` are resolved, by its ``identifiers`` and ``events``.
    spec : UnifySpec
    memory : Memory
    as_of : datetime or None
        A login at this instant or later links nothing; None counts all.

    Returns
    -------
    Identity
        Its relation ``identity`` has one row per source key that may be used.

    Raises
    ------
    ConfigError
        If what is always and what is never one customer contradict each other.
    SourceError
        If orders and tables of customers have no customer in common.

    Examples
    --------
    >>> from pathlib import Path
    >>> from shoal.engine import DuckEngine
    >>> from shoal.terms import Quality
    >>> engine = DuckEngine(Path("spill"))
    >>> keys = engine.create("keys", "SELECT '17850.0' AS source_key, 3 AS n_rows UNION ALL SELECT '17850', 1")
    >>> records = Records(None, None, keys, (), Quality())
    >>> identity = resolve(engine, records, UnifySpec(), Memory(b"0123456789abcdef"))
    >>> identity.n_customers, identity.warnings
    (1, ('2 source keys are 1 customer once blanks, case and a trailing .0 are set aside',))
    >>> engine.close()
    """
    always, never = wishes(spec)
    plan = Plan()
    plan.step(
        "normal_keys",
        f"""SELECT source_key, n_rows, {normalise_key_sql("source_key", fold_case=spec.fold_case)} AS normal_key
        FROM {records.keys.name}""",
    )
    normal = plan.run(engine, "normal_keys")
    everyone = nodes(engine, normal, memory.secret, is_identifier=records.key_is_identifier)
    names = _names(engine, everyone, (*always, *never))
    found = find_links(
        engine, records, normal, spec, always=_translated(always, names), never=_translated(never, names)
    )
    groups = group(engine, found)
    out = gone(engine, found.claims, memory.secret, memory.forgotten, everyone) if memory.forgotten else None
    persons = people(engine, everyone, groups, out, memory.known)
    relation = engine.create(
        "identity",
        f"""SELECT k.source_key, p.customer_id FROM {normal.name} k
        JOIN {persons.name} p ON k.normal_key = p.normal_key
        WHERE NOT p.is_forgotten ORDER BY k.source_key""",
    )
    stitched = None
    if records.events is not None and "login" in spec.link and "anonymous_key" in records.events.columns:
        stitched = stitch(
            engine, records.events, relation, as_of=as_of, forgotten=memory.forgotten, secret=memory.secret
        )
    counts = _counts(engine, relation, normal, persons, found)
    linking = _linking(engine, relation, found, stitched, counts)
    merges = record(
        engine,
        persons,
        found.links.relation,
        stitched.anonymous if stitched else None,
        memory.known,
        now="" if as_of is None else f"{as_of:%Y-%m-%dT%H:%M:%SZ}",
    )
    identity = Identity(
        relation=relation,
        is_surrogate=records.key_is_identifier,
        n_customers=linking.n_customers,
        refused=_left_out(engine, normal, persons),
        warnings=(
            *sentences(linking, found, counts, unknown=_unknown((*always, *never), names)),
            *suspicions(engine, normal),
            *overlap(engine, records, relation),
        ),
        anonymous=stitched.anonymous if stitched else None,
        linking=linking,
        merges=merges,
        survivors=survivors(engine, records, relation, spec.survive, as_of=as_of),
    )
    used = (normal, everyone, persons, groups, out, found.claims, found.sharing, found.apart, found.links.relation)
    for each in used:
        if each is not None:
            engine.drop(each.name)
    return identity


def _names(engine: Engine, everyone: Relation, pairs: Pairs) -> Mapping[str, str]:
    """Find the keys of pairs among those of the sources, by the key itself or by the hash that stands for it."""
    wanted = sorted({key for pair in pairs for key in pair})
    if not wanted:
        return {}
    marks = ", ".join("?" for _ in wanted)
    rows = engine.rows(
        f"""SELECT normal_key, upper(node_id), normal_key FROM {everyone.name}
        WHERE normal_key IN ({marks}) OR upper(node_id) IN ({marks})""",
        (*wanted, *wanted),
        step="keys of always and never",
    )
    return {hashed: key for _, hashed, key in rows} | {key: key for key, _, _ in rows}


def _translated(pairs: Pairs, names: Mapping[str, str]) -> Pairs:
    known = ((names[one], names[two]) for one, two in pairs if one in names and two in names)
    return tuple(sorted((min(pair), max(pair)) for pair in known))


def _unknown(pairs: Pairs, names: Mapping[str, str]) -> int:
    return sum(1 for one, two in pairs if one not in names or two not in names)


def _left_out(engine: Engine, normal: Relation, persons: Relation) -> Mapping[str, int]:
    """Count the rows of forgotten people, and of keys of which nothing but blanks is left."""
    forgotten, missing = engine.rows(
        f"""SELECT coalesce(sum(CASE WHEN p.is_forgotten THEN k.n_rows END), 0),
        coalesce(sum(CASE WHEN k.normal_key IS NULL THEN k.n_rows END), 0)
        FROM {normal.name} k LEFT JOIN {persons.name} p ON k.normal_key = p.normal_key""",
        step="count rows left out",
    )[0]
    counts = {"customer_missing": int(missing), "forgotten": int(forgotten)}
    return {reason: n for reason, n in counts.items() if n}


def _counts(engine: Engine, relation: Relation, normal: Relation, persons: Relation, found: Found) -> Counts:
    """Count what the sentences say."""
    n_spelled, n_so_spelled = engine.rows(
        f"""SELECT coalesce(sum(n), 0), count(*) FROM (
        SELECT k.normal_key, count(*) AS n FROM {relation.name} r JOIN {normal.name} k ON k.source_key = r.source_key
        GROUP BY k.normal_key HAVING count(*) > 1)""",
        step="spellings",
    )[0]
    n_linked, n_so_linked, n_met = engine.rows(
        f"""SELECT coalesce(sum(n), 0), count(*), coalesce(sum(CASE WHEN n_known > 1 THEN n_known END), 0) FROM (
        SELECT customer_id, count(*) AS n, max(n_known) AS n_known FROM {persons.name}
        WHERE NOT is_forgotten GROUP BY customer_id HAVING count(*) > 1)""",
        step="linked keys",
    )[0]
    n_conflicts = engine.rows(
        f"""SELECT count(*) FROM (SELECT DISTINCT left_key, right_key FROM {found.sharing.name}) s
        JOIN {persons.name} l ON l.normal_key = s.left_key JOIN {persons.name} r ON r.normal_key = s.right_key
        LEFT JOIN {found.apart.name} a ON a.left_key = s.left_key AND a.right_key = s.right_key AND a.is_said
        WHERE l.customer_id <> r.customer_id AND a.left_key IS NULL
        AND NOT l.is_forgotten AND NOT r.is_forgotten""",
        step="keys that share and stay apart",
    )[0][0]
    return Counts(int(n_spelled), n_so_spelled, int(n_linked), n_so_linked, int(n_met), n_conflicts)


def _linking(engine: Engine, relation: Relation, found: Found, stitched: Stitched | None, counts: Counts) -> Linking:
    n_keys, n_customers = engine.rows(
        f"SELECT count(*), count(DISTINCT customer_id) FROM {relation.name}", step="count customers"
    )[0]
    by_field = engine.rows(
        f"SELECT via, count(*) FROM {found.links.relation.name} GROUP BY via ORDER BY via", step="links by field"
    )
    return Linking(
        n_source_keys=n_keys,
        n_customers=n_customers,
        n_merged=n_keys - n_customers,
        by_field=dict(by_field),
        n_conflicts=counts.n_conflicts,
        n_placeholders=sum(found.n_placeholders.values()),
        n_crowded=sum(found.n_crowded.values()),
        n_visitors=stitched.n_visitors if stitched else 0,
        n_stitched=stitched.anonymous.count() if stitched else 0,
        n_shared_devices=stitched.n_shared if stitched else 0,
    )
