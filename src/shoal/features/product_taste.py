"""What somebody buys: products, categories, variety, price level."""

from __future__ import annotations

from shoal.engine import literal
from shoal.features.definition import Definition, Subject, category, count, number, share
from shoal.features.moment import SCALE, Moment, count_if, whole
from shoal.features.step import Step
from shoal.terms import Kind, Lens

BEHAVIOUR = Lens.BEHAVIOUR
NO_PRODUCT = "the orders name no products"
NO_CATEGORY = "no line of an order names its category"
FINE = 1_000_000_000_000
"""Parts of an entropy are added as whole units of 1e-12, in which engines agree whatever the order of rows."""


HIGHEST = 1e16
"""Usual prices beyond this, in units of 1/`SCALE`, count as this, so that their sums stay within 38 digits."""


def product_taste(moment: Moment) -> Subject:
    """Define products and categories, over one pass of lines by product and one by category."""
    steps = (*_product_steps(moment), *_category_steps(moment), *_price_steps(moment))
    return Subject((Kind.ORDERS,), steps, (*_products(moment), *_baskets(moment), *_categories(moment)))


def _product_steps(moment: Moment) -> tuple[Step, ...]:
    return (
        Step(
            "product_days",
            {
                "customer_id": "customer_id",
                "first_bought_on": "min(occurred_on)",
                "last_bought_on": "max(occurred_on)",
            },
            "FROM lines WHERE is_purchase AND product IS NOT NULL GROUP BY customer_id, product",
        ),
        Step(
            "assortments",
            {
                "customer_id": "customer_id",
                "n_products": "count(*)",
                "n_bought_again": count_if("first_bought_on < last_bought_on"),
                "n_new": count_if(moment.within("first_bought_on", 90)),
            },
            "FROM product_days GROUP BY customer_id",
            is_per_customer=True,
        ),
    )


def _category_steps(moment: Moment) -> tuple[Step, ...]:
    part = f"{moment.number('category_amount')} / {moment.number('all_amount')}"
    parts = f"CASE WHEN category_amount > 0 THEN {whole(f'-{FINE} * ({part}) * ln({part})')} END"
    by = "PARTITION BY customer_id ORDER BY {} category_amount DESC NULLS LAST, category"
    return (
        Step(
            "category_sums",
            {
                "customer_id": "customer_id",
                "category": "category",
                "category_amount": "sum(amount)",
                "category_units": "sum(quantity)",
                "first_bought_on": "min(occurred_on)",
                "last_bought_on": "max(occurred_on)",
            },
            "FROM lines WHERE is_purchase AND category IS NOT NULL GROUP BY customer_id, category",
        ),
        Step(
            "category_totals",
            {"customer_id": "customer_id", "best_amount": "max(category_amount)", "all_amount": "sum(category_amount)"},
            "FROM category_sums GROUP BY customer_id",
        ),
        Step(
            "category_tastes",
            {
                "customer_id": "s.customer_id",
                "n_categories": "count(*)",
                "top_category": "min(CASE WHEN category_amount = best_amount THEN category END)",
                "top_amount": "max(category_amount)",
                "categories_amount": "sum(category_amount)",
                "fine_entropy": f"COALESCE(sum({parts}), 0)",
            },
            "FROM category_sums s JOIN category_totals t ON s.customer_id = t.customer_id GROUP BY s.customer_id",
            is_per_customer=True,
        ),
        Step(
            "category_places",
            {
                "customer_id": "customer_id",
                "category": "category",
                "from_first": f"row_number() OVER ({by.format('first_bought_on,')})",
                "from_last": f"row_number() OVER ({by.format('last_bought_on DESC NULLS LAST,')})",
            },
            "FROM category_sums",
        ),
        Step(
            "category_turns",
            {
                "customer_id": "customer_id",
                "opening_category": "max(CASE WHEN from_first = 1 THEN category END)",
                "latest_category": "max(CASE WHEN from_last = 1 THEN category END)",
            },
            "FROM category_places GROUP BY customer_id",
            is_per_customer=True,
        ),
    )


