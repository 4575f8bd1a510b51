from __future__ import annotations

from dataclasses import replace

import pytest

from shoal.report.cards import MOST_DIFFERENCES, cards
from shoal.report.tables import MOST_TELLING, profile_grid, units_grid
from shoal.report.telling import formed_by, most_telling
from shoal.terms import Figure, Segmentation
from shoal.terms.titles import title


def having(segmentation: Segmentation, effects: dict[str, tuple[float, ...]], **used: bool) -> Segmentation:
    """Give a segmentation whose segments have these effects and no others."""
    feature, choice = segmentation.features[0], segmentation.recipe.choices[0]
    segments = tuple(
        replace(segment, profile={name: Figure(1.0, 1.0, 150.0, effect[i]) for name, effect in effects.items()})
        for i, segment in enumerate(segmentation.segments[:4])
    )
    choices = tuple(replace(choice, feature=name, used=used.get(name, False)) for name in effects)
    return replace(
        segmentation,
        segments=segments,
        features=tuple(replace(feature, name=name) for name in effects),
        recipe=replace(segmentation.recipe, choices=choices),
    )


def test_what_goes_together_is_told_once(shop) -> None:
    effects = {
        "net_revenue": (2.0, -0.4, -0.6, -0.3),
        "net_revenue_365d": (0.2, 2.4, -0.5, -0.6),
        "margin": (2.1, -0.15, -0.6, -0.3),
        "order_count": (0.9, 1.4, -0.2, 0.6),
        "unit_price": (0.1, 0.0, 0.1, -0.1),
    }
    segmentation = having(shop.segmentation, effects, net_revenue=True)
    assert formed_by(segmentation) == ("net_revenue",)
    assert most_telling(segmentation) == ("net_revenue", "order_count")
    assert most_telling(segmentation, told=("net_revenue",)) == ("order_count",)
    assert most_telling(segmentation, of=segmentation.segments[1]) == ("net_revenue_365d", "order_count")


def test_what_formed_the_segments_is_told_however_alike_it_runs(shop) -> None:
    effects = {"discount_share": (2.0, -0.4, -0.6, -0.3), "return_share": (1.9, -0.4, -0.6, -0.3)}
    segmentation = having(shop.segmentation, effects, discount_share=True, return_share=True)
    assert most_telling(segmentation) == ("discount_share", "return_share")


def test_cards_tell_at_most_four_things(shop) -> None:
    for card in cards(shop.segmentation):
        assert len(card.differences) <= MOST_DIFFERENCES
        assert len({name for name, _ in card.differences}) == len(card.differences)


@pytest.mark.parametrize("grid", [profile_grid, lambda s: units_grid(s, {})])
def test_tables_lose_no_feature(shop, grid) -> None:
    effects = {f"trait{i}": tuple(1.0 if (i >> j) & 1 else -0.1 * i for j in range(4)) for i in range(1, 16)}
    segmentation = having(shop.segmentation, effects, trait1=True, trait2=True)
    made = grid(segmentation)
    assert [row.name for row in made.rows[:2]] == [title("trait1"), title("trait2")]
    assert len(made.rows) <= 2 + MOST_TELLING
    assert sorted(row.name for row in (*made.rows, *made.folded)) == sorted(map(title, effects))
