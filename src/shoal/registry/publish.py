"""Publish a segmentation: everything about it as files, under a version that is the hash of its content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from shoal.errors import StoreError
from shoal.registry.assignments import assignments_sql, canonical, formula_safe, segment_of_group
from shoal.registry.columns import columns_of
from shoal.registry.plain import instant, plain, to_json
from shoal.registry.result import FILES, HISTORIES, LOOKED_UP, SCHEMA_VERSION, quality_of, to_result
from shoal.registry.version import version_of
from shoal.settings import Project, write_project
from shoal.store import Store
from shoal.terms import FeatureTable, Labels, Relation, Segmentation, Version

MODEL_FILE = "model.json"
_BY_CUSTOMER = "ORDER BY md5(customer_id), customer_id"


def publish(
    store: Store,
    table: FeatureTable,
    labels: Labels,
    segmentation: Segmentation,
    *,
    documents: Mapping[str, str],
    merges: Relation | None = None,
    histories: Mapping[str, str] | None = None,
) -> Version:
    """Write a segmentation and make it the current one.

    Parameters
    ----------
    store : Store
    table : FeatureTable
        Written whole, as ``features.parquet``.
    labels : Labels
        The group of every customer of the table.
    segmentation : Segmentation
    documents : mapping of file name to text
        What rooms wrote about it: ``report.html``, ``profiles.csv``, ``dictionary.md``...
    merges : Relation or None
        As in `Identity`; written as ``identity.parquet``.
    histories : mapping of step to SQL
        What features of one customer can be computed from again, one file each.

    Raises
    ------
    StoreError : if a customer has no segment, which would be a mistake of shoal's own
    """
    version, as_of = version_of(segmentation), instant(segmentation.as_of)
    result = to_result(segmentation, version)
    texts = {
        FILES["segments"]: to_json(result),
        FILES["quality"]: to_json(_quality(segmentation)),
        MODEL_FILE: to_json(_model(segmentation)),
        **documents,
    }

    def write(folder: Path) -> None:
        for name, text in texts.items():
            (folder / name).write_bytes(text.encode())
        _write_tables(folder, table, labels, segmentation, version)
        if merges is not None:
            recorded = f"SELECT * FROM {merges.name} {_BY_CUSTOMER}, source_key, linked_key NULLS FIRST, via"
            table.relation.engine.write(recorded, folder / FILES["identity"], step="write identity")
        for step, sql in (histories or {}).items():
            path = folder / HISTORIES[step]
            table.relation.engine.write(sql, path, step=f"write what {step} hold", rows_together=LOOKED_UP)

    return store.publish(segmentation.spec.name, version, as_of, result, write)


def _write_tables(folder: Path, table: FeatureTable, labels: Labels, segmentation: Segmentation, version: str) -> None:
    engine, as_of = table.relation.engine, instant(segmentation.as_of)
    known = canonical(table.relation.name)
    engine.write(known, folder / FILES["features"], step="write features", rows_together=LOOKED_UP)
    assigned = engine.create(
        "shoal_assignments",
        assignments_sql(
            labels.relation.name,
            segment_of_group(segmentation),
            segmentation=segmentation.spec.name,
            version=version,
            assigned_at=f"TIMESTAMPTZ '{as_of}'",
        ),
        step="assignments",
    )
    try:
        if assigned.count() != segmentation.n_customers:
            raise StoreError(
                f"{assigned.count()} customers have a segment",
                expected=f"all {segmentation.n_customers}",
                do="report this: a group of the model belongs to no segment",
                where=FILES["assignments"],
            )
        placed = canonical(assigned.name)
        engine.write(placed, folder / FILES["assignments"], step="write assignments", rows_together=LOOKED_UP)
        safe = formula_safe(assigned.name, as_of)
        engine.write(safe, folder / FILES["assignments_csv"], format="csv", step="write assignments")
    finally:
        engine.drop(assigned.name)


def _quality(segmentation: Segmentation) -> dict[str, Any]:
    by_source = segmentation.quality.by_source
    return quality_of(segmentation.quality) | {
        "rows_by_source": plain({path: by_source[path] for path in sorted(by_source)}),
        "columns_by_source": columns_of(segmentation.quality),
    }


def _model(segmentation: Segmentation) -> dict[str, Any]:
    """Give what places customers, exactly: data only, nothing is executed when it is read back."""
    recipe, model = segmentation.recipe, segmentation.grouping.model
    return {
        "schema_version": SCHEMA_VERSION,
        "recipe": {"kind": recipe.kind, **plain(recipe.to_dict())},
        "model": {"kind": model.kind, **plain(model.to_dict())},
        "spec": write_project(Project((), {segmentation.spec.name: replace(segmentation.spec, sources=())})),
        "segment_of_group": {str(group): id_ for group, (id_, _) in segment_of_group(segmentation).items()},
    }
