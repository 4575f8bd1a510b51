"""Which source keys are which customer: what is remembered between builds, shown, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from shoal import privacy, registry, unify
from shoal.app.jobs import working
from shoal.app.segments import published
from shoal.app.workspace import Surroundings, Workspace, reading
from shoal.errors import ConfigError, CustomerNotFound, WorkspaceError
from shoal.privacy.surrogate import keyed_hash
from shoal.store import Store
from shoal.terms import UnifySpec, Version

MOST_SHOWN = 20
"""Customers with several keys that are listed where none is named."""


def memory(workspace: Workspace, version: Version | None) -> unify.Memory:
    """Collect what resolving must know from before: the forgotten, and who was which customer in a version."""
    table = None if version is None else registry.read_merges(workspace.folder, version)
    known = None if table is None else workspace.engine.register("known_merges", table)
    return unify.Memory(workspace.secret, privacy.forgotten(workspace.store), known)


def merges_now(store: Store) -> list[pa.Table]:
    """Give the records of merges of every segmentation's current version."""
    tables = []
    for name in store.segmentations():
        version = store.current(name)
        table = None if version is None else registry.read_merges(store.folder, version)
        if table is not None:
            tables.append(table)
    return tables


def identity(
    folder: Path, customer: str | None, segmentation: str | None, *, surroundings: Surroundings
) -> dict[str, Any]:
    """Show which source keys are one customer and why; without a customer, the merged ones and all counts.

    Returns
    -------
    dict
        ``segmentation``, ``version``, ``identity`` (the counts of segments.json) and ``customers``: each with
        ``customer_id``, ``keys`` (``source_key``, ``since``), ``links`` (``source_key``, ``linked_key``, ``via``,
        ``n_evidence``, ``since``) and ``visitors`` (``anonymous_key``, ``n_evidence``, ``since``).

    Raises
    ------
    CustomerNotFound
        If no customer has that key.
    """
    with reading(folder, surroundings=surroundings) as store:
        version, table = _record(store, segmentation)
        if customer is None:
            chosen = _several(table)[:MOST_SHOWN]
        else:
            chosen = [owned(table, customer, store, privacy.load_secret(surroundings.home / "secret.key"))[0]]
    return {
        "segmentation": version.segmentation,
        "version": version.version,
        "identity": version.result["identity"],
        "customers": [_described(table, one) for one in chosen],
    }


def split(folder: Path, one: str, two: str, segmentation: str | None, *, surroundings: Surroundings) -> dict[str, Any]:
    """Write into shoal.toml that two keys of one customer are two customers from the next build on.

    Returns
    -------
    dict
        ``segmentation``, ``never`` (the line that was written), ``note``.

    Raises
    ------
    ConfigError
        If the two are no customer together, or `always` makes them one.
    """
    with working(folder, "identity split", create=False, surroundings=surroundings) as job:
        workspace, store = job.workspace, job.workspace.store
        version, table = _record(store, segmentation)
        project = workspace.project()
        spec = project.segmentation(version.segmentation, where="shoal.toml")
        found = [owned(table, key, store, workspace.secret, fold_case=spec.unify.fold_case) for key in (one, two)]
        (owner, first), (other, second) = found
        if owner != other or first == second:
            raise ConfigError(
                "the two keys are " + ("two customers already" if owner != other else "one key"),
                expected="two keys of one customer",
                do="look at `shoal identity KEY`",
                where="identity split",
            )
        line = unify.written(first, second)
        changed = replace(spec.unify, never=tuple(sorted({*spec.unify.never, line})))
        unify.wishes(changed)
        segmentations = {**project.segmentations, spec.name: replace(spec, unify=changed)}
        workspace.keep_project(replace(project, segmentations=segmentations))
    return {
        "segmentation": spec.name,
        "never": line,
        "note": "Written into shoal.toml. Build again: from then on they are two customers, as if nothing had ever "
        "linked them. To take it back, delete the line and build again.",
    }


def without(spec: UnifySpec, ids: frozenset[str]) -> UnifySpec:
    """Take the pairs of `always` and `never` that name a person out of the settings.

    Examples
    --------
    >>> without(UnifySpec(never=("K1 | K2", "K3 | K4")), frozenset({"K2"})).never
    ('K3 | K4',)
    """
    folded = {id_.casefold() for id_ in ids}

    def kept(lines: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(line for line in lines if not folded & {part.strip().casefold() for part in line.split("|")})

    return replace(spec, always=kept(spec.always), never=kept(spec.never))


def _record(store: Store, segmentation: str | None) -> tuple[Version, pa.Table]:
    version = published(store, segmentation)
    table = registry.read_merges(store.folder, version)
    if table is None:
        raise WorkspaceError(
            "this version has no record of merges", do="build again with `shoal build`", where=str(store.folder)
        )
    return version, table


def _several(table: pa.Table) -> list[str]:
    """Name the customers with several keys, those with most first."""
    is_key = pc.and_(pc.is_null(table["linked_key"]), pc.is_valid(table["source_key"]))
    counts = table.filter(is_key).group_by("customer_id").aggregate([("source_key", "count")])
    counts = counts.filter(pc.greater(counts["source_key_count"], 1))
    counts = counts.sort_by([("source_key_count", "descending"), ("customer_id", "ascending")])
    names: list[str] = counts["customer_id"].to_pylist()
    return names


def owned(table: pa.Table, key: str, store: Store, secret: bytes, *, fold_case: bool = True) -> tuple[str, str]:
    """Give the customer who has a key, and the key as the record has it; however it is spelled."""
    normal = unify.normalise_key(key, fold_case=fold_case) or key
    for name in dict.fromkeys((key.strip(), normal, keyed_hash(secret, normal.lower()))):
        for column in ("source_key", "customer_id"):
            place = pc.index(table[column], name).as_py()
            if place >= 0:
                return table["customer_id"][place].as_py(), table[column][place].as_py()
    raise CustomerNotFound(
        "nobody is known by that key in this version",
        expected="a key as the source has it, or a customer_id",
        do="check the key",
        where=str(store.folder),
    )


def _described(table: pa.Table, customer: str) -> Mapping[str, Any]:
    rows = table.filter(pc.equal(table["customer_id"], customer)).to_pylist()
    keys = [row for row in rows if row["linked_key"] is None and row["source_key"] is not None]
    visitors = [row for row in rows if row["anonymous_key"] is not None]
    links = [row for row in rows if row["linked_key"] is not None]
    return {
        "customer_id": customer,
        "keys": [{name: row[name] for name in ("source_key", "since")} for row in keys],
        "links": [
            {name: row[name] for name in ("source_key", "linked_key", "via", "n_evidence", "since")} for row in links
        ],
        "visitors": [{name: row[name] for name in ("anonymous_key", "n_evidence", "since")} for row in visitors],
    }
