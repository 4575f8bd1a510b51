"""What stands in cells: words for yes and no, for nothing, for nobody, for totals, for months and days of the week."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from shoal.languages.language import Language
from shoal.languages.names import LANGUAGES


def _words(of: Callable[[Language], str]) -> tuple[str, ...]:
    """Collect words of all languages, each once; ``_`` stands for a blank."""
    return tuple(dict.fromkeys(word.replace("_", " ") for one in LANGUAGES for word in of(one).split()))


def _by_number(of: Callable[[Language], Iterable[str]], n: int) -> tuple[frozenset[str], ...]:
    found: list[set[str]] = [set() for _ in range(n)]
    for language in LANGUAGES:
        for number, words in enumerate(of(language)):
            found[number] |= set(words.split())
    return tuple(frozenset(words) for words in found)


YES = _words(lambda one: one.yes)
NO = _words(lambda one: one.no)
GRANTED = _words(lambda one: one.granted)
DENIED = _words(lambda one: one.denied)
"""What is written where people were asked whether they agree."""

MISSING = ("", *_words(lambda one: one.missing))
"""What is written where there is nothing, in lower case; the errors of spreadsheets among it."""

NOBODY = _words(lambda one: one.nobody)
"""What is written in a column of customers where nobody is named, in lower case."""

TOTALS = _words(lambda one: one.totals)
"""What stands before totals, in lower case."""

UNDONE = _words(lambda one: one.undone)
"""Words for what is no sale, in lower case, with blanks for hyphens and underscores."""

MONTHS = _by_number(lambda one: one.months, 12)
"""The names and short names of each month in all languages; no word stands for two months."""

WEEKDAYS = _by_number(lambda one: one.weekdays, 7)
"""The names and short names of the days of the week, Monday first; ``mar`` is a Tuesday in three languages."""
