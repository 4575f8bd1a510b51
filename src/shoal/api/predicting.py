"""What customers will do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from shoal.api import outside
from shoal.app import foretell as foretell_case
from shoal.app import predict as predict_case
from shoal.app import predict_demand as predict_demand_case
from shoal.app import predict_next as predict_next_case
from shoal.errors import ConfigError
from shoal.predict import Asked, NextAsked, how_to_learn
from shoal.terms import Progress, Silent


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
        surroundings=outside.surroundings(),
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
    saved: bool = False,
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
    saved : bool
        Tell by the model that lies in the workspace, and learn nothing.
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
        If too little is known to learn from, or the saved model does not fit.
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
        saved,
    )
    return foretell_case.foretell(request, surroundings=outside.surroundings(), progress=progress or Silent())


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
    saved: bool = False,
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
    saved : bool
    progress : Progress or None

    Raises
    ------
    PredictError
        If too little is known to learn from, or the saved model does not fit.
    ConfigError
        If nothing is called so.
    """
    if not target.strip():
        raise ConfigError("nothing is asked for", expected="order, or the name of an event", where="predict propensity")
    request = foretell_case.Request(
        Path(workspace),
        target,
        segmentation,
        as_of,
        horizon_days,
        learning=how_to_learn(models, trusted, budget),
        saved=saved,
    )
    return foretell_case.foretell(request, surroundings=outside.surroundings(), progress=progress or Silent())


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
        surroundings=outside.surroundings(),
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
        surroundings=outside.surroundings(),
        progress=progress or Silent(),
    )
