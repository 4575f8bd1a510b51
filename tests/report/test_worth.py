"""What the page says of worth: a verdict that the figures bear out, every way beside the others, reasons in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shoal import report
from shoal.report.worth import worth_panel
from shoal.terms import Interval, OutcomeWorth, Segmentation, Worth

WAYS = ("segments", "rfm_grid", "value_tiers", "log_spend", "model")


def outcome(name: str, values: tuple[float, ...], error: float = 0.02) -> OutcomeWorth:
    """Give an outcome with these figures of the ways, in their order, and intervals of twice an error."""
    by = {way: Interval(value, value - 2 * error, value + 2 * error) for way, value in zip(WAYS, values, strict=True)}
    ahead = {
        way: Interval(values[0] - value, values[0] - value - error, values[0] - value + error)
        for way, value in zip(WAYS[1:], values[1:], strict=True)
    }
    return OutcomeWorth(name, "auc" if name == "churn" else "spearman", by, ahead)


GOOD = (
    outcome("spend", (0.60, 0.59, 0.50, 0.52, 0.68)),
    outcome("orders", (0.64, 0.66, 0.40, 0.41, 0.70)),
    outcome("churn", (0.80, 0.79, 0.70, 0.71, 0.85)),
)


def with_worth(segmentation: Segmentation, *outcomes: OutcomeWorth, why_not: str = "") -> Segmentation:
    origins = tuple(datetime(2025, month, 1, tzinfo=UTC) for month in (10, 7, 4))
    found = Worth(0, (), 0, (), why_not) if why_not else Worth(90, origins, 1_844, outcomes)
    grouping = segmentation.grouping
    return replace(segmentation, grouping=replace(grouping, evidence=replace(grouping.evidence, worth=found)))


def changed(place: int, values: tuple[float, ...]) -> tuple[OutcomeWorth, ...]:
    return tuple(outcome(one.outcome, values) if i == place else one for i, one in enumerate(GOOD))


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        (GOOD, "Yes: the segments told how much customers spent, how often customers ordered and who stayed away, and"),
        (changed(1, (0.64, 0.66, 0.64, 0.41, 0.70)), "Yes: they told more than as many groups by money spent"),
        (
            changed(0, (0.60, 0.59, 0.66, 0.52, 0.68)),
            "Yes: they told more than as many groups by money spent alone of how often customers ordered and who stayed"
            " away; by money alone more is told of how much customers spent.",
        ),
        (changed(2, (0.51, 0.79, 0.7, 0.71, 0.85)), "In part: the segments told how much customers spent and how"),
        ((GOOD[0],), "Yes: the segments told how much customers spent, and did so better than"),
        ((outcome("spend", (0.5, 0.5, 0.6, 0.6, 0.7)),), "Less than something simpler: as many groups"),
        ((outcome("spend", (0.5, 0.5, 0.51, 0.6, 0.7)),), "As much as something simpler: they told how much"),
        ((outcome("spend", (0.5, 0.5, 0.5, 0.6, 0.7), 0.0),), "Yes, as far as money goes: the segments are"),
        ((outcome("churn", (0.52, 0.5, 0.5, 0.5, 0.6)),), "Not for telling the future"),
    ],
)
def test_the_verdict_is_what_the_figures_bear_out(shop, outcomes, verdict: str) -> None:
    assert worth_panel(with_worth(shop.segmentation, *outcomes)).verdict.startswith(verdict)


def test_every_way_has_a_bar_on_a_scale_from_chance_to_perfect(shop) -> None:
    spend, _, churn = worth_panel(with_worth(shop.segmentation, *GOOD)).pictures
    assert [bar.name for bar in churn.bars] == [
        "These segments",
        "Value tiers",
        "RFM groups",
        "Money spent until then",
        "A model made for this",
    ]
    assert [bar.is_ours for bar in churn.bars] == [True, False, False, False, False]
    assert (churn.chance, churn.bars[0].value, churn.bars[0].low, churn.bars[0].high) == (0.0, 60.0, 52.0, 68.0)
    assert churn.bars[0].text == "80 % (76 % to 84 %)"
    assert spend.bars[0].text == "0.60 (0.56 to 0.64)"
    assert churn.sentence == (
        "The segments tell more than value tiers and the money spent; about as much as RFM groups."
        " That is 86 % of what a model made for just this tells beyond chance."
    )
    worse = outcome("churn", (0.45, 0.5, 0.5, 0.5, 0.5))
    (below,) = worth_panel(with_worth(shop.segmentation, worse)).pictures
    assert 0 < below.chance < 100
    assert below.bars[0].low == 0.0


def test_tiers_do_not_stand_beside_themselves(shop) -> None:
    same = outcome("spend", (0.5, 0.6, 0.5, 0.7, 0.8), 0.01)
    tiers = replace(same, ahead={**same.ahead, "value_tiers": Interval(0.0, 0.0, 0.0)})
    (picture,) = worth_panel(with_worth(shop.segmentation, tiers)).pictures
    assert [bar.name for bar in picture.bars][:2] == ["These segments", "RFM groups"]
    assert "value tiers" not in picture.sentence


def test_what_cannot_be_measured_is_said_in_words(shop) -> None:
    why = "not measurable: all orders are of one day, 3 May 2025, so nothing comes after anything"
    panel = worth_panel(with_worth(shop.segmentation, why_not=why))
    assert panel.verdict == "That cannot be measured with these data."
    assert panel.how == "All orders are of one day, 3 May 2025, so nothing comes after anything."
    assert panel.pictures == ()


def test_the_page_has_the_section_only_where_it_was_asked_for(shop) -> None:
    plain = report.documents(**shop.arguments())["report.html"]
    assert 'id="worth"' not in plain
    asked = shop.arguments() | {"segmentation": with_worth(shop.segmentation, *GOOD)}
    page = report.documents(**asked)["report.html"]
    assert 'href="#worth"' in page
    assert "1 April 2025, 1 July 2025 and 1 October 2025" in page
    assert page.count('class="ours"') == 3
