"""The page of what is foretold: every figure where a reader looks for it, and nothing wider than a telephone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from report.test_page_in_browser import CHROMIUM, FLAGS
from shoal.report import foretold_page, lifetimes_page, render_foreseen


def interval(value: float, width: float = 0.02) -> dict[str, float]:
    return {"value": value, "low": value - width, "high": value + width}


def result(**changes: Any) -> dict[str, Any]:
    sums = {
        "n_customers": 1000,
        "n_here": 700,
        "probability": 0.3,
        "expected": 210.0,
        "value_at_risk": 12_345.0,
        "value_at_risk_share": 1.0,
        "stages": {"lead": 0, "new": 100, "active": 500, "at_risk": 100, "lapsed": 200, "lost": 100},
        "shows_no_sign": 40,
    }
    return {
        "as_of": "2025-07-01T00:00:00Z",
        "currency": "EUR",
        "n_customers": 1000,
        "question": "churn",
        "target": {"name": "churn", "kind": "orders", "in_words": "orders no more"},
        "horizon_days": 90,
        "model": {
            "kind": "random_forest",
            "weights": {"recency_days": 0.7, "order_count": 0.3},
            "candidates": [
                {"kind": "random_forest", "auc": 0.8, "behind": 0.0, "noise": 0.0, "chosen": True},
                {"kind": "decision_tree", "auc": 0.77, "behind": 0.03, "noise": 0.004, "chosen": False},
            ],
        },
        "proof": {
            "auc": interval(0.8),
            "bins": [{"told": 0.05 + place / 10, "came": interval(0.06 + place / 10)} for place in range(8)],
            "gains": [{"share": share, "found": min(1.0, 2 * share)} for share in (0.01, 0.1, 0.5, 1.0)],
        },
        "trust": ["It tells customers apart well.", "Its probabilities can be taken at their word."],
        "leaks": [{"feature": "closing_letter", "why": "it tells too much"}],
        "totals": sums,
        "segments": [
            {"id": 1, "name": "Regulars <b>", **sums},
            {"id": 2, "name": "Rare", **sums, "value_at_risk": 5.0},
        ],
        "staying": {
            "unit": "days",
            "half_left_after": 250.0,
            "curve": [{"at": 100.0 * at, "share": interval(1 - at / 8)} for at in range(1, 5)],
            "ahead": [{"at": 30.0, "stays": 0.9}, {"at": 90.0, "stays": 0.75}],
            "limit": 90.0,
            "expected": 78.0,
            "held_back": [
                {
                    "at": 90.0,
                    "skill": interval(0.25),
                    "groups": [{"n_customers": 40, "told": 0.7, "came": interval(0.72)}] * 5,
                }
            ],
        },
        "warnings": ["Few customers."],
    } | changes


def test_the_page_says_what_there_is_to_say() -> None:
    page = foretold_page(result())
    assert page.title == "Who is about to leave?"
    assert "700 customers who are still here, 210 (30 %)" in page.lede
    assert "40 of those at risk show no obvious sign" in page.lede
    assert ("12,345", "value at risk, EUR") in page.figures
    assert [section.id for section in page.sections] == [
        "segments", "stages", "trust", "why", "staying", "leaks", "made",
    ]  # fmt: skip
    html = render_foreseen(page)
    assert "Regulars &lt;b&gt;" in html
    assert "Regulars <b>" not in html
    assert html.count("<svg") == 3
    assert "90&#160;% after 30 days, 75&#160;% after 90 days. Of the next 90 days they stay 78" in html
    assert "is told with 25&#160;% less error than by the share of all (23 to 27&#160;% less), and in no fifth" in html
    assert "further than 2.0 points" in html
    assert "http" not in html.split("</style>")[1]


def test_what_would_tell_of_too_few_is_a_dash_and_chance_is_called_chance() -> None:
    told = result()
    few = dict.fromkeys(("n_here", "probability", "expected", "value_at_risk", "value_at_risk_share"))
    told["segments"][0] |= few | {"stages": told["totals"]["stages"] | {"at_risk": None}}
    told["staying"]["held_back"][0]["skill"] = {"value": 0.01, "low": -0.02, "high": 0.04}
    page = foretold_page(told)
    table = page.sections[0].table
    assert table is not None
    assert table.rows[0] == ("Regulars <b>", "1,000", *["–"] * 5)
    assert page.sections[0].sentences[0].startswith("“Rare” holds")
    assert (
        "1&#160;% less error than by the share of all (&#8722;2 to 4&#160;% less, which may be chance)"
        in render_foreseen(page)
    )


def test_what_was_not_asked_is_not_on_the_page() -> None:
    totals = result()["totals"] | {"stages": None, "value_at_risk": None, "shows_no_sign": None}
    bare = result(
        question="propensity",
        target={"name": "tea", "kind": "orders", "in_words": "orders from tea"},
        totals=totals,
        segments=[],
        staying=None,
        leaks=[],
    )
    page = foretold_page(bare)
    assert page.title == "Who orders from tea?"
    assert "still here" not in page.lede
    assert [section.id for section in page.sections] == ["trust", "why", "made"]


def lifetimes(**changes: Any) -> dict[str, Any]:
    sums = {"expected_orders_90d": 120.0, "expected_spend_90d": 3000.0, "clv_365d": 9000.0}
    lines = [{"expected": 0.2 * place, "came": 0.25 * place} for place in range(1, 8)]
    tried = {
        "origin": "2025-01-01T00:00:00Z",
        "n_customers": 300,
        "expected_orders": 100.0,
        "came_orders": 110.0,
        "inside": 0.8,
        "error": 0.9,
        "error_of_pace": 1.4,
        "lines": lines,
    }
    return {
        "as_of": "2025-07-01T00:00:00Z",
        "currency": "EUR",
        "n_customers": 400,
        "asked": {"horizon_days": 90, "value_days": 365},
        "models": {"orders": {"name": "bg_nbd"}},
        "totals": sums,
        "segments": [{"id": 1, "name": "All", "n_customers": 400, "p_alive": 0.8, "value_share": 1.0, **sums}],
        "backtest": [tried],
        "warnings": [],
    } | changes


def test_the_page_of_lifetimes() -> None:
    page = lifetimes_page(lifetimes())
    assert page.lede.startswith("120 orders are expected of 400 buyers in 90 days, and a lifetime value of 9,000 EUR")
    (segments, trust) = page.sections
    assert segments.table is not None
    assert segments.table.rows == (("All", "400", "80 %", "120", "3,000", "9,000", "100 %"),)
    assert trust.pictures
    assert "--backtest" in lifetimes_page(lifetimes(backtest=None)).sections[-1].sentences[0]
    no_money = lifetimes(
        totals={"expected_orders_90d": 120.0},
        segments=[
            {
                "id": 1,
                "name": "All",
                "n_customers": 400,
                "p_alive": 0.8,
                "value_share": None,
                "expected_orders_90d": 1.0,
            }
        ],
    )
    assert len(lifetimes_page(no_money).sections[0].table.heads) == 4  # type: ignore[union-attr]


@pytest.mark.browser
def test_no_page_is_wider_than_the_screen(tmp_path: Path) -> None:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser: {CHROMIUM} is not installed")
    from playwright.sync_api import sync_playwright

    pages = {"churn.html": foretold_page(result()), "lifetimes.html": lifetimes_page(lifetimes())}
    for name, page in pages.items():
        (tmp_path / name).write_text(render_foreseen(page), encoding="ascii")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        for name in pages:
            for width in (390, 1440):
                shown = browser.new_page(viewport={"width": width, "height": 900})
                said: list[str] = []
                shown.on("console", lambda message, said=said: said.append(message.text))
                shown.goto((tmp_path / name).as_uri())
                assert shown.evaluate("document.documentElement.scrollWidth") <= width
                assert shown.locator("svg").first.bounding_box()["width"] > 250  # type: ignore[index]
                assert said == []
        browser.close()
