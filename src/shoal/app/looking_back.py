"""The examples that learning takes: customers as they were on earlier days, or as they are where a label tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from shoal import features
from shoal import predict as room
from shoal.app.known import Known
from shoal.app.predict import read_buyers
from shoal.app.training import after, known_then
from shoal.app.workspace import Workspace
from shoal.errors import PredictError, Refused
from shoal.terms import Feature, Kind, Origins, Progress, SegmentationSpec, Stretch, Target

BEGINS, LOOKED = 0.3, 0.55
"""Shares of the whole work: when looking back begins, when it ends."""


@dataclass(frozen=True)
class Looked:
    """The examples, and how they came about.

    Parameters
    ----------
    examples : Examples
    features : tuple of Feature
        That may be learnt from.
    origins : Origins or None
        None where a label tells.
    warnings : tuple of str
    """

    examples: room.Examples
    features: tuple[Feature, ...]
    origins: Origins | None
    warnings: tuple[str, ...]


def look_back(
    workspace: Workspace,
    spec: SegmentationSpec,
    now: Known,
    target: Target,
    *,
    horizon_days: int | None,
    progress: Progress,
) -> Looked:
    """Look at customers as they were on earlier days; or, where a label tells, as they are.

    Parameters
    ----------
    workspace : Workspace
    spec : SegmentationSpec
    now : Known
    target : Target
    horizon_days : int or None
        None means as the settings say.
    progress : Progress

    Raises
    ------
    PredictError
        If the history is too short, or no earlier day can be used.
    """
    allowed = spec.privacy.sensitive
    if target.kind is Kind.CUSTOMERS:
        happened = room.labelled(now.table, target)
        usable = room.usable(now.table, allowed)
        return Looked(room.of_days([room.look(now.table, usable, happened)]), usable, None, ())
    asked_days = horizon_days or spec.outcomes.horizon_days
    watched = replace(spec, outcomes=replace(spec.outcomes, horizon_days=asked_days))
    days = features.origins(
        workspace.engine,
        now.records,
        now.identity,
        watched.outcomes,
        as_of=now.table.as_of,
        timezone=spec.timezone,
        kind=target.kind,
    )
    if days.why_not:
        raise PredictError(
            f"nothing can be learnt from earlier days: {days.why_not}",
            expected="a history of at least twice the horizon",
            do="give a longer history, or choose a shorter --horizon; meanwhile `shoal predict` tells what to expect"
            " from how customers ordered",
            where="predict",
        )
    parts: list[room.Examples] = []
    known_features: list[tuple[Feature, ...]] = []
    left_out: list[str] = []
    for place, origin in enumerate(days.at):
        step = (LOOKED - BEGINS) / len(days.at)
        title = f"as of {origin:%d %B %Y} (earlier day {place + 1} of {len(days.at)})"
        part = Stretch(progress, title, BEGINS + step * place, BEGINS + step * (place + 1))
        try:
            with workspace.apart(f"as_of_{origin:%Y%m%d}") as then:
                examples, usable = _one_day(then, spec, now, target, days.horizon_days, origin, part, first=not parts)
            parts.append(examples)
            known_features.append(usable)
        except Refused as error:
            left_out.append(f"As of {origin:%d %B %Y} nothing could be learnt: {error.found}.")
    if not parts:
        raise PredictError(
            " ".join(left_out).removesuffix("."), expected="customers on an earlier day", where="predict"
        )
    names = {feature.name for feature in known_features[0]}.intersection(
        *({f.name for f in one} for one in known_features)
    )
    usable = tuple(feature for feature in known_features[0] if feature.name in names)
    return Looked(room.of_days(parts), usable, days, tuple(left_out))


def _one_day(
    then: Workspace,
    spec: SegmentationSpec,
    now: Known,
    target: Target,
    horizon_days: int,
    origin: datetime,
    progress: Progress,
    *,
    first: bool,
) -> tuple[room.Examples, tuple[Feature, ...]]:
    """Look at the customers of one earlier day; of the first, other ways tell as well."""
    found = known_then(then, spec, origin=origin, progress=progress)
    rows = features.rows_of(now.records, target.kind)
    assert rows is not None  # noqa: S101 - there is no origin without rows
    later = features.Later(
        then.engine.outside(rows),
        then.engine.outside(now.identity.relation),
        then.engine.outside(now.permission.relation),
        None if now.identity.anonymous is None else then.engine.outside(now.identity.anonymous),
    )
    happened = features.happened(
        then.engine,
        found.table,
        (found.records, found.identity),
        later,
        target,
        until=after(origin, horizon_days, spec.timezone),
        timezone=spec.timezone,
    )
    usable = room.usable(found.table, spec.privacy.sensitive)
    asides: Mapping[str, Mapping[str, float]] = {}
    if first and target.kind is Kind.ORDERS and not target.column:
        asked = room.Asked(horizon_days=horizon_days, seed=spec.seed)
        asides = room.alive(read_buyers(then, spec, found), asked, returns=not target.is_absence)
    return room.look(found.table, usable, happened, asides), usable
