"""What customers will do next: how many orders, what they will be worth, and who has left without a word.

Start at `shoal.predict.fit_orders`: `histories` checks what is known, `beta_geometric` and `pareto` say how customers
order and leave, `spend` what an order is worth, `outlook` what follows for each customer, with its intervals.
"""

from shoal.predict.histories import Histories, histories
from shoal.predict.orders import PROCESSES, OrderModel, fit_orders
from shoal.predict.outlook import Bounds, Estimate, Outlook, outlook
from shoal.predict.spend import Purchases, SpendModel, fit_spend, independence, purchases

__all__ = [
    "PROCESSES",
    "Bounds",
    "Estimate",
    "Histories",
    "OrderModel",
    "Outlook",
    "Purchases",
    "SpendModel",
    "fit_orders",
    "fit_spend",
    "histories",
    "independence",
    "outlook",
    "purchases",
]
