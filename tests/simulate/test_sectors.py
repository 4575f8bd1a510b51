"""Every sector is whole: its types can be simulated, its words exist, and its files name their columns once."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shoal.errors import ConfigError
from shoal.simulate import SECTORS
from shoal.simulate.campaigns import campaign_table
from shoal.simulate.catalogue import draw_catalogue
from shoal.simulate.customer_types import CAUSES, CustomerType, check_types
from shoal.simulate.emails import draw_emails
from shoal.simulate.engagement import Engagement
from shoal.simulate.events import draw_events
from shoal.simulate.holdings import draw_holdings
from shoal.simulate.order_table import draw_order_table
from shoal.simulate.part import parts
from shoal.simulate.phrases import BANKS
from shoal.simulate.plan import business
from shoal.simulate.products import draw_products
from shoal.simulate.reviews import draw_reviews
from shoal.simulate.sectors import FILES, Sector
from shoal.simulate.tickets import draw_tickets

DRAWN = {
    "orders": draw_order_table,
    "customers": lambda part: part.people,
    "holdings": draw_holdings,
    "emails": draw_emails,
    "events": draw_events,
    "reviews": draw_reviews,
    "tickets": draw_tickets,
}


@pytest.fixture(scope="module", params=list(SECTORS))
def sector(request: pytest.FixtureRequest) -> Sector:
    return SECTORS[request.param]


@pytest.fixture(scope="module")
def files(sector: Sector) -> dict[str, pa.Table]:
    """Draw all files of a small business of the sector."""
    plan = business(120, seed=3, sector=sector.name, files=None)
    part = next(iter(parts(plan)))
    return {
        "products": draw_products(part.catalogue, start=plan.start, seed=plan.seed),
        "campaigns": campaign_table(part.campaigns, plan.start),
        **{name: draw(part) for name, draw in DRAWN.items() if name in sector.files},
    }


def test_types_of_a_sector_can_be_simulated_and_differ(sector: Sector) -> None:
    check_types(sector.types, days=730)
    assert 5 <= len(sector.types) <= 6
    habits = [(each.orders_per_month, each.price_level, each.return_share, each.stays_months) for each in sector.types]
    assert len(set(habits)) == len(habits)


def test_plans_of_types_are_those_of_the_sector(sector: Sector) -> None:
    names = {plan.name for plan in sector.plans}
    for each in sector.types:
        assert {name for name, _ in each.plans} <= names
        assert bool(each.plans) == bool(sector.plans) == ("holdings" in sector.files)
    assert len(names) == len(sector.plans)


def test_words_of_a_sector_are_whole(sector: Sector) -> None:
    assert sector.phrases in BANKS
    assert set(sector.files) <= set(FILES)
    assert sum(share for _, share in sector.countries) == pytest.approx(1)
    catalogue = draw_catalogue(1, sector.words, sector.plans)
    assert len(set(catalogue.product)) == len(catalogue) == len(set(catalogue.product_id.to_pylist()))
    assert catalogue.n_goods == len(catalogue) - len(sector.plans)


def test_headers_rename_columns_that_exist_to_names_that_are_free(sector: Sector, files) -> None:
    assert set(sector.headers) <= set(files)
    for name, table in files.items():
        assert set(sector.headers.get(name, {})) <= {*table.column_names, "phone"}, name
        called = [sector.header(name, column) for column in table.column_names]
        assert len(set(called)) == len(called), (name, called)


def test_every_link_between_files_resolves(sector: Sector, files) -> None:
    keys = {"customer_id": "customers", "product_id": "products", "campaign_id": "campaigns"}
    checked = 0
    for name, table in files.items():
        for column, home in keys.items():
            if column in table.column_names and name != home:
                values = table[column].drop_null()
                assert pc.all(pc.is_in(values, value_set=files[home][column].combine_chunks())).as_py() in {True, None}
                checked += len(values)
    bought = files["orders"]["order_id"].combine_chunks()
    for name in ("reviews", "events"):
        values = files[name]["order_id"].drop_null()
        assert len(values)
        assert pc.all(pc.is_in(values, value_set=bought)).as_py()
    assert checked > 1000


def test_direct_identifiers_are_in_the_customers_only(files) -> None:
    """Personal data have one home, and the mail domains are reserved for examples."""
    names = files["customers"]["name"].unique().to_pylist()
    for name, table in files.items():
        for column in table.columns:
            if name == "customers" or not pa.types.is_string(column.type):
                continue
            text = column.drop_null().unique()
            assert not pc.any(pc.match_substring_regex(text, r"@|\+999")).as_py(), name
            assert not set(text.to_pylist()) & set(names), name
    emails = files["customers"]["email"].drop_null()
    assert pc.all(pc.match_substring_regex(emails, r"@example\.(org|com|net)$")).as_py()


@pytest.mark.parametrize(
    "wrong",
    [
        {"response": -1.5},
        {"response_spread": -0.1},
        {"causes": (("price", 0.5),)},
        {"causes": (("boredom", 1.0),)},
        {"plans": (("Team", 0.4),)},
        {"engagement": Engagement(open_rate=1.2)},
        {"engagement": Engagement(views_per_session=1.0)},
        {"engagement": Engagement(tone=2.0)},
    ],
)
def test_rates_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    fine = CustomerType("one", 1.0, "", (10.0, 20.0), 1.0)
    check_types((fine,), days=730)
    with pytest.raises(ConfigError, match=next(iter(wrong)) if "engagement" not in wrong else "engagement"):
        check_types((replace(fine, **wrong),), days=730)  # type: ignore[arg-type]


def test_default_causes_are_the_known_ones() -> None:
    assert {name for name, _ in CustomerType("one", 1.0, "", (10.0, 20.0), 1.0).causes} <= set(CAUSES)
