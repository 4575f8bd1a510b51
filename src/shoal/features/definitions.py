"""The definitions of the features that orders give: meaning, unit, window and SQL, side by side.

Each expression reads the columns of the steps in `shoal.features.orders`; a customer without a purchase by `as_of`
has NULL in all of them, not zero.
"""

from __future__ import annotations

from dataclasses import dataclass

from shoal.engine.dialect import Dialect
from shoal.terms import Feature, FeatureType, Lens

ALL_HISTORY = "all history to as_of"


@dataclass(frozen=True)
class Definition:
    """A feature and the SQL expression that computes it.

    Parameters
    ----------
    feature : Feature
    sql : str
        Over the columns of the step ``customer_orders``; ``{double}`` is the engine's 64-bit float.
    """

    feature: Feature
    sql: str

    def expression(self, dialect: Dialect) -> str:
        """Give the expression for an engine."""
        return f"CAST({self.sql.format(double=dialect.double)} AS {dialect.double})"


def _define(
    name: str,
    kind: FeatureType,
    lens: Lens,
    unit: str,
    description: str,
    sql: str,
    *,
    window: str = ALL_HISTORY,
    null_means: str = "",
    is_default: bool = True,
) -> Definition:
    feature = Feature(name, kind, lens, unit, window, description, null_means, is_default=is_default)
    return Definition(feature, sql)


def order_definitions(trend_days: int) -> tuple[Definition, ...]:
    """List the features that orders give, the most telling first.

    The order matters: of two features that say nearly the same, the earlier one is kept.

    Parameters
    ----------
    trend_days : int
        Length in days of the period that the trend compares with the one before.

    Examples
    --------
    >>> [definition.feature.name for definition in order_definitions(90)][:3]
    ['net_revenue', 'order_count', 'recency_days']
    """
    return (
        _define(
            "net_revenue",
            FeatureType.NUMBER,
            Lens.VALUE,
            "money",
            "Everything paid, less what was returned or cancelled; can be negative.",
            "net_amount",
        ),
        _define(
            "order_count",
            FeatureType.COUNT,
            Lens.BEHAVIOUR,
            "orders",
            "Orders placed with at least one item bought, whatever was cancelled later.",
            "order_count",
        ),
        _define(
            "recency_days",
            FeatureType.COUNT,
            Lens.ENGAGEMENT,
            "days",
            "Days since the last order.",
            "recency_days",
        ),
        _define(
            "average_order_value",
            FeatureType.NUMBER,
            Lens.VALUE,
            "money",
            "Money per order, before returns.",
            "CAST(gross_amount AS {double}) / nullif(order_count, 0)",
        ),
        _define(
            "tenure_days",
            FeatureType.COUNT,
            Lens.ENGAGEMENT,
            "days",
            "Days since the first order known.",
            "tenure_days",
        ),
        _define(
            "product_count",
            FeatureType.COUNT,
            Lens.BEHAVIOUR,
            "products",
            "Different products bought.",
            "nullif(product_count, 0)",
            null_means="the orders name no products",
        ),
        _define(
            "return_share",
            FeatureType.SHARE,
            Lens.BEHAVIOUR,
            "share",
            "Money returned or cancelled, as a share of money spent; above 1 where more came back than was bought in "
            "the history known.",
            "CAST(returned_amount AS {double}) / nullif(CAST(gross_amount AS {double}), 0)",
        ),
        _define(
            "units_per_order",
            FeatureType.NUMBER,
            Lens.BEHAVIOUR,
            "units",
            "Units bought per order.",
            "units / nullif(order_count, 0)",
            is_default=False,
        ),
        _define(
            "repeat_count",
            FeatureType.COUNT,
            Lens.BEHAVIOUR,
            "orders",
            "Orders after the first.",
            "order_count - 1",
            is_default=False,
        ),
        _define(
            "active_days",
            FeatureType.COUNT,
            Lens.ENGAGEMENT,
            "days",
            "Days from the first order to the last.",
            "tenure_days - recency_days",
            is_default=False,
        ),
        _define(
            "cadence_days",
            FeatureType.NUMBER,
            Lens.BEHAVIOUR,
            "days",
            "Mean days between one day with an order and the next.",
            "CAST(gap_sum AS {double}) / nullif(gap_count, 0)",
            null_means="fewer than two days with an order",
            is_default=False,
        ),
        _define(
            "cadence_spread",
            FeatureType.NUMBER,
            Lens.BEHAVIOUR,
            "ratio",
            "Standard deviation of the days between orders over their mean: 0 like clockwork, about 1 at random.",
            # Sums of squares stay integers until here, so that the answer does not depend on the order of rows.
            "CASE WHEN gap_count >= 2 THEN sqrt(greatest(CAST(gap_square_sum AS {double}) / gap_count"
            " - (CAST(gap_sum AS {double}) / gap_count) * (CAST(gap_sum AS {double}) / gap_count), 0))"
            " / (CAST(gap_sum AS {double}) / gap_count) END",
            null_means="fewer than three days with an order",
            is_default=False,
        ),
        _define(
            "revenue_trend",
            FeatureType.NUMBER,
            Lens.ENGAGEMENT,
            "ratio",
            f"Money of the last {trend_days} days against the {trend_days} days before: 1 only recent, 0 even, "
            "-1 only before.",
            "CAST(recent_amount - before_amount AS {double})"
            " / nullif(CAST(recent_amount + before_amount AS {double}), 0)",
            window=f"last {2 * trend_days} days to as_of",
            null_means=f"no order in the last {2 * trend_days} days",
            is_default=False,
        ),
        _define(
            "weekend_share",
            FeatureType.SHARE,
            Lens.BEHAVIOUR,
            "share",
            "Orders placed on a Saturday or Sunday in the time zone of the business, as a share of orders.",
            "CAST(weekend_count AS {double}) / nullif(order_count, 0)",
            is_default=False,
        ),
    )


COUNTRY = Feature(
    "country",
    FeatureType.CATEGORY,
    Lens.GEOGRAPHIC,
    "",
    ALL_HISTORY,
    "The country of most orders, the first in the alphabet where two tie; else the one that the customer states.",
    "no country is named",
    is_default=False,
)
