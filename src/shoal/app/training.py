"""Time-split data: customers as they were known on an earlier day, beside what they did next.

Worth is judged on them, and whatever predicts learns from them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from shoal import features, privacy, unify
from shoal.app.known import Known, known
from shoal.app.workspace import Workspace
from shoal.terms import Origins, Outcomes, Progress, SegmentationSpec, Split


def origins(workspace: Workspace, spec: SegmentationSpec, now: Known) -> Origins:
    """Choose the earlier days, or say why there is none."""
    return features.origins(
        workspace.engine,
        now.records,
        now.identity,
        spec.outcomes,
        as_of=now.table.as_of,
        timezone=spec.timezone,
    )


def split(
    then: Workspace,
    spec: SegmentationSpec,
    now: Known,
    *,
    origin: datetime,
    horizon_days: int,
    progress: Progress,
) -> Split:
    """Compute the features of an earlier day, and what customers did in the window after it.

    The table is what a build of that day would have computed from the same sources: rows that came later are refused,
    keys that turned out later to be one customer are several, traits of a later day are empty.

    Parameters
    ----------
    then : Workspace
        Standing apart from that in which `now` lies: both have relations of the same names.
    spec : SegmentationSpec
    now : Known
        Known now; outcomes come from it alone.
    origin : datetime
        UTC.
    horizon_days : int
    progress : Progress

    Raises
    ------
    Refused
        If that day's data cannot be used.
    """
    found = known_then(then, spec, origin=origin, progress=progress)
    return Split(found.table, outcomes(then, spec, now, found, horizon_days=horizon_days))


def known_then(then: Workspace, spec: SegmentationSpec, *, origin: datetime, progress: Progress) -> Known:
    """Give what was known on an earlier day; parameters as in `split`."""
    # without the customers of an earlier version: it may know what was learnt after that day
    memory = unify.Memory(then.secret, privacy.forgotten(then.store))
    found = known(then, spec, memory, as_of=origin, progress=progress)
    privacy.refuse_if_too_few(found.table.n_customers, spec.privacy.min_count)
    return found


def outcomes(then: Workspace, spec: SegmentationSpec, now: Known, found: Known, *, horizon_days: int) -> Outcomes:
    """Add up what those who were known on an earlier day did after it; parameters as in `split`."""
    assert now.records.orders is not None  # noqa: S101 - there is no origin without orders
    later = (now.records.orders, now.identity.relation, now.permission.relation)
    return features.outcomes(
        then.engine,
        found.table,
        (found.records, found.identity),
        tuple(then.engine.outside(relation) for relation in later),
        until=after(found.table.as_of, horizon_days, spec.timezone),
        horizon_days=horizon_days,
    )


def after(origin: datetime, n_days: int, timezone: str) -> datetime:
    """Give the instant so many days of the business's calendar later.

    Examples
    --------
    >>> after(datetime(2025, 3, 29, 23, tzinfo=UTC), 1, "Europe/Berlin")  # a day of 23 hours
    datetime.datetime(2025, 3, 30, 22, 0, tzinfo=datetime.timezone.utc)
    """
    return (origin.astimezone(ZoneInfo(timezone)) + timedelta(days=n_days)).astimezone(UTC)
