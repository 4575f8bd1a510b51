"""The last event: until when something is known."""

from __future__ import annotations

from datetime import date, datetime

from shoal.engine import quote
from shoal.sources.dates import EARLIEST, moment_sql, timestamp_literal
from shoal.sources.keys import spec_of
from shoal.terms import Kind, Loaded, Role


def last_event(loaded: tuple[Loaded, ...], *, timezone: str, now: datetime) -> date | None:
    """Give the day of the last plausible event, in the time zone of the business.

    Only the time of an event counts, not a birth or a sign-up; an event lies between 1970 and `now`.

    Parameters
    ----------
    loaded : tuple of Loaded
        With their specs.
    timezone : str
        IANA name.
    now : datetime
        The clock of the face.

    Returns
    -------
    date or None
        None where there are no events.

    Raises
    ------
    ConfigError
        If a spec does not fit its file.
    """
    days: list[date] = []
    for one in loaded:
        roles = _TIMES.get(spec_of(one).kind, ()) if one.spec else ()
        for column in (one.spec.column(role) for role in roles if one.spec):
            if column is None:
                continue
            sql_type = one.relation.engine.types(one.relation.name)[column.name]
            moment = moment_sql(quote(column.name), sql_type, column.format, timezone)
            day = one.relation.engine.rows(
                f"""SELECT max({moment.on}) FROM {one.relation.name}
                WHERE {moment.at} BETWEEN {EARLIEST} AND {timestamp_literal(now)}""",
                step=f"last event of {one.path}",
            )[0][0]
            if day is not None:
                days.append(day)
    return max(days, default=None)


_TIMES = {
    Kind.ORDERS: (Role.OCCURRED_AT,),
    Kind.EVENTS: (Role.OCCURRED_AT,),
    Kind.TEXTS: (Role.OCCURRED_AT, Role.ENDED_AT),
    Kind.HOLDINGS: (Role.STARTED_AT,),
}
"""The times at which something happened; that a contract will end, or a campaign be sent, is none."""
