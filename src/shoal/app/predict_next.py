"""What customers will buy next: products new to them, products again, and categories; and how that would have done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shoal import predict as room
from shoal import registry, report
from shoal.app.foreseen import BEGINS, ENDS, known_now, note, spec_of
from shoal.app.jobs import working
from shoal.app.known import Known
from shoal.app.product_names import called
from shoal.app.training import known_then, origins
from shoal.app.workspace import Surroundings, Workspace
from shoal.errors import ConfigError, PredictError, Refused
from shoal.predict import Learnt, NextAsked, NextTried, Tastes
from shoal.terms import Progress, SegmentationSpec, Stretch


@dataclass(frozen=True)
class Request:
    """What a face was asked to predict.

    Parameters
    ----------
    folder : Path
        The workspace.
    segmentation : str
        Whose sources and settings are read; its segments say what somebody is told of whom nothing is known.
    as_of : datetime or None
        None means the midnight after the last event.
    asked : NextAsked
    backtest : bool
        Whether the same is done on earlier days, and held against what came.
    """

    folder: Path
    segmentation: str = "main"
    as_of: datetime | None = None
    asked: NextAsked = NextAsked()
    backtest: bool = False


def predict_next(request: Request, *, surroundings: Surroundings, progress: Progress) -> dict[str, Any]:
    """Say what every customer will buy next, and write it into the workspace.

    Returns
    -------
    dict
        The object of ``predictions_next.json``.

    Raises
    ------
    PredictError
        If the orders name no products, or too few.
    """
    room.refuse_unusable_next(request.asked)
    with working(request.folder, "predict next", create=False, surroundings=surroundings) as job:
        workspace = job.workspace
        spec = spec_of(workspace, request.segmentation)
        now = known_now(workspace, spec, request.as_of, progress)
        as_of = now.table.as_of
        progress.stage("looking for what is bought with what", 0.4)
        product_names = called(workspace, spec, now, progress)
        asked = replace(request.asked, forbidden=room.keys_of(request.asked.forbidden, product_names))
        end = first_unknown_day(as_of, spec.timezone)
        tastes = _tastes(workspace, now, before=end)
        learnt, warnings = _learnt(workspace, now, asked, end=end)
        segments, names = _segments(workspace, spec, as_of, now)
        found = room.suggest(tastes, learnt, segments, asked)
        table = workspace.engine.register("suggested", room.with_names(found.table, product_names))
        tried, left_out = _back(workspace, spec, now, asked, progress) if request.backtest else ((), ())
        progress.stage("writing predictions", ENDS)
        with workspace.store.writing():
            said = registry.write_predictions(
                workspace.folder,
                table,
                {
                    "as_of": as_of,
                    "segmentation": spec.name,
                    "fingerprint": now.records.fingerprint,
                    "n_customers": table.count(),
                    "asked": request.asked,
                    "learnt": learnt.told(),
                    "products": room.naming(
                        _most_told(workspace, asked, has_chances=learnt.new_chances is not None), product_names
                    ),
                    "newcomers": [
                        {
                            "id": id_ or None,
                            "name": names.get(id_, "everyone"),
                            "products": list(products),
                            "product_names": [product_names.get(one.lower()) for one in products],
                        }
                        for id_, products in found.by_segment.items()
                    ],
                    "backtest": list(tried) if request.backtest else None,
                    "columns": {
                        name: text for name, text in room.columns_of_next(asked).items() if name in table.columns
                    },
                    "warnings": [
                        *warnings,
                        *room.warnings_of_next(tastes, found, request.asked, product_names),
                        *room.said_of_next(tried),
                        *left_out,
                        now.permission.sentence,
                    ],
                },
                question="next",
                documents=lambda result: {
                    "predictions_next.html": report.render_foreseen(report.products_page(result))
                },
            )
        note(job, now, n_customers=table.count(), segmentation=spec.name, version=said["version"])
        progress.stage("done", 1.0)
    return said


def first_unknown_day(as_of: datetime, timezone: str) -> date:
    """Give the first day of the business of which not everything is looked at that is known.

    Examples
    --------
    >>> from datetime import UTC
    >>> first_unknown_day(datetime(2025, 7, 1, tzinfo=UTC), "UTC")
    datetime.date(2025, 7, 1)
    >>> first_unknown_day(datetime(2025, 7, 1, 8, tzinfo=UTC), "UTC")
    datetime.date(2025, 7, 2)
    """
    local = as_of.astimezone(ZoneInfo(timezone))
    return local.date() if local.time() == time() else local.date() + timedelta(days=1)


def read_forbidden(path: Path) -> tuple[str, ...]:
    """Read products and categories that are never suggested: a line each; what follows a # is a comment.

    Raises
    ------
    ConfigError
        If there is no such file, or it is no text.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise ConfigError("there is no such file", do="check the path", where=str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            "this file cannot be read as text",
            expected="a text file, one product or category a line",
            do="save it as UTF-8",
            where=str(path),
        ) from error
    words = (line.partition("#")[0].strip() for line in lines)
    return tuple(word for word in words if word)


