"""What is known to be odd in public data is found, and what is not odd is no warning."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import shoal

pytestmark = pytest.mark.data

KNOWN = {
    "marketing_campaign/marketing_campaign.csv": {
        ("same_but_for_id", "ID", 182),
        ("impossible", "Year_Birth", 3),
        ("sentinels", "Income", 1),
        ("missing", "Income", 24),
        ("constant", "Z_CostContact", 1),
        ("constant", "Z_Revenue", 1),
    },
    "bank_marketing/bank_full.parquet": {
        ("sentinels", "pdays", 36_954),
        ("sentinels", "poutcome", 36_959),
        ("sentinels", "contact", 13_020),
        ("sentinels", "education", 1_857),
        ("sentinels", "job", 288),
    },
    "bank_marketing/bank_additional_full.parquet": {("sentinels", "pdays", 39_673), ("exact_duplicates", "", 12)},
    "online_shoppers/online_shoppers_intention.csv": {("exact_duplicates", "", 125)},
    "telco_churn/Telco-Customer-Churn.csv": {("missing", "TotalCharges", 11)},
    "cdnow/cdnow_sample.csv": {("exact_duplicates", "", 21)},
    "diginetica_sample/sample_train-item-views.csv": {("missing", "user_id", 7_681)},
}
WARNED = {"same_but_for_id", "impossible", "sentinels"}
"""What is more than a note in these files."""


@pytest.mark.parametrize("path", KNOWN)
def test_known_quirks_are_found_and_nothing_else_is_a_warning(path: str) -> None:
    result = shoal.check([Path(os.environ["SHOAL_DATASETS"]) / path])
    (source,) = result["quality"]["by_source"]
    told = {(one["name"], one["column"], one["n"]) for one in source["findings"]}
    assert told >= KNOWN[path]
    assert {one["name"] for one in source["findings"] if one["severity"] != "note"} <= WARNED
