"""What sets each segment apart, what a customer is there for, and what would move them."""

from shoal.interpret.claims import Spread, claims_hold
from shoal.interpret.crossing import crossed
from shoal.interpret.describe import describe
from shoal.interpret.effect import standardised_effect
from shoal.interpret.lasting import come_back
from shoal.interpret.moments import Moments
from shoal.interpret.offers import After, futures, prospect
from shoal.interpret.others import too_small
from shoal.interpret.profile import everyone
from shoal.interpret.rules import ruled
from shoal.interpret.why import Placing, Why, why

__all__ = [
    "After",
    "Moments",
    "Placing",
    "Spread",
    "Why",
    "claims_hold",
    "come_back",
    "crossed",
    "describe",
    "everyone",
    "futures",
    "prospect",
    "ruled",
    "standardised_effect",
    "too_small",
    "why",
]
