"""What customers will do next: a table of predictions, and how the same would have done on earlier days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shoal import predict as room
from shoal import registry, report
from shoal.app.foreseen import BEGINS, ENDS, known_now, note, spec_of
from shoal.app.jobs import working
from shoal.app.known import Known
from shoal.app.training import known_then, origins, outcomes
from shoal.app.workspace import Surroundings, Workspace
from shoal.errors import Refused
from shoal.predict import Asked, Buyers, Tried
from shoal.terms import Progress, SegmentationSpec, Stretch


@dataclass(frozen=True)
class Request:
    """What a face was asked to predict.

    Parameters
    ----------
    folder : Path
        The workspace.
    segmentation : str
        Whose sources and settings are read; no segment is looked at.
    as_of : datetime or None
        None means the midnight after the last event.
    asked : Asked
    backtest : bool
        Whether the same is done on earlier days, and held against what came.
    """

    folder: Path
    segmentation: str = "main"
    as_of: datetime | None = None
    asked: Asked = Asked()
    backtest: bool = False


def predict(request: Request, *, surroundings: Surroundings, progress: Progress) -> dict[str, Any]:
    """Predict for every buyer from their orders by `as_of`, and write the predictions into the workspace.

    Returns
    -------
    dict
        The object of ``predictions.json``.

    Raises
    ------
    PredictError
        If too little is known of what customers do.
    """
    asked = request.asked
    room.refuse_unusable(asked)
    with working(request.folder, "predict", create=False, surroundings=surroundings) as job:
        workspace = job.workspace
        spec = spec_of(workspace, request.segmentation)
        now = known_now(workspace, spec, request.as_of, progress)
        as_of = now.table.as_of
        buyers = read_buyers(workspace, spec, now)
        progress.stage("looking for what customers are like", 0.4)
        fitted = room.fit(buyers, asked)
        predicted = room.predictions(buyers, fitted, asked)
        table = workspace.engine.register("predicted", predicted)
        version = workspace.store.current(spec.name)
        assignments = None if version is None else registry.read_assignments(workspace.folder, version)
        tried, left_out = _back(workspace, spec, now, asked, progress) if request.backtest else ((), ())
        progress.stage("writing predictions", ENDS)
        with workspace.store.writing():
            said = registry.write_predictions(
                workspace.folder,
                table,
                {
                    "as_of": as_of,
                    "segmentation": spec.name,
                    "currency": now.table.currency,
                    "fingerprint": now.records.fingerprint,
                    "n_customers": table.count(),
                    "asked": asked,
                    "models": fitted.described(),
                    "totals": _totals(workspace, asked, has_money=fitted.spend is not None),
                    "segments": room.ahead_by_segment(predicted, assignments, asked, min_count=spec.privacy.min_count),
                    "backtest": list(tried) if request.backtest else None,
                    "columns": {name: text for name, text in room.columns_of(asked).items() if name in table.columns},
                    "warnings": [*fitted.warnings, *room.said_of(tried), *left_out, now.permission.sentence],
                },
                documents=lambda result: {"predictions.html": report.render_foreseen(report.lifetimes_page(result))},
            )
        note(job, now, n_customers=table.count(), segmentation=spec.name, version=said["version"])
        progress.stage("done", 1.0)
    return said


def read_buyers(workspace: Workspace, spec: SegmentationSpec, found: Known) -> Buyers:
    """Read the histories of buyers, of what is known as of an instant."""
    on = found.table.as_of.astimezone(ZoneInfo(spec.timezone)).date()
    return room.read_buyers(workspace.engine, found.records, found.identity, found.permission.relation, on=on)


def _back(
    workspace: Workspace, spec: SegmentationSpec, now: Known, asked: Asked, progress: Progress
) -> tuple[tuple[Tried, ...], tuple[str, ...]]:
    """Do the same on earlier days, each on what was known by then; with the days that could not be used, and why."""
    watched = replace(spec, outcomes=replace(spec.outcomes, horizon_days=asked.horizon_days))
    days = origins(workspace, watched, now)
    if days.why_not:
        return (), (f"What was predicted on an earlier day could not be tried: {days.why_not}.",)
    tried: list[Tried] = []
    left_out: list[str] = []
    for place, origin in enumerate(days.at):
        step = (ENDS - BEGINS) / len(days.at)
        title = f"as of {origin:%d %B %Y} (earlier day {place + 1} of {len(days.at)})"
        part = Stretch(progress, title, BEGINS + step * place, BEGINS + step * (place + 1))
        try:
            with workspace.apart(f"as_of_{origin:%Y%m%d}") as then:
                found = known_then(then, spec, origin=origin, progress=part)
                buyers = read_buyers(then, spec, found)
                fitted = room.fit(buyers, asked)
                did = outcomes(then, spec, now, found, horizon_days=days.horizon_days)
                later = then.engine.arrow(f"SELECT customer_id, order_days, spend FROM {did.relation.name}")
                floor = spec.privacy.min_count
                tried.append(room.held_against(buyers, fitted, asked, later, origin=origin, min_count=floor))
        except Refused as error:
            left_out.append(f"As of {origin:%d %B %Y} it could not be tried: {error.found}.")
    return tuple(tried), tuple(left_out)


def _totals(workspace: Workspace, asked: Asked, *, has_money: bool) -> dict[str, float]:
    """Add up the means of all customers."""
    names = [f"expected_orders_{asked.horizon_days}d"]
    if has_money:
        names += [f"expected_spend_{asked.horizon_days}d", f"clv_{asked.value_days}d"]
    sums = ", ".join(f"sum({name} ORDER BY md5(customer_id), customer_id)" for name in names)
    ((*values,),) = workspace.engine.rows(f"SELECT {sums} FROM predicted", step="totals")
    return dict(zip(names, values, strict=True))
