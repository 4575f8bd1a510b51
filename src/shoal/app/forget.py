"""Removing a person from every file of a workspace, and keeping them out of later loads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shoal import privacy, unify
from shoal.app.workspace import Surroundings, opened
from shoal.errors import CustomerNotFound


def forget(folder: Path, customer: str, *, surroundings: Surroundings) -> dict[str, Any]:
    """Forget a customer, named by the key of a source or by `customer_id`.

    The keyed hash is written first, so that an interrupted erasure is finished by asking again.

    Returns
    -------
    dict
        ``forgotten``, ``files_rewritten``, ``rows_removed``, ``note``.

    Raises
    ------
    CustomerNotFound
        If nobody is known by that key here.
    """
    with opened(folder, create=False, surroundings=surroundings) as workspace:
        fold_case = all(spec.unify.fold_case for spec in workspace.project().segmentations.values())
        normalise = unify.normaliser(fold_case=fold_case)
        person = privacy.find_person(workspace.store, customer, secret=workspace.secret, normalise=normalise)
        if person is None:
            raise CustomerNotFound(
                "nobody is known by that key in this workspace",
                expected="a key as the source has it, or a customer_id of assignments.csv",
                do="check the key",
                where=str(folder),
            )
        privacy.remember(workspace.store, workspace.secret, person.keys, on=surroundings.now.date())
        erased = privacy.erase(workspace.store, person, normalise=normalise)
    return {
        "forgotten": 1,
        "files_rewritten": erased.files_rewritten,
        "rows_removed": erased.rows_removed,
        "note": "Source files outside the workspace are yours to clean; rows of this person in them are refused from "
        "now on, counted as 'forgotten'. Build again so that averages no longer contain them.",
    }
