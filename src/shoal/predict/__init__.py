"""What customers will do next: how many orders, what they will be worth, and who has left without a word.

Start at `shoal.predict.fit_orders`: `histories` checks what is known, `beta_geometric` and `pareto` say how customers
order and leave, `spend` what an order is worth, `outlook` what follows for each customer, with its intervals.
"""

from shoal.predict.backtest import Tried, held_against, said_of
from shoal.predict.demand import Forecast, forecast, refuse_short
from shoal.predict.demand_backtest import (
    DemandTried,
    compared,
    held_against_demand,
    origins_back,
    said_of_demand,
)
from shoal.predict.foresee import Asked, Fitted, columns_of, fit, predictions, refuse_unusable
from shoal.predict.histories import Histories, histories
from shoal.predict.learning import Learnt, NextAsked, learn, refuse_unusable_next, untaught, why_untaught
from shoal.predict.lines import Membership, demand_table, membership, told_lines, wanted_products
from shoal.predict.next_backtest import NextTried, held_against_next, said_of_next
from shoal.predict.orders import PROCESSES, OrderModel, fit_orders
from shoal.predict.outlook import Outlook, outlook
from shoal.predict.reading import Buyers, read_buyers
from shoal.predict.spend import Purchases, SpendModel, fit_spend, independence, purchases
from shoal.predict.suggesting import columns_of_next, suggest, warnings_of_next
from shoal.predict.tastes import Tastes, read_bought, read_tastes
from shoal.predict.weeks import Weeks, read_weeks

__all__ = [
    "PROCESSES",
    "Asked",
    "Buyers",
    "DemandTried",
    "Fitted",
    "Forecast",
    "Histories",
    "Learnt",
    "Membership",
    "NextAsked",
    "NextTried",
    "OrderModel",
    "Outlook",
    "Purchases",
    "SpendModel",
    "Tastes",
    "Tried",
    "Weeks",
    "columns_of",
    "columns_of_next",
    "compared",
    "demand_table",
    "fit",
    "fit_orders",
    "fit_spend",
    "forecast",
    "held_against",
    "held_against_demand",
    "held_against_next",
    "histories",
    "independence",
    "learn",
    "membership",
    "origins_back",
    "outlook",
    "predictions",
    "purchases",
    "read_bought",
    "read_buyers",
    "read_tastes",
    "read_weeks",
    "refuse_short",
    "refuse_unusable",
    "refuse_unusable_next",
    "said_of",
    "said_of_demand",
    "said_of_next",
    "suggest",
    "told_lines",
    "untaught",
    "wanted_products",
    "warnings_of_next",
    "why_untaught",
]
