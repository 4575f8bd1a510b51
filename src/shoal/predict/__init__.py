"""What customers will do next: how many orders, what they will be worth, who leaves, and who does what.

Start at `shoal.predict.fit_orders` for orders and value: `histories` checks what is known, `beta_geometric` and
`pareto` say how customers order and leave, `spend` what an order is worth, `outlook` what follows for each customer,
with its intervals. Start at `shoal.predict.learn_outcome` for what may happen or not: `examples` are customers of
earlier days beside what happened, `leaks` finds what gives it away, `kinds` are the models, `choosing` and `proof` try
them, `foretold` is the table.
"""

from shoal.predict.ahead import ahead_by_segment
from shoal.predict.backtest import Tried, held_against, said_of
from shoal.predict.examples import Examples, of_days
from shoal.predict.facts import Facts, usable
from shoal.predict.foresee import Asked, Fitted, columns_of, fit, predictions, refuse_unusable
from shoal.predict.foretold import Foretold, by_segment, summed, worth
from shoal.predict.histories import Histories, histories
from shoal.predict.looked import alive, everyone, labelled, look
from shoal.predict.orders import PROCESSES, OrderModel, fit_orders
from shoal.predict.outcome import Learning, LearntOutcome, how_to_learn, learn_outcome, probabilities
from shoal.predict.outlook import Outlook, outlook
from shoal.predict.reading import Buyers, read_buyers
from shoal.predict.reasons import reasons
from shoal.predict.saved import model_from, model_text
from shoal.predict.spend import Purchases, SpendModel, fit_spend, independence, purchases
from shoal.predict.stages import holdings_lasted, label_lasted, lasting, standing, those
from shoal.predict.trust import cautions, trust

__all__ = [
    "PROCESSES",
    "Asked",
    "Buyers",
    "Examples",
    "Facts",
    "Fitted",
    "Foretold",
    "Histories",
    "Learning",
    "LearntOutcome",
    "OrderModel",
    "Outlook",
    "Purchases",
    "SpendModel",
    "Tried",
    "ahead_by_segment",
    "alive",
    "by_segment",
    "cautions",
    "columns_of",
    "everyone",
    "fit",
    "fit_orders",
    "fit_spend",
    "held_against",
    "histories",
    "holdings_lasted",
    "how_to_learn",
    "independence",
    "label_lasted",
    "labelled",
    "lasting",
    "learn_outcome",
    "look",
    "model_from",
    "model_text",
    "of_days",
    "outlook",
    "predictions",
    "probabilities",
    "purchases",
    "read_buyers",
    "reasons",
    "refuse_unusable",
    "said_of",
    "standing",
    "summed",
    "those",
    "trust",
    "usable",
    "worth",
]