def _price_steps(moment: Moment) -> tuple[Step, ...]:
    """Compare what somebody paid with what the same units cost at the usual price of their categories.

    The usual price is that of the product in the middle of its category, the lower of the two in the middle.
    """
    price = f"{SCALE} * {moment.ratio('sum(amount)', 'sum(quantity)')}"
    return (
        Step(
            "product_prices",
            {
                "category": "category",
                "product": "product",
                "price": whole(f"least({price}, {literal(HIGHEST)})"),
            },
            "FROM lines WHERE is_purchase AND category IS NOT NULL AND product IS NOT NULL GROUP BY category, product"
            " HAVING sum(quantity) > 0",
        ),
        Step(
            "price_places",
            {
                "category": "category",
                "price": "price",
                "place": "row_number() OVER (PARTITION BY category ORDER BY price, product)",
                "n_prices": "count(*) OVER (PARTITION BY category)",
            },
            "FROM product_prices",
        ),
        Step(
            "usual_prices",
            {"category": "category", "usual_price": "price"},
            "FROM price_places WHERE 2 * place = n_prices OR 2 * place = n_prices + 1",
        ),
        Step(
            "price_levels",
            {
                "customer_id": "s.customer_id",
                "paid_amount": "sum(s.category_amount)",
                "usual_amount": "sum(s.category_units * u.usual_price)",
            },
            "FROM category_sums s JOIN usual_prices u ON s.category = u.category GROUP BY s.customer_id",
            is_per_customer=True,
        ),
    )


def _products(moment: Moment) -> tuple[Definition, ...]:
    return (
        count(
            "product_count",
            BEHAVIOUR,
            "products",
            "Different products bought.",
            "assortments.n_products",
            needs=("orders.product",),
            null_means=NO_PRODUCT,
            is_default=True,
        ),
        share(
            "product_repeat_share",
            BEHAVIOUR,
            "Products bought again on a later day, as a share of products bought.",
            moment.ratio("assortments.n_bought_again", "assortments.n_products"),
            needs=("orders.product",),
            null_means=NO_PRODUCT,
        ),
        count(
            "new_product_count_90d",
            BEHAVIOUR,
            "products",
            "Products bought for the first time in the window, as far as the history known goes back.",
            "assortments.n_new",
            days=90,
            needs=("orders.product",),
            null_means=NO_PRODUCT,
        ),
    )


def _baskets(moment: Moment) -> tuple[Definition, ...]:
    return (
        count("unit_count", BEHAVIOUR, "units", "Units bought, before returns.", "purchases.unit_sum"),
        number(
            "units_per_order",
            BEHAVIOUR,
            "units",
            "Units bought per order.",
            moment.ratio("purchases.unit_sum", "purchases.order_count"),
        ),
        number(
            "lines_per_order",
            BEHAVIOUR,
            "lines",
            "Lines per order: how many different items are bought at once.",
            moment.ratio("purchases.line_count", "purchases.order_count"),
        ),
    )


def _categories(moment: Moment) -> tuple[Definition, ...]:
    entropy = f"{moment.number('category_tastes.fine_entropy')} / {moment.number(str(FINE))}"
    texts = (
        ("main_category", "The category of most money, the first in the alphabet where two tie.",
         "category_tastes.top_category"),
        ("first_category", "The category of the first purchase known, that of more money where two tie.",
         "category_turns.opening_category"),
        ("last_category", "The category of the last purchase, that of more money where two tie.",
         "category_turns.latest_category"),
    )  # fmt: skip
    return (
        *(
            category(name, BEHAVIOUR, text, sql, needs=("orders.category",), null_means=NO_CATEGORY)
            for name, text, sql in texts
        ),
        count(
            "category_count",
            BEHAVIOUR,
            "categories",
            "Different categories bought from.",
            "category_tastes.n_categories",
            needs=("orders.category",),
            null_means=NO_CATEGORY,
        ),
        share(
            "main_category_share",
            BEHAVIOUR,
            "Money spent in the main category, as a share of money whose category is known.",
            moment.ratio("category_tastes.top_amount", "category_tastes.categories_amount"),
            needs=("orders.category",),
            null_means=NO_CATEGORY,
        ),
        number(
            "category_entropy",
            BEHAVIOUR,
            "nats",
            "Shannon entropy of the money over categories: 0 for one category, ln n for n alike.",
            entropy,
            needs=("orders.category",),
            null_means=NO_CATEGORY,
            is_default=True,
        ),
        number(
            "price_level",
            Lens.VALUE,
            "ratio",
            "Money paid against the same units at the price of the middle product of their categories: 1 is usual.",
            f"{moment.ratio('price_levels.paid_amount', 'price_levels.usual_amount')} * {SCALE}",
            needs=("orders.category", "orders.product"),
            null_means="no line of an order names its category",
            is_default=True,
        ),
    )
