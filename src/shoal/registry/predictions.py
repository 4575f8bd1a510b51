"""What is predicted of customers, as files at the top of a workspace: a table twice, and how it came about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shoal.engine import literal
from shoal.engine.spreadsheet import safe_cell_sql
from shoal.registry.assignments import canonical
from shoal.registry.plain import plain, to_json
from shoal.stats.rounding import RESULT_DIGITS
from shoal.store.files import replacing_together
from shoal.terms import Relation

PREDICTIONS: Mapping[str, str] = {
    "predictions": "predictions.parquet",
    "predictions_csv": "predictions.csv",
    "foreseen": "predictions.json",
}
"""What predicting leaves in a workspace."""


def write_predictions(folder: Path, table: Relation, result: Mapping[str, Any]) -> dict[str, Any]:
    """Write predictions: all three files, or none of them.

    Parameters
    ----------
    folder : Path
        The workspace, held by its writer.
    table : Relation
        ``customer_id`` and numbers, a row each.
    result : mapping
        How they came about, with ``as_of``; dates and dataclasses in it become plain data.

    Returns
    -------
    dict
        The object of ``predictions.json``: the result with ``version``, a hash of its content, and ``files``.
    """
    content = plain(dict(result), digits=RESULT_DIGITS)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    said = {"schema_version": 1, "version": version, **content, "files": dict(PREDICTIONS)}
    numbers = ", ".join(name for name in table.columns if name != "customer_id")
    engine = table.engine
    predicted = engine.create(
        "shoal_predictions",
        f"""SELECT customer_id, TIMESTAMPTZ {literal(said["as_of"])} AS as_of, {literal(version)} AS version, {numbers}
        FROM {table.name}""",
        step="predictions",
    )
    safe = f"{safe_cell_sql('customer_id')} AS customer_id, {literal(said['as_of'])} AS as_of"
    with replacing_together() as beside:
        engine.write(canonical(predicted.name), beside(folder / PREDICTIONS["predictions"]), step="write predictions")
        engine.write(
            f"""SELECT * REPLACE ({safe}) FROM {predicted.name} AS predicted
            ORDER BY md5(predicted.customer_id), predicted.customer_id""",
            beside(folder / PREDICTIONS["predictions_csv"]),
            format="csv",
            step="write predictions",
        )
        beside(folder / PREDICTIONS["foreseen"]).write_text(to_json(said), encoding="utf-8")
    return said