def _tastes(workspace: Workspace, found: Known, *, before: date) -> Tastes:
    return room.read_tastes(workspace.engine, found.records, found.identity, found.permission.relation, before=before)


def _learnt(workspace: Workspace, found: Known, asked: NextAsked, *, end: date) -> tuple[Learnt, Sequence[str]]:
    """Try the ways on the day one horizon before the end of what is known; with why not, where there is none."""
    orders = found.records.orders
    assert orders is not None  # noqa: S101 - tastes were read from them
    ((first,),) = workspace.engine.rows(f"SELECT min(occurred_on) FROM {orders.name} WHERE is_purchase", step="began")
    n_days = (end - first).days
    if n_days < 2 * asked.horizon_days:
        return room.untaught(asked), (room.why_untaught(n_days, asked),)
    day = end - timedelta(days=asked.horizon_days)
    try:
        then = _tastes(workspace, found, before=day)
    except PredictError as error:
        return room.untaught(asked), (f"No way could be tried on an earlier day: {error.found}.",)
    bought = room.read_bought(workspace.engine, orders, found.identity, then, since=day, until=end)
    return room.learn(then, bought, asked), ()


def _segments(
    workspace: Workspace, spec: SegmentationSpec, as_of: datetime, now: Known
) -> tuple[Mapping[str, int], Mapping[int, str]]:
    """Give the published segment of every customer and the names, unless they were formed on what came later."""
    version = workspace.store.current(spec.name)
    if version is None or datetime.fromisoformat(version.result["as_of"]) > as_of:
        return {}, {}
    rows = registry.read_assignments(workspace.folder, version)
    held = dict(zip(rows["customer_id"].to_pylist(), rows["segment_id"].to_pylist(), strict=True))
    members = workspace.engine.rows(f"SELECT customer_id FROM {now.table.relation.name}", step="who there is")
    names = {int(one["id"]): str(one["name"]) for one in version.result["segments"]}
    return {customer: held[customer] for (customer,) in members if customer in held}, names


def _most_told(workspace: Workspace, asked: NextAsked, *, has_chances: bool) -> list[dict[str, Any]]:
    """Give the products that most customers are told of as new, with how many are expected to buy them."""
    span = f"{asked.horizon_days}d"
    parts = " UNION ALL ".join(
        f"SELECT next_{i} AS product, {f'p_next_{i}_{span}' if has_chances else 'NULL'} AS p FROM suggested"
        for i in range(1, asked.top + 1)
    )
    rows = workspace.engine.rows(
        f"""SELECT product, count(*) AS n, CAST(sum(CAST(p AS DECIMAL(18,9))) AS DOUBLE) FROM ({parts}) AS told
        WHERE product IS NOT NULL GROUP BY product ORDER BY n DESC, product LIMIT 10""",
        step="most suggested",
    )
    return [{"product": product, "n_customers": n, "expected_buyers": p} for product, n, p in rows]


def _back(
    workspace: Workspace, spec: SegmentationSpec, now: Known, asked: NextAsked, progress: Progress
) -> tuple[tuple[NextTried, ...], tuple[str, ...]]:
    """Do the same on earlier days, each on what was known by then; with the days that could not be used, and why."""
    watched = replace(spec, outcomes=replace(spec.outcomes, horizon_days=asked.horizon_days))
    days = origins(workspace, watched, now)
    if days.why_not:
        return (), (f"What was suggested on an earlier day could not be tried: {days.why_not}.",)
    tried: list[NextTried] = []
    left_out: list[str] = []
    for place, origin in enumerate(days.at):
        step = (ENDS - BEGINS) / len(days.at)
        title = f"as of {origin:%d %B %Y} (earlier day {place + 1} of {len(days.at)})"
        part = Stretch(progress, title, BEGINS + step * place, BEGINS + step * (place + 1))
        try:
            with workspace.apart(f"as_of_{origin:%Y%m%d}") as then:
                tried.append(_tried(then, spec, now, asked, origin, part))
        except Refused as error:
            left_out.append(f"As of {origin:%d %B %Y} it could not be tried: {error.found}.")
    return tuple(tried), tuple(left_out)


def _tried(
    then: Workspace, spec: SegmentationSpec, now: Known, asked: NextAsked, origin: datetime, progress: Progress
) -> NextTried:
    """Suggest on an earlier day, having tried the ways on one before it, and look at what was bought."""
    found = known_then(then, spec, origin=origin, progress=progress)
    day = first_unknown_day(origin, spec.timezone)
    tastes = _tastes(then, found, before=day)
    learnt, _ = _learnt(then, found, asked, end=day)
    assert now.records.orders is not None  # noqa: S101 - there is no origin without orders
    later = then.engine.outside(now.records.orders)
    until = day + timedelta(days=asked.horizon_days)
    bought = room.read_bought(then.engine, later, found.identity, tastes, since=day, until=until)
    return room.held_against_next(tastes, learnt, bought, asked, origin=origin)
