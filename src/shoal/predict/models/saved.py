"""A model as text: plain data with a checksum, read only after it is checked."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from shoal.errors import StoreError
from shoal.predict.models.calibrate import Sigmoid
from shoal.predict.models.choosing import Model
from shoal.predict.models.columns import Columns
from shoal.predict.models.kinds import scorer_from


def model_text(model: Model) -> str:
    """Write a model as JSON.

    Parameters
    ----------
    model : Model
    """
    content: dict[str, Any] = {
        "kind": model.kind,
        "value": float(model.value),
        "columns": model.columns.to_list(),
        "scorer": model.scorer.to_dict(),
        "sigmoid": {"start": model.sigmoid.start, "slope": model.sigmoid.slope},
    }
    return json.dumps({"schema_version": 1, "checksum": _checksum(content), "model": content}) + "\n"


def model_from(text: str, *, where: str) -> Model:
    """Read a model back.

    Parameters
    ----------
    text : str
        As `model_text` writes it.
    where : str
        The file.

    Raises
    ------
    StoreError
        If it has changed since it was written, or is no model.
    """
    try:
        data = json.loads(text)
        content = data["model"]
        if data["checksum"] != _checksum(content):
            raise StoreError(
                "the model has changed since it was written", do="predict again to learn anew", where=where
            )
        return Model(
            content["kind"],
            float(content["value"]),
            Columns.from_list(content["columns"]),
            scorer_from(content["scorer"]),
            Sigmoid(**content["sigmoid"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"the model cannot be read ({type(error).__name__}: {error})",
            expected="the model as shoal wrote it",
            do="predict again to learn anew",
            where=where,
        ) from error


def _checksum(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
