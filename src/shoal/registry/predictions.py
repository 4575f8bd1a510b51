"""What is predicted of customers, as files at the top of a workspace: a table twice, and how it came about."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shoal.engine import literal
from shoal.engine.spreadsheet import safe_cell_sql
from shoal.errors import PredictError, StoreError
from shoal.registry.assignments import canonical
from shoal.registry.plain import plain, to_json
from shoal.stats.rounding import RESULT_DIGITS
from shoal.store.files import replacing_together
from shoal.terms import Relation

_QUESTION = re.compile(r"[a-z0-9][a-z0-9_]*")
_FILE = re.compile(r"predictions(_[a-z0-9_]+)?\.(parquet|csv|json|html)")


def prediction_files(question: str = "") -> dict[str, str]:
    """Name the files that the answers to a question lie in; without one, those of orders and value to come.

    Examples
    --------
    >>> prediction_files("churn")["predictions"]
    'predictions_churn.parquet'
    """
    if question and not _QUESTION.fullmatch(question):
        raise ValueError(f"'{question}' is no name of a file")
    stem = f"predictions_{question}" if question else "predictions"
    return {"predictions": f"{stem}.parquet", "predictions_csv": f"{stem}.csv", "foreseen": f"{stem}.json"}


def model_file(question: str) -> str:
    """Name the file that the model of a question lies in."""
    return prediction_files(question)["foreseen"].replace(".json", "_model.json")


def read_model(folder: Path, question: str) -> tuple[str, dict[str, Any]]:
    """Read the model that predicting has left in a workspace: its text, and what is written of it.

    Raises
    ------
    PredictError
        If there is none.
    StoreError
        If what is written of it cannot be read.
    """
    model, about = folder / model_file(question), folder / prediction_files(question)["foreseen"]
    if not model.exists() or not about.exists():
        raise PredictError(
            "no model was learnt and saved here yet",
            expected=f"{model.name}, as predicting leaves it",
            do="leave --saved away to learn one",
            where=str(folder),
        )
    try:
        return model.read_text(encoding="utf-8"), json.loads(about.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise StoreError(
            f"the saved model cannot be read ({error})", do="leave --saved away to learn anew", where=about.name
        ) from error


def read_predictions(folder: Path, question: str) -> tuple[pa.Table, dict[str, Any]] | None:
    """Read the predictions that lie in a workspace: the table, and what is written of it; None where there are none.

    Raises
    ------
    StoreError
        If they cannot be read.
    """
    files = prediction_files(question)
    table, about = folder / files["predictions"], folder / files["foreseen"]
    if not table.exists() or not about.exists():
        return None
    try:
        return pq.read_table(table), json.loads(about.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise StoreError(
            f"the predictions cannot be read ({error})", do="predict again, or delete them", where=about.name
        ) from error


def is_prediction(name: str) -> bool:
    """Say whether a file of that name is one that predicting leaves in a workspace."""
    return _FILE.fullmatch(name) is not None


def write_predictions(
    folder: Path,
    table: Relation,
    result: Mapping[str, Any],
    *,
    question: str = "",
    documents: Callable[[Mapping[str, Any]], Mapping[str, str]] | None = None,
) -> dict[str, Any]:
    """Write predictions: all files, or none of them.

    Parameters
    ----------
    folder : Path
        The workspace, held by its writer.
    table : Relation
        ``customer_id`` and what is predicted, a row each.
    result : mapping
        How they came about, with ``as_of``; dates and dataclasses in it become plain data.
    question : str
        What is asked, as part of the names of the files; empty for orders and value to come.
    documents : callable or None
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
    more = {} if documents is None else documents(told)
    said = told | {"files": files | {document_part(name): name for name in more}}
    listed = ", ".join(name for name in table.columns if name != "customer_id")
    engine = table.engine
    predicted = engine.create(
        "shoal_predictions",
        f"""SELECT customer_id, TIMESTAMPTZ {literal(said["as_of"])} AS as_of, {literal(version)} AS version, {listed}
        FROM {table.name}""",
        step="predictions",
    )
    texts = [name for name, type_ in engine.types(table.name).items() if type_ == "VARCHAR"]
    safe = ", ".join(f"{safe_cell_sql(name)} AS {name}" for name in texts)
    with replacing_together() as beside:
        engine.write(canonical(predicted.name), beside(folder / files["predictions"]), step="write predictions")
        engine.write(
            f"""SELECT * REPLACE ({safe}, {literal(said["as_of"])} AS as_of) FROM {predicted.name} AS predicted
            ORDER BY md5(predicted.customer_id), predicted.customer_id""",
            beside(folder / files["predictions_csv"]),
            format="csv",
            step="write predictions",
        )
        beside(folder / files["foreseen"]).write_text(to_json(said), encoding="utf-8")
        for name, document in more.items():
            beside(folder / name).write_text(document, encoding="utf-8")
    return said


def document_part(name: str) -> str:
    """Call a document by what it is: the page, or the model."""
    return "report" if name.endswith(".html") else "model"
