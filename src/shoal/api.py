"""The Python face: the use cases as functions; the only place, with the command line, that knows clock and home."""

from __future__ import annotations

import os
import re
import resource
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shoal.app import check as check_case
from shoal.app import data as data_case
from shoal.app import explain as explain_case
from shoal.app import foretell as foretell_case
from shoal.app import forget as forget_case
from shoal.app import identity as identity_case
from shoal.app import jobs as jobs_case
from shoal.app import predict as predict_case
from shoal.app import predict_demand as predict_demand_case
from shoal.app import predict_next as predict_next_case
from shoal.app import run as run_case
from shoal.app import score as score_case
from shoal.app import segment_edits as edits_case
from shoal.app import segments as segments_case
from shoal.app.workspace import Surroundings
from shoal.datasets import Network
from shoal.engine.address import EXAMPLE, is_postgres
from shoal.errors import ConfigError, SourceError, WorkspaceError
from shoal.predict import Asked, NextAsked, how_to_learn
from shoal.report import summary
from shoal.sources.address import is_address
from shoal.sources.frames import plain_table
from shoal.terms import Progress, Silent, Version

Frame = Any
"""A pandas, Polars or Arrow table: anything with the Arrow C stream interface."""

OPTIONS = {
    "goal": "goal",
    "as_of": "as_of",
    "k": "cluster.k",
    "algorithm": "cluster.algorithm",
    "candidates": "cluster.candidates",
    "features": "features.use",
    "exclude": "features.exclude",
    "seed": "seed",
    "full": "full",
    "timezone": "timezone",
    "currency": "currency",
}
"""Short names of the settings that are asked for most; every other setting goes by its dotted name."""


@dataclass(frozen=True)
class Result(Mapping[str, Any]):
    """A published segmentation: the object of ``segments.json`` as a mapping, with its files.

    Parameters
    ----------
    data : mapping
        The object of ``segments.json``.
    workspace : Path
        Copies of the files published last stand at its top.
    folder : Path
        Where the files of this version are.
    notes : tuple of str
        What was guessed and said aloud.
    """

    data: Mapping[str, Any]
    workspace: Path
    folder: Path
    notes: tuple[str, ...] = ()

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __str__(self) -> str:
        return summary(self.data)

    @property
    def report(self) -> Path:
        """The path of the HTML report."""
        return self.folder / str(self.data["files"]["report"])

    def assignments(self) -> pa.Table:
        """Read the segment of every customer.

        Raises
        ------
        WorkspaceError
            If this edition was replaced twice since, and its files are gone.
        """
        path = self.folder / self.data["files"]["assignments"]
        try:
            return pq.read_table(path)
        except FileNotFoundError as error:
            raise WorkspaceError(
                "the files of this result are no longer there: the workspace has published others since, or was moved",
                do="ask for the present result with shoal.segments(workspace)",
                where=str(path),
            ) from error

    def to_dict(self) -> dict[str, Any]:
        """Give the object of ``segments.json``."""
        return dict(self.data)


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
    paths, frames = _inputs(data)
    request = run_case.Request(
        out=Path(out),
        paths=paths,
        frames=frames,
        config=Path(config) if config is not None else None,
        answers=answers or {},
        segmentation=segmentation,
        options=_settings(settings, options),
    )
    ran = run_case.run(request, surroundings=surroundings(), progress=progress or Silent())
    return _result(ran.version, Path(out), ran.notes)


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
        options=_settings(settings, options),
        surroundings=surroundings(),
        progress=progress or Silent(),
    )
    return _result(ran.version, Path(workspace), ran.notes)


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
    paths, frames = _inputs(data)
    return score_case.score(
        score_case.Request(
            Path(workspace), paths, frames, segmentation, as_of, Path(out) if out else None, answers or {}
        ),
        surroundings=surroundings(),
        progress=progress or Silent(),
    )


