"""A forecast as files at the top of a workspace: a table of lines and weeks twice, and how it came about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from shoal.engine.spreadsheet import safe_cell_sql
from shoal.registry.plain import plain, to_json
from shoal.registry.predictions import document_part, prediction_files
from shoal.stats.rounding import RESULT_DIGITS
from shoal.store.files import replacing_together
from shoal.terms import Relation


def write_forecast(
    folder: Path,
    table: Relation,
    result: Mapping[str, Any],
    *,
    question: str,
    documents: Callable[[Mapping[str, Any]], Mapping[str, str]],
) -> dict[str, Any]:
    """Write a forecast: all files, or none of them.

    Parameters
    ----------
    folder : Path
        The workspace, held by its writer.
    table : Relation
        ``segment``, ``segment_id``, ``week`` and figures, a row a line and week; ``line`` says the order of lines.
    result : mapping
        How it came about, with ``as_of``; dates and dataclasses in it become plain data.
    question : str
        What is asked, as part of the names of the files.
    documents : callable
        From the object of the JSON file, its ``files`` not yet among it, to what else is written: name and text.

    Returns
    -------
    dict
        The object of the JSON file: the result with ``version``, a hash of its content, and ``files``.
    """
    files = prediction_files(question)
    content = plain(dict(result), digits=RESULT_DIGITS)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    told = {"schema_version": 1, "version": version, **content}
    more = documents(told)
    said = told | {"files": files | {document_part(name): name for name in more}}
    shown = ", ".join(name for name in table.columns if name != "line")
    ordered = f"FROM {table.name} AS told ORDER BY told.line, told.week"
    with replacing_together() as beside:
        table.engine.write(f"SELECT {shown} {ordered}", beside(folder / files["predictions"]), step="write forecast")
        table.engine.write(
            f"SELECT {shown.replace('segment,', safe_cell_sql('segment') + ' AS segment,', 1)} {ordered}",
            beside(folder / files["predictions_csv"]),
            format="csv",
            step="write forecast",
        )
        beside(folder / files["foreseen"]).write_text(to_json(said), encoding="utf-8")
        for name, document in more.items():
            beside(folder / name).write_text(document, encoding="utf-8")
    return said
