"""What sets each segment apart: a short true name, a persona, what to do; and why a customer is in one."""

from shoal.interpret.claims import Spread, claims_hold
from shoal.interpret.crossing import Crossing, crossed, crossed_with, passed
from shoal.interpret.describe import OUTLIERS, describe, spoken_of
from shoal.interpret.effect import standardised_effect
from shoal.interpret.lasting import come_back
from shoal.interpret.moments import Moments
from shoal.interpret.offers import After, futures, least_gap, prospect
from shoal.interpret.others import OTHERS, too_small
from shoal.interpret.playbook import Playbook
from shoal.interpret.playbook_file import read_playbook, shipped_text
from shoal.interpret.portray import portrayed
from shoal.interpret.profile import everyone
from shoal.interpret.reach import reached
from shoal.interpret.rules import ruled
from shoal.interpret.why import Placing, Why, why

__all__ = [
    "OTHERS",
    "OUTLIERS",
    "After",
    "Crossing",
    "Moments",
    "Placing",
    "Playbook",
    "Spread",
    "Why",
    "claims_hold",
    "come_back",
    "crossed",
    "crossed_with",
    "describe",
    "everyone",
    "futures",
    "least_gap",
    "passed",
    "portrayed",
    "prospect",
    "reached",
    "read_playbook",
    "ruled",
    "shipped_text",
    "spoken_of",
    "standardised_effect",
    "too_small",
    "why",
]
