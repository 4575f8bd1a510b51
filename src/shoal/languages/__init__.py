"""Languages: what column names mean and what stands in cells, in eight languages.

One file holds the words of one language; everything else knows English alone.
"""

from shoal.languages.cells import DENIED, GRANTED, MISSING, MONTHS, NO, NOBODY, TOTALS, UNDONE, WEEKDAYS, YES
from shoal.languages.names import LANGUAGES, english_words, in_english, spoken_in

__all__ = [
    "DENIED",
    "GRANTED",
    "LANGUAGES",
    "MISSING",
    "MONTHS",
    "NO",
    "NOBODY",
    "TOTALS",
    "UNDONE",
    "WEEKDAYS",
    "YES",
    "english_words",
    "in_english",
    "spoken_in",
]
