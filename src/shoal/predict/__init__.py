"""What customers will do next: how many orders, what they will be worth, who leaves, and who does what.

Start at `shoal.predict.fit_orders` for orders and value, in `lifetimes`: `histories` checks what is known,
`beta_geometric` and `pareto` say how customers order and leave, `spend` what an order is worth, `outlook` what follows
for each customer, with its intervals. Start at `shoal.predict.learn_outcome` for what may happen or not, in `outcomes`:
`examples` are customers of earlier days beside what happened, `leaks` finds what gives it away, `proof` tries the whole
way of learning, `foretold` is the table; `models` holds the kinds of models that compete, `leaving` the stages of
customers and how long they stay. `products` says what each customer buys next, `demand` what segments ask for.
"""

from shoal.predict.demand.backtest import DemandTried, compared, held_against_demand, origins_back, said_of_demand
from shoal.predict.demand.forecasting import Forecast, forecast, refuse_short
from shoal.predict.demand.lines import Membership, demand_table, membership, told_lines, wanted_products
from shoal.predict.demand.weeks import Weeks, read_weeks
from shoal.predict.examples import Examples, of_days
from shoal.predict.facts import Facts, usable
from shoal.predict.leaving.lasting import Lasting, holdings_lasting, label_lasting
from shoal.predict.leaving.stages import standing, told_by_label
from shoal.predict.lifetimes.ahead import ahead_by_segment
from shoal.predict.lifetimes.backtest import Tried, held_against, said_of
from shoal.predict.lifetimes.foresee import Asked, Fitted, columns_of, fit, predictions, refuse_unusable
from shoal.predict.lifetimes.histories import Histories, histories
from shoal.predict.lifetimes.orders import PROCESSES, OrderModel, fit_orders
from shoal.predict.lifetimes.outlook import Outlook, outlook
from shoal.predict.lifetimes.reading import Buyers, read_buyers
from shoal.predict.lifetimes.spend import Purchases, SpendModel, fit_spend, independence, purchases
from shoal.predict.models.reasons import reasons
from shoal.predict.models.saved import model_from, model_text
from shoal.predict.outcomes.foretold import Foretold, bounds, by_segment, summed, worth
from shoal.predict.outcomes.looked import alive, everyone, labelled, look
from shoal.predict.outcomes.outcome import Learning, LearntOutcome, how_to_learn, learn_outcome, probabilities
from shoal.predict.outcomes.taught import Taught, just_taught, refuse_unlike, taught_before
from shoal.predict.products.backtest import NextTried, held_against_next, said_of_next
from shoal.predict.products.learning import Learnt, NextAsked, learn, refuse_unusable_next, untaught, why_untaught
from shoal.predict.products.naming import keys_of, naming, with_names
from shoal.predict.products.suggesting import columns_of_next, suggest, warnings_of_next
from shoal.predict.products.tastes import Tastes, read_bought, read_tastes
from shoal.predict.segments_ahead import Written, segments_ahead

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
    "Lasting",
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
    "Taught",
    "Tried",
    "Weeks",
    "Written",
    "ahead_by_segment",
    "alive",
    "bounds",
    "by_segment",
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
    "holdings_lasting",
    "how_to_learn",
    "independence",
    "just_taught",
    "keys_of",
    "label_lasting",
    "labelled",
    "learn",
    "learn_outcome",
    "look",
    "membership",
    "model_from",
    "model_text",
    "naming",
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
    "refuse_unlike",
    "refuse_unusable",
    "refuse_unusable_next",
    "said_of",
    "said_of_demand",
    "said_of_next",
    "segments_ahead",
    "standing",
    "suggest",
    "summed",
    "taught_before",
    "told_by_label",
    "told_lines",
    "untaught",
    "usable",
    "wanted_products",
    "warnings_of_next",
    "why_untaught",
    "with_names",
    "worth",
]
