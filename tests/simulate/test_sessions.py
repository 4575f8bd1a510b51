"""Sessions and arrivals at the edges: after a customer has turned, and at the end of the history."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pyarrow.compute as pc
import pytest

from shoal.simulate import Turn, business
from shoal.simulate.events import draw_events
from shoal.simulate.part import Part, parts
from shoal.simulate.sessions import CLICK, draw_sessions


@pytest.fixture(scope="module")
def turning() -> Part:
    turn = Turn("bargain hunters", "business buyers", date(2025, 3, 1), share=0.8)
    return next(parts(business(1200, seed=3, files=None, shifts=(turn,))))


def test_a_click_after_a_turn_has_the_tastes_of_the_new_type(turning: Part) -> None:
    sessions = draw_sessions(turning)
    clicks = np.flatnonzero(sessions.kind == CLICK)
    customer, day = sessions.person[clicks], sessions.second[clicks] / 86_400
    has_turned = turning.lives.turned[customer] <= day
    assert has_turned.sum() > 5
    expected = np.where(has_turned, turning.lives.turned_into[customer], turning.lives.type_id[customer])
    assert np.array_equal(turning.spells.type_id[sessions.spell[clicks]], expected)
    assert not np.array_equal(turning.lives.type_id[customer], expected)  # the first spells would be wrong


def test_nothing_arrives_after_the_end_of_the_history(turning: Part) -> None:
    events = draw_events(turning)
    end = datetime(2026, 1, 1)
    assert pc.max(events["received_at"]).as_py() < end
    assert pc.all(pc.less_equal(events["occurred_at"], events["received_at"])).as_py()
    # Events come late to the last days, so that some of those are not there yet.
    late = pc.greater(pc.subtract(events["received_at"].cast("int64"), events["occurred_at"].cast("int64")), 3600)
    assert 0 < pc.sum(late).as_py() < events.num_rows
