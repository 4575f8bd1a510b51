"""Removing a person from every file of a workspace, and keeping them out of later loads."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from shoal import privacy, unify
from shoal.app.identity import merges_now, without
from shoal.app.jobs import working
from shoal.app.workspace import Surroundings, Workspace
from shoal.errors import CustomerNotFound, WorkspaceError
from shoal.settings import Project
from shoal.terms import Role

NOTE = (
    "Files outside the workspace are yours to clean; rows of this person in them are refused from now on, counted as "
    "'forgotten'. Build again so that averages no longer contain them."
)


def forget(folder: Path, customer: str, *, surroundings: Surroundings) -> dict[str, Any]:
    """Forget a customer, named by the key of a source or by `customer_id`.

    The keyed hash is written first, so that an erasure that was stopped is finished by asking again.

    Returns
    -------
    dict
        ``forgotten``, ``files`` (rewritten), ``rows_removed``, ``note``.

    Raises
    ------
    CustomerNotFound
        If nobody is known by that key here.
    WorkspaceError
        If a file may still hold the person, because it cannot be read or changed; it is named.
    """
    with working(folder, "forget", create=False, surroundings=surroundings) as job:
        workspace = job.workspace
        project, store, secret = workspace.project(), workspace.store, workspace.secret
        fold_case = all(spec.unify.fold_case for spec in project.segmentations.values())
        normalise = partial(unify.normalise_key, fold_case=fold_case)
        person = privacy.person_named(store, customer, secret=secret, normalise=normalise, merges=merges_now(store))
        # As they stand and as keys are normalised: an address may be the key of the next file.
        marks = person.keys | person.identifiers | {key for one in person.identifiers if (key := normalise(one))}
        marks |= {mark for one in person.identifiers for mark in unify.marks(one)}
        marks |= {unify.visitor_mark(key) for key in person.visitors}
        key_columns = _key_columns(project)
        is_new = privacy.remember(store, secret, marks, on=surroundings.now.date())
        # A word of the report's prose is nobody: only who stands in a table or in the vault can be forgotten.
        if is_new and not (
            person.identifiers or privacy.is_known(folder, person.ids, normalise=normalise, key_columns=key_columns)
        ):
            privacy.take_back(store, secret, marks)
            raise CustomerNotFound(
                "nobody is known by that key in this workspace",
                expected="a key as the source has it, or a customer_id of assignments.csv",
                do="check the key",
                where=str(folder),
            )
        _keep_out_of_settings(workspace, project, person.ids)
        versions = (version for name in store.segmentations() for version in store.versions(name))
        erase = partial(
            privacy.erase_from_folder,
            folder,
            normalise=normalise,
            own=privacy.own_of(folder, versions),
            fence=store.fence,
        )
        erased = erase(person.identifiers, person.ids, key_columns=key_columns)
        if person.visitors:
            # what a visitor did; the number of a session may be any number, so it counts in its columns alone
            visits = _visitor_columns(project) - key_columns
            more = erase(frozenset(), person.visitors, key_columns=visits, in_columns_only=True)
            erased = erased.with_(more)
        if erased.left:
            raise WorkspaceError(
                "; ".join(f"{name}: {reason}" for name, reason in erased.left.items()),
                expected="files that can be read and changed",
                do="delete or repair them, and ask again; everything else is erased",
                where=str(folder),
            )
    return {"forgotten": 1, "files": list(erased.files), "rows_removed": erased.rows_removed, "note": NOTE}


def _keep_out_of_settings(workspace: Workspace, project: Project, ids: frozenset[str]) -> None:
    """Take out of shoal.toml what it says of the keys of a person."""
    cleaned = {name: replace(spec, unify=without(spec.unify, ids)) for name, spec in project.segmentations.items()}
    if cleaned != project.segmentations:
        workspace.keep_project(replace(project, segmentations=cleaned))


def _key_columns(project: Project) -> frozenset[str]:
    """Name the columns in which customers stand: those of our own files, and those of the sources."""
    named = (column.name for source in project.sources for column in source.having(Role.CUSTOMER))
    return privacy.KEY_COLUMNS | frozenset(named)


def _visitor_columns(project: Project) -> frozenset[str]:
    """Name the columns in which visitors stand: of each source, those of sessions where there are none of visitors."""
    named = (source.having(Role.ANONYMOUS) or source.having(Role.SESSION) for source in project.sources)
    return frozenset(column.name for columns in named for column in columns)
