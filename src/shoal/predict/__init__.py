"""What customers will do next: how many orders, what they will be worth, who leaves, and who does what.

Start at `shoal.predict.fit_orders` for orders and value: `histories` checks what is known, `beta_geometric` and
`pareto` say how customers order and leave, `spend` what an order is worth, `outlook` what follows for each customer,
with its intervals. Start at `shoal.predict.learn_outcome` for what may happen or not: `examples` are customers of
earlier days beside what happened, `leaks` finds what gives it away, `kinds` are the models, `choosing` and `proof` try
them, `foretold` is the table.
"""

from shoal.predict.ahead import ahead_by_segment
from shoal.predict.backtest import Tried, held_against, said_of
from shoal.predict.demand import Forecast, forecast, refuse_short
from shoal.predict.demand_backtest import DemandTried, compared, held_against_demand, origins_back, said_of_demand
from shoal.predict.examples import Examples, of_days
from shoal.predict.facts import Facts, usable
from shoal.predict.foresee import Asked, Fitted, columns_of, fit, predictions, refuse_unusable
from shoal.predict.foretold import Foretold, by_segment, summed, worth
from shoal.predict.histories import Histories, histories
from shoal.predict.learning import Learnt, NextAsked, learn, refuse_unusable_next, untaught, why_untaught
from shoal.predict.lines import Membership, demand_table, membership, told_lines, wanted_products
from shoal.predict.looked import alive, everyone, labelled, look
from shoal.predict.next_backtest import NextTried, held_against_next, said_of_next
from shoal.predict.orders import PROCESSES, OrderModel, fit_orders
from shoal.predict.outcome import Learning, LearntOutcome, how_to_learn, learn_outcome, probabilities
from shoal.predict.outlook import Outlook, outlook
from shoal.predict.reading import Buyers, read_buyers
from shoal.predict.reasons import reasons
from shoal.predict.saved import model_from, model_text
from shoal.predict.spend import Purchases, SpendModel, fit_spend, independence, purchases
from shoal.predict.stages import holdings_lasted, label_lasted, lasting, standing, those
from shoal.predict.suggesting import columns_of_next, suggest, warnings_of_next
from shoal.predict.tastes import Tastes, read_bought, read_tastes
from shoal.predict.trust import cautions, trust
from shoal.predict.weeks import Weeks, read_weeks

__all__ = [
    "PROCESSES",
    "Asked",
    "Buyers",
    "DemandTried",
    "Examples",
    "Facts",
    "Fitted",
    "Forecast",
    "Foretold",
    "Histories",
    "Learning",
    "Learnt",
    "LearntOutcome",
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
    "ahead_by_segment",
    "alive",
    "by_segment",
    "cautions",
    "columns_of",
    "columns_of_next",
    "compared",
    "demand_table",
    "everyone",
    "fit",
    "fit_orders",
    "fit_spend",
    "forecast",
    "held_against",
    "held_against_demand",
    "held_against_next",
    "histories",
    "holdings_lasted",
    "how_to_learn",
    "independence",
    "label_lasted",
    "labelled",
    "lasting",
    "learn",
    "learn_outcome",
    "look",
    "membership",
    "model_from",
    "model_text",
    "of_days",
    "origins_back",
    "outlook",
    "predictions",
    "probabilities",
    "purchases",
    "read_bought",
    "read_buyers",
    "read_tastes",
    "read_weeks",
    "reasons",
    "refuse_short",
    "refuse_unusable",
    "refuse_unusable_next",
    "said_of",
    "said_of_demand",
    "said_of_next",
    "standing",
    "suggest",
    "summed",
    "those",
    "told_lines",
    "trust",
    "untaught",
    "usable",
    "wanted_products",
    "warnings_of_next",
    "why_untaught",
    "worth",
]
