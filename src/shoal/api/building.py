"""Build segments and place customers in them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from shoal.api import outside
from shoal.api.given import Frame, inputs, options_of
from shoal.api.result import Result, result_of
from shoal.app import check as check_case
from shoal.app import run as run_case
from shoal.app import score as score_case
from shoal.terms import Progress, Silent


def run(
    data: Frame | Mapping[str, Frame] | str | Path | Sequence[str | Path] = (),
    *,
    out: str | Path = "shoal-out",
    config: str | Path | None = None,
    segmentation: str = "main",
    answers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    settings: Mapping[str, Any] | None = None,
    **options: Any,
) -> Result:
    """Go from raw files or tables to named segments, with no configuration.

    Parameters
    ----------
    data : path, list of paths, table, or mapping of name to table
        Files, folders, patterns (``parts/*.parquet``), sheets (``book.xlsx#Sheet``), addresses (``s3://``,
        ``https://``, ``postgresql://me@host/db#table``), or pandas, Polars or Arrow tables.
    out : path
        The workspace that is made or used.
    config : path or None
        A shoal.toml to use instead of guessing.
    segmentation : str
    answers : mapping or None
        Answers to questions that shoal asked before.
    progress : Progress or None
    settings : mapping or None
        Settings by dotted name, such as ``{"cluster.max_k": 6}``.
    **options
        ``goal, as_of, k, algorithm, candidates, features, exclude, seed, full, timezone, currency``.

    Returns
    -------
    Result

    Raises
    ------
    Refused
        If the data or the request cannot be honoured; an earlier result stays in place.
    """
    paths, frames = inputs(data)
    request = run_case.Request(
        out=Path(out),
        paths=paths,
        frames=frames,
        config=Path(config) if config is not None else None,
        answers=answers or {},
        segmentation=segmentation,
        options=options_of(settings, options),
    )
    ran = run_case.run(request, surroundings=outside.surroundings(), progress=progress or Silent())
    return result_of(ran.version, Path(out), ran.notes)


def build(
    workspace: str | Path = ".",
    *,
    segmentation: str = "main",
    progress: Progress | None = None,
    settings: Mapping[str, Any] | None = None,
    **options: Any,
) -> Result:
    """Build a segmentation again from the shoal.toml of a workspace; parameters as in `run`."""
    ran = run_case.rebuild(
        Path(workspace),
        segmentation,
        options=options_of(settings, options),
        surroundings=outside.surroundings(),
        progress=progress or Silent(),
    )
    return result_of(ran.version, Path(workspace), ran.notes)


def score(
    data: Frame | Mapping[str, Frame] | str | Path | Sequence[str | Path] = (),
    *,
    workspace: str | Path = ".",
    segmentation: str | None = None,
    as_of: datetime | None = None,
    out: str | Path | None = None,
    answers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Place customers in the segments of a published version, without fitting anything.

    Parameters
    ----------
    data : as in `run`
        Nothing means the sources of the workspace.
    workspace : path
    segmentation : str or None
        None means the one published last.
    as_of : datetime or None
        None means the midnight after the last event.
    out : path or None
        A ``.csv`` or ``.parquet`` file; None means ``scores.csv`` in the workspace.
    answers : mapping or None
        Answers to questions that shoal asked before.
    progress : Progress or None

    Returns
    -------
    dict
        ``version``, ``as_of``, ``n_customers``, ``segments`` (sizes), ``file``.
    """
    paths, frames = inputs(data)
    return score_case.score(
        score_case.Request(
            Path(workspace), paths, frames, segmentation, as_of, Path(out) if out else None, answers or {}
        ),
        surroundings=outside.surroundings(),
        progress=progress or Silent(),
    )


def check(
    data: str | Path | Sequence[str | Path] = (),
    *,
    workspace: str | Path = ".",
    segmentation: str = "main",
    answers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    **limits: Any,
) -> dict[str, Any]:
    """Look through data and configuration thoroughly, and say whether they pass; nothing is built.

    Parameters
    ----------
    data : path or list of paths
        Files and folders that are checked by themselves; nothing means the sources of the workspace, which are held
        against its last build too.
    workspace : path
    segmentation : str
    answers : mapping or None
        Answers to questions that shoal asked before.
    progress : Progress or None
    **limits
        ``fail_on, min_score, max_missing, max_orphans, max_change, max_drift``; they win over ``[check]`` in
        shoal.toml.

    Returns
    -------
    dict
        ``schema_version``, ``passed``, ``limits``, ``compared_with``, ``failures``, ``changes``, ``quality`` (as in
        segments.json), ``warnings``.

    Raises
    ------
    Refused
        If the data cannot be read at all, or shoal.toml is wrong.
    """
    paths, _ = inputs(data)
    with tempfile.TemporaryDirectory(prefix="shoal-check-") as scratch:
        request = check_case.Request(
            folder=Path(scratch) if paths else Path(workspace),
            paths=paths,
            base=Path.cwd(),
            segmentation=segmentation,
            answers=answers or {},
            limits=limits,
        )
        return check_case.check(request, surroundings=outside.surroundings(), progress=progress or Silent())


def demo(
    out: str | Path = "shoal-demo",
    *,
    dataset: str | None = None,
    n_customers: int = 5_000,
    seed: int = 7,
    progress: Progress | None = None,
) -> Result:
    """Segment a simulated shop whose customer types are known, or a public data set; the notes say what is true of it.

    Parameters
    ----------
    out : path
    dataset : str or None
        A set of `data_list`; it is found, or fetched from its publisher. None simulates a shop, without any network.
    n_customers, seed : int
        Of the simulated shop.
    progress : Progress or None
    """
    from shoal.app import demo as demo_case  # noqa: PLC0415 - only this needs the simulation, and it loads much

    if dataset is not None:
        ran = demo_case.demo_public(
            Path(out),
            dataset,
            places=outside.places(),
            network=outside.network(),
            surroundings=outside.surroundings(),
            progress=progress or Silent(),
        )
    else:
        ran = demo_case.demo(
            Path(out),
            n_customers=n_customers,
            seed=seed,
            surroundings=outside.surroundings(),
            progress=progress or Silent(),
        )
    return result_of(ran.version, Path(out), ran.notes)
