from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.stats.power import customers_for_means, customers_for_shares, smallest_difference, smallest_share


@pytest.mark.parametrize(
    ("usual", "hoped", "power", "published"),
    [
        (0.50, 0.75, 0.90, 77),  # the manual of R, power.prop.test: 76.7
        (0.10, 0.15, 0.80, 686),  # Fleiss, without the correction: 685.6
        (0.05, 0.10, 0.80, 435),  # Fleiss: 434.4
        (0.60, 0.70, 0.80, 356),  # 355.6
    ],
)
def test_two_shares_need_the_published_number_of_customers(
    usual: float, hoped: float, power: float, published: int
) -> None:
    assert customers_for_shares(usual, hoped, power=power) == published


@pytest.mark.parametrize(
    ("effect", "power", "published"),
    [
        # Cohen (1988), table 2.4.1, two-sided 0.05
        (0.2, 0.80, 393),
        (0.3, 0.80, 175),
        (0.4, 0.80, 99),
        (0.5, 0.80, 64),
        (0.6, 0.80, 45),
        (0.8, 0.80, 26),
        (1.0, 0.80, 17),
        (0.5, 0.90, 85),
    ],
)
def test_two_means_need_the_customers_of_cohens_table(effect: float, power: float, published: int) -> None:
    # Cohen rounds to the nearest whole customer, we round up
    assert customers_for_means(1.0, effect, power=power) - published in (0, 1)


def test_means_in_money_are_the_same_as_in_standard_deviations() -> None:
    assert customers_for_means(40.0, 20.0) == customers_for_means(1.0, 0.5)


@given(usual=st.floats(0.001, 0.9), customers=st.integers(30, 100_000))
def test_what_so_many_can_show_needs_so_many(usual: float, customers: int) -> None:
    hoped = smallest_share(usual, customers)
    if hoped is None:
        assert customers_for_shares(usual, 1.0) > customers
    else:
        assert customers_for_shares(usual, hoped) <= customers
        assert customers_for_shares(usual, usual + (hoped - usual) * 0.98) >= customers


@given(spread=st.floats(0.01, 1e6), customers=st.integers(5, 100_000))
def test_the_smallest_difference_needs_so_many(spread: float, customers: int) -> None:
    difference = smallest_difference(spread, customers)
    assert difference is not None
    assert customers_for_means(spread, difference) in (customers, customers + 1)


def test_too_few_can_show_nothing() -> None:
    assert smallest_share(0.5, 3) is None
    assert smallest_difference(1.0, 0) is None
