from __future__ import annotations

from dataclasses import replace

import pytest

from shoal.report import words
from shoal.terms import Effect, Evidence, Segmentation


def with_grouping(segmentation: Segmentation, **changes: object) -> Segmentation:
    return replace(segmentation, grouping=replace(segmentation.grouping, **changes))  # type: ignore[arg-type]


def test_natural_groups_are_called_so(shop) -> None:
    verdict = words.verdict(shop.segmentation)
    assert verdict.title == "Four natural groups of customers"
    assert "7 of them are in groups too small" in verdict.meaning
    assert verdict.sureness.startswith("We are sure of it")


def test_a_continuum_is_never_called_groups(shop) -> None:
    tiers = with_grouping(
        shop.segmentation, verdict="continuum", is_natural=False, algorithm="value_tiers", axis="net_revenue",
        evidence=Evidence(p_structure=0.4, effect=Effect("separation", 0.04, 0.01, 0.07, 0.15)),
    )  # fmt: skip
    verdict = words.verdict(tiers)
    assert verdict.title == "A continuum, cut into four tiers"
    assert "no natural groups" in verdict.meaning
    assert "along net revenue" in verdict.meaning
    assert "nothing speaks for groups" in verdict.sureness
    assert words.effect_sentence(tiers.grouping.evidence).endswith("It does not.")


def test_weak_structure_is_neither_groups_nor_nothing(shop) -> None:
    evidence = replace(shop.segmentation.grouping.evidence, p_structure=0.017)
    verdict = words.verdict(with_grouping(shop.segmentation, verdict="continuum", is_natural=False, evidence=evidence))
    assert "too weak to call it groups" in verdict.sureness
    assert "nothing speaks" not in verdict.sureness


def test_asked_for_groups_of_a_continuum_are_cuts(shop) -> None:
    asked = with_grouping(shop.segmentation, verdict="continuum", is_natural=False)
    verdict = words.verdict(asked)
    assert verdict.title == "A continuum, cut into four segments"
    assert "The four segments are cuts by k-means, useful" in verdict.meaning


def test_rules_on_divided_customers_are_not_called_natural(shop) -> None:
    rules = with_grouping(shop.segmentation, is_natural=False, algorithm="rfm_grid")
    assert words.verdict(rules).title == "Four segments drawn by rule"


def test_what_was_not_measured_is_said() -> None:
    nothing = Evidence()
    assert words.effect_sentence(nothing) == "How strong the structure is was not measured."


@pytest.mark.parametrize(
    ("value", "low", "ending"),
    [(0.3, 0.2, "beyond that."), (0.16, 0.1, "its interval is not."), (0.1, 0.05, "It does not.")],
)
def test_an_effect_is_read_against_its_threshold(value: float, low: float, ending: str) -> None:
    evidence = Evidence(effect=Effect("separation", value, low, 2 * value - low, 0.15))
    assert words.effect_sentence(evidence).endswith(ending)


def test_each_criterion_says_whether_it_agrees(shop) -> None:
    evidence = shop.segmentation.grouping.evidence
    assert words.elbow_sentence(evidence, 5).endswith("Here it bends at 4, not the 5 shown.")
    assert "highest at 5, the number shown" in words.silhouette_sentence(evidence, 5)
    assert words.gap_sentence(replace(evidence, votes={"gap": 1}), 5).endswith("no division is worth making.")
    assert words.gap_sentence(replace(evidence, votes={"gap": None}), 5).endswith("names no number.")


def test_cuts_that_were_not_found_are_not_marked_on_the_curves_of_what_was(shop) -> None:
    evidence = shop.segmentation.grouping.evidence
    assert words.elbow_sentence(evidence, None).endswith("Here it bends at 4.")
    assert "which were not found this way" in words.silhouette_sentence(evidence, None)
