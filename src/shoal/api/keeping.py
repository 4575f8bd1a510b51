"""What was done in a workspace, and public data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shoal.api import outside
from shoal.app import data as data_case
from shoal.app import jobs as jobs_case
from shoal.terms import Progress, Silent


def jobs(workspace: str | Path = ".") -> list[dict[str, Any]]:
    """Give the history of a workspace: what was done there, how it ended and what it took, newest first.

    Parameters
    ----------
    workspace : path

    Returns
    -------
    list of dict
        ``job`` (number), ``command``, ``started_at`` and ``ended_at`` (ISO 8601, UTC), ``outcome`` (running, done,
        refused, failed, stopped or died), ``seconds``, ``rows_read``, ``rows_used``, ``n_customers``, ``peak_memory``
        (bytes), ``segmentation``, ``version``, ``cause`` (error, where, expected, do; no data). None where unknown.
    """
    return jobs_case.history(Path(workspace), surroundings=outside.surroundings())


def data_list() -> dict[str, Any]:
    """Give the catalogue of public data sets; no network.

    Returns
    -------
    dict
        ``datasets``, each with ``name``, ``title``, ``about``, ``publisher``, ``home``, ``fetched_from``, ``licence``,
        ``terms``, ``kinds``, ``n_customers``, ``n_rows``, ``fetched_bytes``, and ``here``: its folder, or None.
    """
    return data_case.listed(outside.places())


def data_get(name: str, out: str | Path | None = None, *, progress: Progress | None = None) -> dict[str, Any]:
    """Bring a public data set to this machine, each file checked against its published checksum.

    It is looked for in the folder that ``SHOAL_DATASETS`` names (a folder a set), then among those kept in the user's
    home, and is fetched from its publisher otherwise; a fetch that was broken off goes on where it was.

    Parameters
    ----------
    name : str
        A set of `data_list`.
    out : path or None
        Where the set's folder is made; None keeps it in the user's home.
    progress : Progress or None

    Returns
    -------
    dict
        What `data_list` says of it, with ``folder``, ``origin`` (found, kept or fetched), ``files`` and ``run``: the
        paths to give to `run`, in order.

    Raises
    ------
    DatasetError
        If there is no such set, a file is not the published one, or it cannot be fetched.
    """
    return data_case.get(
        name,
        Path(out) if out is not None else None,
        places=outside.places(),
        network=outside.network(),
        progress=progress or Silent(),
    )
