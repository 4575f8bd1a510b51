"""What comes back."""

from __future__ import annotations

from shoal.features.definition import Subject, count, share
from shoal.features.moment import Moment
from shoal.terms import Kind, Lens


def order_returns(moment: Moment) -> Subject:
    """Define returns and cancellations, over ``purchases``."""
    return Subject(
        (Kind.ORDERS,),
        (),
        (
            share(
                "return_share",
                Lens.BEHAVIOUR,
                "Money returned or cancelled, as a share of money spent; above 1 where more came back than was bought "
                "in the history known.",
                moment.ratio("purchases.returned_amount", "purchases.gross_amount"),
                is_default=True,
            ),
            count(
                "return_count",
                Lens.BEHAVIOUR,
                "orders",
                "Orders and credit notes under which something was returned or cancelled.",
                "purchases.return_count",
            ),
            count(
                "cancelled_count",
                Lens.BEHAVIOUR,
                "orders",
                "Orders of which everything was taken back under their own number.",
                "purchases.cancelled_count",
            ),
        ),
    )
