"""What customers will do next: how many orders, what they will be worth, and who has left without a word.

Start at `shoal.predict.fit_orders`: `histories` checks what is known, `beta_geometric` and `pareto` say how customers
order and leave, `spend` what an order is worth, `outlook` what follows for each customer, with its intervals.
"""

from shoal.predict.backtest import Tried, held_against, said_of
from shoal.predict.foresee import Asked, Fitted, columns_of, fit, predictions, refuse_unusable
from shoal.predict.histories import Histories, histories
from shoal.predict.orders import PROCESSES, OrderModel, fit_orders
from shoal.predict.outlook import Outlook, outlook
from shoal.predict.reading import Buyers, read_buyers
from shoal.predict.spend import Purchases, SpendModel, fit_spend, independence, purchases

__all__ = [
    "PROCESSES",
    "Asked",
    "Buyers",
    "Fitted",
    "Histories",
    "OrderModel",
    "Outlook",
    "Purchases",
    "SpendModel",
    "Tried",
    "columns_of",
    "fit",
    "fit_orders",
    "fit_spend",
    "held_against",
    "histories",
    "independence",
    "outlook",
    "predictions",
    "purchases",
    "read_buyers",
    "refuse_unusable",
    "said_of",
]
