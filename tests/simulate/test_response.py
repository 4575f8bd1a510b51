"""What a campaign does is known, because the same customers are also simulated without it."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.simulate import Business
from shoal.simulate.orders import SECONDS_PER_DAY
from shoal.simulate.part import Part, parts
from shoal.simulate.response import EFFECT_DAYS, Response, draw_response
from shoal.simulate.sends import Sends

DAY = 700
N = 2000


@pytest.fixture(scope="module")
def part_of(flat_type):
    def draw(response: float, **rates: object) -> Part:
        kind = flat_type(response=response, response_spread=0.0, orders_per_month=4.0, **rates)
        return next(parts(Business(N, 5, types=(kind,), guest_share=0.0)))

    return draw


def sent(part: Part, *, treated_share: float = 0.5) -> tuple[Sends, Response]:
    """Contact half of everyone on one day, and hold the other half out."""
    n = len(part.lives)
    is_treated = np.random.default_rng(1).random(n) < treated_share
    second = np.full(n, DAY * SECONDS_PER_DAY)
    sends = Sends(np.zeros(n, dtype=np.int64), np.arange(n), is_treated, second)
    return sends, draw_response(sends, part.orders, part.lives, part.spells, part.calendar, part.chance)


@pytest.mark.parametrize("response", [0.5, -0.4, 0.0])
def test_the_treated_order_more_or_less_by_what_their_response_says(response: float, part_of) -> None:
    part = part_of(response)
    sends, effect = sent(part)
    extra, expected = effect.extra_orders(), effect.expected
    usual = EFFECT_DAYS * part.spells.orders_per_day
    assert expected.mean() == pytest.approx(response * usual.mean(), rel=0.08, abs=1e-12)
    treated = sends.is_treated
    error = extra[treated].std() / np.sqrt(treated.sum())
    assert abs(extra[treated].mean() - expected[treated].mean()) <= 4 * error + 0.05 * abs(response)
    assert (extra[~treated] == 0).all()


def test_added_orders_come_within_the_days_of_effect(part_of) -> None:
    part = part_of(0.8)
    _, effect = sent(part)
    assert len(effect.added) > 500
    day = effect.added.second / SECONDS_PER_DAY
    assert day.min() >= DAY - 1  # orders are moved to waking hours within their day
    assert day.max() < DAY + EFFECT_DAYS + 1


def test_orders_are_kept_away_within_the_days_of_effect_and_never_the_first(part_of) -> None:
    part = part_of(-1.0, joined_days=(25.0, 31.0))
    _, effect = sent(part, treated_share=1.0)
    lost = part.orders.take(effect.kept_away)
    assert lost.second.min() >= DAY * SECONDS_PER_DAY
    assert lost.second.max() < (DAY + EFFECT_DAYS) * SECONDS_PER_DAY
    left = part.orders.take(~effect.kept_away)
    assert set(part.spells.customer[left.spell]) == set(range(N))


def test_who_has_left_does_not_answer(part_of) -> None:
    part = part_of(2.0, stays_months=3.0)
    sends, effect = sent(part, treated_share=1.0)
    has_left = part.lives.left < DAY
    assert has_left.sum() > 1000
    assert (effect.expected[has_left] == 0).all()
    assert not np.isin(sends.customer[effect.cause], np.flatnonzero(has_left)).any()
