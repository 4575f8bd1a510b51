"""What segments will want in the weeks to come, and how the same would have done on earlier days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from shoal import cluster, prepare, registry, report
from shoal import predict as room
from shoal.app.computing import refuse_missing
from shoal.app.foreseen import BEGINS, ENDS, known_now, note
from shoal.app.forming import form
from shoal.app.jobs import working
from shoal.app.known import Known
from shoal.app.predict_next import first_unknown_day
from shoal.app.product_names import called
from shoal.app.segments import published
from shoal.app.training import known_then
from shoal.app.workspace import Surroundings, Workspace
from shoal.errors import PredictError, Refused
from shoal.predict import DemandTried, Membership, Weeks
from shoal.settings import with_options
from shoal.terms import Labels, Progress, SegmentationSpec, Stretch

MOST_WEEKS = 26


@dataclass(frozen=True)
class Request:
    """What a face was asked to predict.

    Parameters
    ----------
    folder : Path
        The workspace.
    segmentation : str
        Whose segments are the lines of the forecast.
    as_of : datetime or None
        None means the midnight after the last event.
    weeks : int
        Ahead.
    backtest : bool
        Whether the same is done on earlier days, and held against what came.
    """

    folder: Path
    segmentation: str = "main"
    as_of: datetime | None = None
    weeks: int = 4
    backtest: bool = False


@dataclass(frozen=True)
class _Placed:
    """Who is in which group as of a day, and what the groups are called."""

    labels: Labels
    segments: Mapping[int, tuple[int, str]]
    warnings: tuple[str, ...] = ()


def predict_demand(request: Request, *, surroundings: Surroundings, progress: Progress) -> dict[str, Any]:
    """Say what each segment will order in the weeks to come, and write it into the workspace.

    Returns
    -------
    dict
        The object of ``predictions_demand.json``.

    Raises
    ------
    PredictError
        If there are no orders, or too few weeks of them.
    """
    if not 1 <= request.weeks <= MOST_WEEKS:
        raise PredictError(f"{request.weeks} weeks ahead", expected=f"1 to {MOST_WEEKS} weeks", where="predict demand")
    with working(request.folder, "predict demand", create=False, surroundings=surroundings) as job:
        workspace, ahead = job.workspace, request.weeks
        spec, fitted, built = _published(workspace, request.segmentation)
        now = known_now(workspace, spec, request.as_of, progress)
        as_of = now.table.as_of
        end = first_unknown_day(as_of, spec.timezone)
        weeks = _weeks(workspace, now, before=end)
        room.refuse_short(weeks.n_weeks, ahead)
        progress.stage("looking ahead", 0.45)
        placed = (
            _placed_by(now, fitted, built) if built.as_of <= as_of else _formed(now, spec, built.algorithm, progress)
        )
        members = _members(workspace, weeks, placed)
        found = room.forecast(weeks, members.segment, len(members.names), ahead)
        lines = room.told_lines(found, members, weeks.measures, end)
        _add_products(workspace, now, weeks, members, lines, end, called(workspace, spec, now, progress))
        tried, left_out = (
            _back(workspace, spec, now, weeks, built.algorithm, ahead, progress) if request.backtest else ((), ())
        )
        progress.stage("writing predictions", ENDS)
        table = workspace.engine.register("forecast", room.demand_table(lines, weeks.measures))
        with workspace.store.writing():
            said = registry.write_forecast(
                workspace.folder,
                table,
                {
                    "as_of": as_of,
                    "segmentation": spec.name,
                    "currency": now.table.currency,
                    "fingerprint": now.records.fingerprint,
                    "n_customers": sum(members.n_customers),
                    "asked": {"weeks": ahead},
                    "way": {
                        "has_season": found.way.has_season,
                        "heed": dict(zip(weeks.measures, found.way.heed, strict=True)),
                        "weeks_known": weeks.n_weeks,
                    },
                    "lines": lines,
                    "backtest": list(tried) if request.backtest else None,
                    "compared": _compared(tried),
                    "warnings": [*placed.warnings, *room.said_of_demand(tried), *left_out, now.permission.sentence],
                },
                question="demand",
                documents=lambda result: {
                    "predictions_demand.html": report.render_foreseen(report.demand_page(result))
                },
            )
        note(job, now, n_customers=now.table.n_customers, segmentation=spec.name, version=said["version"])
        progress.stage("done", 1.0)
    return said


@dataclass(frozen=True)
class _Built:
    """What was published: when, by which algorithm, and the names of its segments."""

    as_of: datetime
    algorithm: str
    names: Mapping[int, str]


def _published(workspace: Workspace, name: str) -> tuple[SegmentationSpec, registry.Fitted, _Built]:
    """Give the published segments, and a spec that reads the sources of now and computes what they are told by."""
    current = workspace.project().segmentation(name)
    version = published(workspace.store, name)
    fitted = registry.load(workspace.store, version, recipes=prepare.RECIPES, models=cluster.MODELS)
    spec = replace(fitted.spec, sources=current.sources, as_of=None, privacy=current.privacy, full=False)
    names = {int(one["id"]): str(one["name"]) for one in version.result["segments"]}
    built = _Built(datetime.fromisoformat(version.result["as_of"]), str(version.result["algorithm"]), names)
    return spec, fitted, built


def _placed_by(found: Known, fitted: registry.Fitted, built: _Built) -> _Placed:
    """Place customers as of the day by the published segments."""
    refuse_missing(fitted, found.table, where="predict demand")
    labels = cluster.apply(found.table, fitted.recipe, fitted.model)
    segments = {group: (id_, built.names[id_]) for group, id_ in fitted.segment_of_group.items()}
    return _Placed(labels, segments)


def _formed(found: Known, spec: SegmentationSpec, algorithm: str, progress: Progress) -> _Placed:
    """Form segments of what was known: those that are published were built later, and may know what came."""
    formed = form(found.table, with_options(spec, {"cluster.algorithm": algorithm, "full": False}), progress)
    groups = range(formed.grouping.model.n_groups)
    said = "The published segments were built later than that day; these were formed as of it, in the same way."
    return _Placed(
        formed.labels, {group: (group + 1, f"segment {group + 1} as of that day") for group in groups}, (said,)
    )


def _members(workspace: Workspace, weeks: Weeks, placed: _Placed) -> Membership:
    rows = workspace.engine.arrow(f"SELECT customer_id, group_id FROM {placed.labels.relation.name}", step="members")
    return room.membership(weeks, rows, placed.segments)


def _weeks(workspace: Workspace, found: Known, *, before: date) -> Weeks:
    return room.read_weeks(workspace.engine, found.records, found.identity, found.permission.relation, before=before)


def _add_products(
    workspace: Workspace,
    now: Known,
    weeks: Weeks,
    members: Membership,
    lines: list[dict[str, Any]],
    end: date,
    names: Mapping[str, str],
) -> None:
    """Say beside each segment which products it will want."""
    units = [line["together"]["units"]["value"] for line in lines[: len(members.names)]]
    wanted = room.wanted_products(workspace.engine, now.records, now.identity, weeks, members, units, before=end)
    for line, products in zip(lines, [*wanted, [], []], strict=True):
        line["products"] = room.naming(products, names)


def _compared(tried: tuple[DemandTried, ...]) -> dict[str, Any] | None:
    """Say how much smaller our errors are than those of the plain ways; with one day alone there is no interval."""
    if len(tried) < 2:
        return None
    return {
        measure: {other: room.compared(tried, measure, other) for other in ("four_weeks", "seasonal_naive")}
        for measure in tried[0].measures
    }


def _back(
    workspace: Workspace,
    spec: SegmentationSpec,
    now: Known,
    weeks: Weeks,
    algorithm: str,
    ahead: int,
    progress: Progress,
) -> tuple[tuple[DemandTried, ...], tuple[str, ...]]:
    """Do the same on earlier days, each with segments formed of what was known by then."""
    days = room.origins_back(weeks.n_weeks, ahead)
    if not days:
        return (), ("The history is too short to look ahead from an earlier day.",)
    tried: list[DemandTried] = []
    left_out: list[str] = []
    for place, known_weeks in enumerate(days):
        origin = now.table.as_of - timedelta(days=7 * (weeks.n_weeks - known_weeks))
        step = (ENDS - BEGINS) / len(days)
        title = f"as of {origin:%d %B %Y} (earlier day {place + 1} of {len(days)})"
        part = Stretch(progress, title, BEGINS + step * place, BEGINS + step * (place + 1))
        try:
            with workspace.apart(f"as_of_{origin:%Y%m%d}") as then:
                tried.append(_tried(then, spec, now, algorithm, origin, ahead, part))
        except Refused as error:
            left_out.append(f"As of {origin:%d %B %Y} it could not be tried: {error.found}.")
    return tuple(tried), tuple(left_out)


def _tried(
    then: Workspace,
    spec: SegmentationSpec,
    now: Known,
    algorithm: str,
    origin: datetime,
    ahead: int,
    progress: Progress,
) -> DemandTried:
    """Look ahead from an earlier day, and at what came."""
    found = known_then(then, spec, origin=origin, progress=progress)
    placed = _formed(found, spec, algorithm, progress)
    until = first_unknown_day(origin, spec.timezone) + timedelta(days=7 * ahead)
    weeks = _weeks_after(then, now, found, until=until)
    past = weeks.until(weeks.n_weeks - ahead)
    members = _members(then, past, placed)
    told = room.forecast(past, members.segment, len(members.names), ahead)
    return room.held_against_demand(told, weeks, members.segment, len(members.names), origin=origin)


def _weeks_after(then: Workspace, now: Known, found: Known, *, until: date) -> Weeks:
    """Read the weeks by a later day; who was not known on the earlier one is whoever it is by now."""
    orders, texts, persons = now.records.orders, now.records.texts, now.identity.relation
    assert orders is not None  # noqa: S101 - the weeks of now were read from them
    outside = then.engine.outside(persons)
    both = then.engine.create(
        "persons_later",
        f"""SELECT source_key, customer_id FROM {found.identity.relation.name}
        UNION ALL SELECT p.source_key, 'later ' || p.customer_id FROM {outside.name} p
        WHERE p.source_key NOT IN (SELECT source_key FROM {found.identity.relation.name})""",
        step="persons later",
    )
    records = replace(
        now.records,
        orders=then.engine.outside(orders),
        texts=None if texts is None else then.engine.outside(texts),
    )
    return room.read_weeks(then.engine, records, replace(found.identity, relation=both), None, before=until)
