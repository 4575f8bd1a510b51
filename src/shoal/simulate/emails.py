"""Emails: the log of every mail of a campaign, from its sending to what became of it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from shoal.simulate.campaigns import EMAIL, Fates, draw_fates, open_rates
from shoal.simulate.part import Part
from shoal.simulate.row_ids import numbered
from shoal.simulate.seasons import Ints
from shoal.simulate.timestamps import as_times

SENT, BOUNCED, OPENED, CLICKED, UNSUBSCRIBED = range(5)
EVENTS = ("sent", "bounced", "opened", "clicked", "unsubscribed")
LONGEST_WAIT = 5 * 86_400  # nobody opens a mail later: the next campaign must know who has unsubscribed


@dataclass(frozen=True)
class Messages:
    """What happened to the mails: one element per event, by send and time.

    Parameters
    ----------
    send : int array (n,)
        Row of the sends.
    event : int array (n,)
        Place in `EVENTS`.
    second : int array (n,)
        Since the start of the history.
    """

    send: Ints
    event: Ints
    second: Ints


def draw_messages(part: Part) -> Messages:
    """Draw what happened to the mails of treated customers up to the end of the history."""
    send, fates = _mails(part)
    sent = part.sends.second[send]
    wait = np.exp(np.log(4 * 3600.0) + 1.3 * part.chance("opening wait").standard_normal(len(send)))
    opened = sent + np.clip(wait, 20, LONGEST_WAIT).astype(np.int64)
    reading = 5 + part.chance("reading").exponential(25.0, (len(send), 2)).astype(np.int64)
    clicked = opened + reading[:, 0]
    steps = (
        (SENT, np.ones(len(send), dtype=bool), sent),
        (BOUNCED, fates.is_bounced, sent + 1 + part.chance("bounce wait").integers(0, 60, len(send))),
        (OPENED, fates.is_opened, opened),
        (CLICKED, fates.is_clicked, clicked),
        (UNSUBSCRIBED, fates.is_unsubscribed, clicked + reading[:, 1]),
    )
    row = np.concatenate([np.flatnonzero(happens) for _, happens, _ in steps])
    event = np.repeat(np.array([code for code, _, _ in steps]), [happens.sum() for _, happens, _ in steps])
    second = np.concatenate([at[happens] for _, happens, at in steps])
    kept = np.flatnonzero(second < part.end)
    kept = kept[np.lexsort((event[kept], row[kept]))]
    return Messages(send[row[kept]], event[kept], second[kept])


def _mails(part: Part) -> tuple[Ints, Fates]:
    """Give the sends that are mails, and the fate of each."""
    types, lives, sends = part.plan.types, part.lives, part.sends
    opening = open_rates(lives, types, part.chance)
    rows, fates = [np.zeros(0, dtype=np.int64)], [Fates(*(np.zeros(0, dtype=bool) for _ in fields(Fates)))]
    for number, campaign in enumerate(part.campaigns):
        if campaign.channel == EMAIL:
            send = np.flatnonzero((sends.campaign == number) & sends.is_treated)
            rows.append(send)
            fates.append(draw_fates(lives, types, opening, campaign, part.chance).take(sends.customer[send]))
    return np.concatenate(rows), Fates(
        *(np.concatenate([getattr(each, field.name) for each in fates]) for field in fields(Fates))
    )


def draw_emails(part: Part) -> pa.Table:
    """Write the log of the mails, by time.

    Returns
    -------
    pa.Table
        ``message_id`` string (the same for all events of one mail), ``campaign_id``, ``customer_id``, ``event`` string
        (sent, bounced, opened, clicked, unsubscribed), ``occurred_at`` timestamp.
    """
    messages, sends = draw_messages(part), part.sends
    by_time = np.lexsort((messages.send, messages.second))
    send, event, second = messages.send[by_time], messages.event[by_time], messages.second[by_time]
    ids = pa.array([each.campaign_id for each in part.campaigns], pa.string())
    customer_id = part.people["customer_id"].combine_chunks()
    return pa.table(
        {
            "message_id": numbered("M", part.number, send),
            "campaign_id": ids.take(pa.array(sends.campaign[send])),
            "customer_id": customer_id.take(pa.array(sends.customer[send])),
            "event": pa.array(EVENTS).take(pa.array(event)),
            "occurred_at": as_times(second, part.plan.start),
        }
    )
