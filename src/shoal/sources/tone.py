"""The tone of a text: how glad or cross it sounds, by a lexicon with negation."""

from __future__ import annotations

import math
import re
import unicodedata

from shoal.sources.tone_words import BAD, GOOD, INTENSIFIERS, LINKS, NEGATIONS, VERY_BAD, VERY_GOOD

_WEIGHTS = (
    dict.fromkeys(GOOD, 1.0) | dict.fromkeys(BAD, -1.0) | dict.fromkeys(VERY_GOOD, 2.0) | dict.fromkeys(VERY_BAD, -2.0)
)

REACH = 3
"""So many words behind a negation are turned round, unless a sentence or clause ends before."""

TURNED = -0.7
"""What is not good is less bad than what is bad."""

STRONGER = 1.4
BEFORE, BEHIND = 0.7, 1.3
"""What stands before and behind a but."""

EVENNESS = 6.0
"""A sum of weights s gives the tone s / sqrt(s^2 + EVENNESS): one word gives about 0.4, and no number of them 1."""

MOST_LETTERS = 20_000
"""Of a longer text only the beginning is looked at."""

_TOKEN = re.compile(r"[a-z]+(?:n't)?|[.!?;:,()\n]")
_ENDS = frozenset(".!?;:()\n,")


def tone(text: str) -> float | None:
    """Measure the tone of a text.

    Words have weights of -2 to 2 (`tone_words`); one behind a negation is turned round and made less, one behind an
    intensifier made more; what stands behind a *but* counts more than what stands before it. The sum is brought into
    (-1, 1). Irony, and languages other than English, German, French and Spanish, are not understood.

    Parameters
    ----------
    text : str

    Returns
    -------
    float or None
        In (-1, 1), rounded to 4 digits; None where no word has a weight.

    Examples
    --------
    >>> tone("Very friendly, and quick."), tone("Not good at all"), tone("The parcel is blue")
    (0.6998, -0.2747, None)
    >>> tone("Der Service war leider schlecht") < 0 < tone("Je suis très satisfait")
    True
    """
    score, n_known = 0.0, 0
    reach, strength, place = 0, 1.0, 1.0
    for token in _TOKEN.findall(_plain(text[:MOST_LETTERS])):
        if token in _ENDS:
            reach, strength = 0, 1.0
            continue
        weight = _WEIGHTS.get(token)
        if token in LINKS:
            score *= BEFORE
            place, reach = BEHIND, 0
        elif token in INTENSIFIERS and weight is None:
            strength = STRONGER
        elif weight is not None:
            score += weight * strength * place * (TURNED if reach else 1.0)
            n_known += 1
            strength = 1.0
        reach = REACH if token in NEGATIONS or token.endswith("n't") else max(0, reach - 1)
    return round(score / math.sqrt(score * score + EVENNESS), 4) if n_known else None


def _plain(text: str) -> str:
    """Take away accents and case, and the apostrophe of what is elided."""
    lower = text.lower().replace("ß", "ss").replace("’", "'")
    if not lower.isascii():
        lower = "".join(letter for letter in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(letter))
    return lower