def predictions(
    workspace: str | Path = ".",
    *,
    segmentation: str = "main",
    as_of: datetime | None = None,
    horizon_days: int = 90,
    value_days: int = 365,
    discount: float = 0.1,
    model: str = "auto",
    backtest: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Predict of every buyer whether they have left, how often they will order and what that is worth.

    Writes ``predictions.parquet``, ``predictions.csv`` and ``predictions.json`` into the workspace.

    Parameters
    ----------
    workspace : path
    segmentation : str
        Whose sources and settings are read.
    as_of : datetime or None
        None means the midnight after the last event.
    horizon_days : int
        Of orders, spend and churn.
    value_days : int
        Of lifetime value.
    discount : float
        Yearly rate at which money to come counts less.
    model : str
        ``bg_nbd``, ``mbg_nbd``, ``pareto_nbd``, or ``auto``: that under which the orders so far are likeliest.
    backtest : bool
        Also do the same as of earlier days, and hold it against what came.
    progress : Progress or None

    Returns
    -------
    dict
        ``version``, ``as_of``, ``n_customers``, ``models``, ``totals``, ``backtest``, ``columns`` (what each column of
        the table means), ``warnings``, ``files``.

    Raises
    ------
    PredictError
        If too little is known of what customers do.
    """
    return predict_case.predict(
        predict_case.Request(
            Path(workspace), segmentation, as_of, Asked(horizon_days, value_days, discount, model), backtest
        ),
        surroundings=surroundings(),
        progress=progress or Silent(),
    )


def churn(
    workspace: str | Path = ".",
    *,
    segmentation: str = "main",
    as_of: datetime | None = None,
    horizon_days: int | None = None,
    by: str = "auto",
    label: str = "",
    value: str | None = None,
    tenure: str | None = None,
    models: Sequence[str] = (),
    trusted: Sequence[str] = (),
    budget: float = 120.0,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Predict of every customer how likely they leave, why, at which stage they are and what is at risk.

    Writes ``predictions_churn.parquet``, ``.csv``, ``.json``, the model and a page into the workspace.

    Parameters
    ----------
    workspace : path
    segmentation : str
        Whose sources and settings are read, and for whose segments it is added up.
    as_of : datetime or None
        None means the midnight after the last event.
    horizon_days : int or None
        None means twice the usual gap between orders, 30 to 90 days.
    by : str
        What leaving means: ``label`` (a known outcome), ``holdings`` (nothing is held any more), ``orders`` (none comes
        within the horizon), or ``auto``.
    label : str
        Which label, where there are several.
    value, tenure : str or None
        Features that say what a customer is worth, and how long they have been there.
    models : sequence of str
        Kinds that compete: ``logistic_regression``, ``decision_tree``, ``random_forest``, ``gradient_boosting``; empty
        means all.
    trusted : sequence of str
        Features that are learnt from though they seem to give the outcome away.
    budget : float
        Seconds that learning may take, as estimated from the size of the data.
    progress : Progress or None

    Returns
    -------
    dict
        ``version``, ``as_of``, ``n_customers``, ``target``, ``model``, ``proof`` (how well it did on customers and days
        that it had not seen), ``trust`` (the same in sentences), ``leaks``, ``totals``, ``segments``, ``staying``,
        ``columns``, ``warnings``, ``files``.

    Raises
    ------
    PredictError
        If too little is known to learn from.
    """
    request = foretell_case.Request(
        Path(workspace),
        "",
        segmentation,
        as_of,
        horizon_days,
        by,
        label,
        value,
        tenure,
        how_to_learn(models, trusted, budget),
    )
    return foretell_case.foretell(request, surroundings=surroundings(), progress=progress or Silent())


def propensity(
    target: str,
    workspace: str | Path = ".",
    *,
    segmentation: str = "main",
    as_of: datetime | None = None,
    horizon_days: int | None = None,
    models: Sequence[str] = (),
    trusted: Sequence[str] = (),
    budget: float = 120.0,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Predict of every customer how likely it is that something happens; parameters and answer as in `churn`.

    Parameters
    ----------
    target : str
        ``order``, the name of an event, of a category, product or channel of orders, or of a label; ``COLUMN=NAME``
        where a name means several things.
    workspace : path
    segmentation : str
    as_of : datetime or None
    horizon_days : int or None
    models, trusted : sequence of str
    budget : float
    progress : Progress or None

    Raises
    ------
    PredictError
        If too little is known to learn from.
    ConfigError
        If nothing is called so.
    """
    if not target.strip():
        raise ConfigError("nothing is asked for", expected="order, or the name of an event", where="predict propensity")
    request = foretell_case.Request(
        Path(workspace), target, segmentation, as_of, horizon_days, learning=how_to_learn(models, trusted, budget)
    )
    return foretell_case.foretell(request, surroundings=surroundings(), progress=progress or Silent())


def next_products(
    workspace: str | Path = ".",
    *,
    segmentation: str = "main",
    as_of: datetime | None = None,
    horizon_days: int = 90,
    top: int = 5,
    way: str = "auto",
    forbidden: str | Path | Sequence[str] = (),
    backtest: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Say what every customer will buy next: products new to them, with the reason; products again; categories.

    Writes ``predictions_next.parquet``, ``predictions_next.csv`` and ``predictions_next.json`` into the workspace.

    Parameters
    ----------
    workspace : path
    segmentation : str
        Its segments say what somebody is told of whom no product is known.
    as_of : datetime or None
        None means the midnight after the last event.
    horizon_days : int
        Days ahead in which a suggestion may come true.
    top : int
        Products a customer is told of, 1 to 20.
    way : str
        ``popular``, ``neighbours``, ``linear``, ``factors``, or ``auto``: the one that did best on an earlier day.
    forbidden : path or sequence of str
        Products and categories that are never suggested: their names, or a text file with one a line.
    backtest : bool
        Also do the same as of earlier days, and hold it against what came.
    progress : Progress or None

    Returns
    -------
    dict
        ``version``, ``as_of``, ``n_customers``, ``learnt`` (which way was chosen, on what proof), ``products`` (those
        that most are told of), ``newcomers`` (what somebody of a segment is told of whom nothing is known),
        ``backtest``, ``columns``, ``warnings``, ``files``.

    Raises
    ------
    PredictError
        If the orders name no products, or too few.
    """
    words = predict_next_case.read_forbidden(Path(forbidden)) if isinstance(forbidden, str | Path) else tuple(forbidden)
    return predict_next_case.predict_next(
        predict_next_case.Request(
            Path(workspace), segmentation, as_of, NextAsked(horizon_days, top, way, words), backtest
        ),
        surroundings=surroundings(),
        progress=progress or Silent(),
    )


def demand(
    workspace: str | Path = ".",
    *,
    segmentation: str = "main",
    as_of: datetime | None = None,
    weeks: int = 4,
    backtest: bool = False,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Say what each segment will order in the weeks to come: orders, units and revenue, with bands.

    Writes ``predictions_demand.parquet``, ``predictions_demand.csv`` and ``predictions_demand.json`` into the
    workspace.

    Parameters
    ----------
    workspace : path
    segmentation : str
        Whose segments are the lines of the forecast.
    as_of : datetime or None
        None means the midnight after the last event.
    weeks : int
        Ahead, 1 to 26.
    backtest : bool
        Also do the same as of earlier days, and hold it against what came.
    progress : Progress or None

    Returns
    -------
    dict
        ``version``, ``as_of``, ``lines`` (segments, new customers, all customers: each with ``weeks``, ``together`` and
        ``products``), ``way``, ``backtest``, ``compared``, ``warnings``, ``files``.

    Raises
    ------
    PredictError
        If there are no orders, or too few weeks of them.
    """
    return predict_demand_case.predict_demand(
        predict_demand_case.Request(Path(workspace), segmentation, as_of, weeks, backtest),
        surroundings=surroundings(),
        progress=progress or Silent(),
    )


def forget(customer: str, *, workspace: str | Path = ".") -> dict[str, Any]:
    """Remove a person from every file of a workspace, and keep them out of later loads.

    Parameters
    ----------
    customer : str
        The key as the source has it, or the ``customer_id``.
    workspace : path

    Raises
    ------
    CustomerNotFound
        If nobody is known by that key.
    """
    return forget_case.forget(Path(workspace), customer, surroundings=surroundings())


def explain(customer: str, *, workspace: str | Path = ".", segmentation: str | None = None) -> dict[str, Any]:
    """Say why a customer is in their segment, which is next, and what would move them.

    Parameters
    ----------
    customer : str
        Any key of theirs, or the ``customer_id``.
    workspace : path
    segmentation : str or None
        None means the one published last.

    Returns
    -------
    dict
        ``customer_id``, ``segmentation``, ``version``, ``as_of``, ``segment``, ``confidence``, ``runner_up``, ``rule``
        (``text``, ``holds``), ``reasons`` (features, with what is typical beside theirs; ``weight`` > 0 speaks
        for the segment), ``changes`` (future orders that would move them, the smallest first), ``without_orders``
        (where they go if they place none, or None) and ``no_changes`` (why none is offered, or None).

    Raises
    ------
    CustomerNotFound
        If nobody is known by that key; the closest ids are named.
    """
    return explain_case.explain(Path(workspace), customer, segmentation, surroundings=surroundings())


def identity(
    customer: str | None = None, *, workspace: str | Path = ".", segmentation: str | None = None
) -> dict[str, Any]:
    """Show which source keys are one customer, and why.

    Parameters
    ----------
    customer : str or None
        Any key of theirs, or the ``customer_id``; None shows the customers with most keys.
    workspace : path
    segmentation : str or None
        None means the one published last.

    Returns
    -------
    dict
        ``segmentation``, ``version``, ``identity`` (counts), and ``customers``: each with ``customer_id``, ``keys`` and
        ``links``, which say what links two keys (``via``), by how many values, and since which ``as_of``.

    Raises
    ------
    CustomerNotFound
        If nobody is known by that key.
    """
    return identity_case.identity(Path(workspace), customer, segmentation, surroundings=surroundings())


def split(one: str, two: str, *, workspace: str | Path = ".", segmentation: str | None = None) -> dict[str, Any]:
    """Say that two keys of one customer are two customers: a line in shoal.toml that the next build follows.

    Parameters
    ----------
    one, two : str
    workspace : path
    segmentation : str or None
        None means the one published last.

    Raises
    ------
    ConfigError
        If the two are not one customer, or shoal.toml says that they always are.
    """
    return identity_case.split(Path(workspace), one, two, segmentation, surroundings=surroundings())


def segments(workspace: str | Path = ".", segmentation: str | None = None) -> Result:
    """Give the version that was published last."""
    version = segments_case.current(Path(workspace), segmentation, surroundings=surroundings())
    return _result(version, Path(workspace))


def segment(segment: str, workspace: str | Path = ".", segmentation: str | None = None) -> dict[str, Any]:
    """Give one segment of the version that was published last, with its persona and its play.

    Parameters
    ----------
    segment : str
        Its id, its name, or words of its name that no other has.
    workspace : path
    segmentation : str or None
        None means the one published last.

    Returns
    -------
    dict
        As in ``segments`` of segments.json.

    Raises
    ------
    ConfigError
        If there is no such segment, or several are meant.
    """
    return segments_case.one_of(Path(workspace), segment, segmentation, surroundings=surroundings())


def rename_segment(
    segment: str, name: str, *, workspace: str | Path = ".", segmentation: str | None = None
) -> dict[str, Any]:
    """Give a segment a name of one's own: written into shoal.toml, followed by the next build and all after it.

    Parameters
    ----------
    segment : str
        Its id, its name, or words of its name that no other has.
    name : str
    workspace : path
    segmentation : str or None
        None means the one published last.

    Returns
    -------
    dict
        ``segmentation``, ``segments`` (as published), ``name``, ``locked``, ``note``.

    Raises
    ------
    ConfigError
        If there is no such segment, several are meant, or the name cannot be one.
    """
    return edits_case.rename(Path(workspace), segment, name, segmentation, surroundings=surroundings())


def merge_segments(
    *segments: str, name: str = "", workspace: str | Path = ".", segmentation: str | None = None
) -> dict[str, Any]:
    """Join segments into one, from the next build on; parameters and answer as in `rename_segment`.

    Parameters
    ----------
    *segments : str
        Two at least.
    name : str
        Empty: shoal names the joined segment.
    workspace : path
    segmentation : str or None
    """
    return edits_case.merge(Path(workspace), segments, name, segmentation, surroundings=surroundings())


def lock_segment(segment: str, *, workspace: str | Path = ".", segmentation: str | None = None) -> dict[str, Any]:
    """Keep the name and the borders of a segment: the next builds place customers by the version of now.

    A segment ends where its neighbours begin, so all borders are kept; parameters and answer as in `rename_segment`.

    Parameters
    ----------
    segment : str
    workspace : path
    segmentation : str or None
    """
    return edits_case.lock(Path(workspace), segment, segmentation, surroundings=surroundings())


def unlock_segment(segment: str, *, workspace: str | Path = ".", segmentation: str | None = None) -> dict[str, Any]:
    """Let the next build draw the borders of a segment anew; parameters and answer as in `rename_segment`.

    Parameters
    ----------
    segment : str
    workspace : path
    segmentation : str or None
    """
    return edits_case.unlock(Path(workspace), segment, segmentation, surroundings=surroundings())


def playbook() -> str:
    """Give the text of shoal's own playbook, to begin one of your own with."""
    return segments_case.playbook()


def segments_sql(
    workspace: str | Path = ".",
    segmentation: str | None = None,
    *,
    dialect: str = "duckdb",
    table: str | None = None,
    dbt: bool = False,
    from_orders: bool = False,
) -> dict[str, Any]:
    """Give the version that was published last as one query: the segment of every customer of a table.

    Parameters
    ----------
    workspace : path
    segmentation : str or None
        None means the one published last.
    dialect : str
        ``duckdb``, ``postgres``, ``spark``, ``snowflake`` or ``bigquery``.
    table : str or None
        The name of the table there; it has the columns of ``features.parquet``, or those of the file of orders. None
        means ``features``, or ``orders``.
    dbt : bool
        Whether to write a model of dbt, which finds the table with ``ref``.
    from_orders : bool
        Whether the table holds order lines, from which the query computes features first.

    Returns
    -------
    dict
        ``segmentation``, ``version``, ``dialect``, ``table``, ``sql``.

    Raises
    ------
    ConfigError
        If the dialect is not known, the table is no name, or orders alone do not give what segments are formed on.
    """
    return segments_case.definition(
        Path(workspace),
        segmentation,
        dialect=dialect,
        table=table or ("orders" if from_orders else "features"),
        dbt=dbt,
        from_orders=from_orders,
        surroundings=surroundings(),
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
    paths, _ = _inputs(data)
    with tempfile.TemporaryDirectory(prefix="shoal-check-") as scratch:
        request = check_case.Request(
            folder=Path(scratch) if paths else Path(workspace),
            paths=paths,
            base=Path.cwd(),
            segmentation=segmentation,
            answers=answers or {},
            limits=limits,
        )
        return check_case.check(request, surroundings=surroundings(), progress=progress or Silent())


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
    return jobs_case.history(Path(workspace), surroundings=surroundings())


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
            places=_places(),
            network=_network(),
            surroundings=surroundings(),
            progress=progress or Silent(),
        )
    else:
        ran = demo_case.demo(
            Path(out),
            n_customers=n_customers,
            seed=seed,
            surroundings=surroundings(),
            progress=progress or Silent(),
        )
    return _result(ran.version, Path(out), ran.notes)


def data_list() -> dict[str, Any]:
    """Give the catalogue of public data sets; no network.

    Returns
    -------
    dict
        ``datasets``, each with ``name``, ``title``, ``about``, ``publisher``, ``home``, ``fetched_from``, ``licence``,
        ``terms``, ``kinds``, ``n_customers``, ``n_rows``, ``fetched_bytes``, and ``here``: its folder, or None.
    """
    return data_case.listed(_places())


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
        places=_places(),
        network=_network(),
        progress=progress or Silent(),
    )


def surroundings() -> Surroundings:
    """Read the clock and the environment: ``SHOAL_HOME``, ``SHOAL_MEMORY``, ``SHOAL_HISTORY``, ``SHOAL_POSTGRES``."""
    home = os.environ.get("SHOAL_HOME")
    kept = os.environ.get("SHOAL_HISTORY", "1000")
    if not kept.isdecimal() or int(kept) < 1:
        raise ConfigError(f"'{kept}'", expected="a whole number above 0", where="SHOAL_HISTORY")
    memory = os.environ.get("SHOAL_MEMORY", "2GB")
    if not re.fullmatch(r"(?=.*[1-9])\d+(\.\d+)? ?[KMGT]i?B", memory, re.IGNORECASE):
        raise ConfigError(f"'{memory}'", expected="an amount of memory such as 2GB or 512MB", where="SHOAL_MEMORY")
    postgres = os.environ.get("SHOAL_POSTGRES", "")
    if postgres and not is_postgres(postgres):
        raise ConfigError("this is no address of a PostgreSQL", expected=EXAMPLE, where="SHOAL_POSTGRES")
    return Surroundings(
        now=_clock(),
        home=Path(home) if home else Path.home() / ".shoal",
        clock=_clock,
        stopwatch=time.monotonic,
        peak_memory=_peak_memory,
        memory_limit=memory,
        kept_jobs=int(kept),
        postgres=postgres,
    )


def _places() -> data_case.Places:
    """Read where public data are: ``SHOAL_DATASETS``, then shoal's folder in the user's home."""
    search = os.environ.get("SHOAL_DATASETS")
    if search and not Path(search).is_dir():
        raise ConfigError(
            "there is no such folder", do="name a folder with one folder a set", where=f"SHOAL_DATASETS={search}"
        )
    return data_case.Places(Path(search) if search else None, surroundings().home / "data")


def _network() -> Network:
    """Read how the network is reached: the proxies of the environment or system."""
    return Network(pause=time.sleep, proxies=urllib.request.getproxies())


def _clock() -> datetime:
    return datetime.now(UTC)


def _peak_memory() -> int:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _result(version: Version, workspace: Path, notes: tuple[str, ...] = ()) -> Result:
    return Result(version.result, workspace, workspace / version.folder, notes)


def _inputs(data: Any) -> tuple[tuple[Path | str, ...], dict[str, pa.Table]]:
    if isinstance(data, str | Path):
        return (_path(data),), {}
    if isinstance(data, Mapping):
        return (), {name: _arrow(frame) for name, frame in data.items()}
    if hasattr(data, "__arrow_c_stream__"):
        return (), {"data": _arrow(data)}
    if not isinstance(data, Sequence) or not all(isinstance(path, str | Path) for path in data):
        raise ConfigError(f"a {type(data).__name__}", expected="a path, paths, a table, or named tables", where="data")
    return tuple(_path(path) for path in data), {}


def _path(name: str | Path) -> Path | str:
    if name == "":  # which would be the current folder
        raise ConfigError("an empty path", expected="the name of a file or folder", where="data")
    return name if isinstance(name, str) and is_address(name) else Path(name)


def _arrow(frame: Any) -> pa.Table:
    if not hasattr(frame, "__arrow_c_stream__"):
        raise ConfigError(
            f"a {type(frame).__name__}",
            expected="a pandas, Polars or Arrow table, or a path",
            where="data",
        )
    try:
        return plain_table(pa.table(frame), where="data")
    except (pa.ArrowException, ValueError, TypeError, OverflowError, NotImplementedError) as error:
        raise SourceError(
            f"the table cannot be read: {error}",
            expected="columns with names of their own, of one type each",
            do="convert that column, for instance to text",
            where="data",
        ) from error


def _settings(settings: Mapping[str, Any] | None, options: Mapping[str, Any]) -> dict[str, Any]:
    chosen = dict(settings or {})
    for name, value in options.items():
        if name not in OPTIONS:
            raise ConfigError(f"there is no option '{name}'", expected="one of " + ", ".join(OPTIONS), where="run")
        if value is not None:
            chosen[OPTIONS[name]] = value
    return chosen
