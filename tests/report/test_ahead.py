"""The pages of demand and of products: every line and product stands there, and nothing that was not tried."""

from __future__ import annotations

from shoal.report import demand_page, products_page, render_foreseen


def figure(value: float) -> dict[str, float]:
    return {"value": value, "low": 0.8 * value, "high": 1.2 * value}


def line(name: str, n: int | None, orders: float) -> dict[str, object]:
    both = {"orders": figure(orders), "revenue": figure(1000 * orders)}
    week = {"week": 1, "starts_on": "2025-07-01", "ends_on": "2025-07-07", **both}
    wanted = [{"product": "P1", "name": "Tea & pot", "units": 12.4, "share": 0.31}] if n else []
    return {"id": 1, "name": name, "n_customers": n, "weeks": [week], "together": both, "products": wanted}


DEMAND = {
    "as_of": "2025-07-01T00:00:00Z",
    "currency": "EUR",
    "asked": {"weeks": 1},
    "lines": [line("Loyal", 40, 30.0), line("new customers", None, 4.0), line("all customers", None, 3_400.0)],
    "backtest": None,
    "compared": None,
    "warnings": ["Something."],
}
MISSED = {"came": 100.0, "ours": 20.0, "four_weeks": 25.0, "seasonal_naive": 50.0, "inside": 0.8}
NEXT = {
    "as_of": "2025-07-01T00:00:00Z",
    "n_customers": 1_234,
    "asked": {"horizon_days": 90, "top": 5},
    "learnt": {
        "new": {
            "way": "linear",
            "proofs": {
                "popular": {"recall": {"value": 0.02, "low": 0.01, "high": 0.03}, "reached": 0.2, "n_customers": 80},
                "linear": {"recall": {"value": 0.06, "low": 0.05, "high": 0.07}, "reached": 0.5, "n_customers": 80},
            },
        },
        "own": {"way": "often", "proofs": {}},
        "interests": None,
    },
    "products": [{"product": "P1", "name": None, "n_customers": 7, "expected_buyers": None}],
    "newcomers": [{"id": None, "name": "everyone", "products": ["P1", "P2"], "product_names": ["Teapot", None]}],
    "warnings": [],
}


def test_demand_is_told_by_line_week_and_product() -> None:
    page = demand_page(DEMAND)
    tables = {section.id: section.table for section in page.sections if section.table}
    assert [row[0] for row in tables["segments"].rows] == ["Loyal", "new customers", "all customers"]
    assert tables["segments"].heads == ("Segment", "Customers", "Orders", "Revenue in EUR")
    assert tables["segments"].rows[2][3] == "3.40 m (2.72 m to 4.08 m)"
    assert tables["weeks"].rows[0][:2] == ("all customers", "2025-07-01")
    assert tables["products"].rows == (("Tea & pot", "P1", "Loyal", "12", "31 %"),)
    assert "trust" not in tables
    html = render_foreseen(page)
    assert "Tea &amp; pot" in html
    assert "not tried on earlier days" in html


def test_the_trial_of_demand_says_what_may_be_chance() -> None:
    compared = {
        "orders": {
            "four_weeks": {"value": 0.2, "low": -0.1, "high": 0.4},
            "seasonal_naive": {"value": 0.6, "low": 0.3, "high": 0.8},
        }
    }
    tried = DEMAND | {"backtest": [{"measures": {"orders": MISSED}}] * 2, "compared": compared}
    trust = demand_page(tried).sections[-1]
    assert trust.table is not None
    assert trust.table.rows == (("Orders", "20 %", "25 %", "50 %", "80 %"),)
    assert trust.sentences[1] == (
        "Errors of orders are 20 % smaller than of the mean of four weeks, which may be chance and 60 % smaller than of"
        " the year before, or last week."
    )


def test_products_are_called_by_their_names_and_ways_stand_beside_each_other() -> None:
    page = products_page(NEXT)
    tables = {section.id: section.table for section in page.sections if section.table}
    assert tables["products"].rows == (("P1", "P1", "7", "unknown"),)
    assert page.sections[1].terms == (("everyone", "Teapot, P2"),)
    assert [row[0] for row in tables["trust"].rows] == [
        "New to the customer: what sells most",
        "New to the customer: what is bought together, each product's own part, chosen",
    ]
    assert tables["trust"].rows[1][1:] == ("6 % (5 % to 7 %)", "50 %")
    nothing = products_page(NEXT | {"learnt": {kind: {"way": "often", "proofs": {}} for kind in ("new", "own")}})
    assert "nobody knows" in nothing.sections[-1].sentences[0]
