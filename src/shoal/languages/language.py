"""What is known of one language: its words for what columns are called, and for what stands in their cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Language:
    """One language.

    Words are plain: lower case, without accents, since names are brought to that form before they are looked up. The
    words of cells keep their accents, and stand a second time without them where people leave them out.

    Parameters
    ----------
    name : str
    words : str
        Lines of ``english: word word``. A word with ``_`` stands for words that follow each other.
    friends : str
        The same for words that mean something else in another language. They count only where the other names of the
        file speak this language.
    fillers : str
        Articles and prepositions: set aside where other words remain.
    is_glued : bool
        True where words are put together into one (``Bestelldatum``).
    months, weekdays : tuple of str
        The names and short names of each, January and Monday first.
    yes, no, granted, denied : str
        Words of cells, in lower case; ``_`` stands for a blank.
    missing, nobody, totals, undone : str
        What is written where there is nothing, where nobody is named, before totals, and of what is no sale.
    """

    name: str
    words: str
    friends: str = ""
    fillers: str = ""
    is_glued: bool = False
    months: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = ()
    yes: str = ""
    no: str = ""
    granted: str = ""
    denied: str = ""
    missing: str = ""
    nobody: str = ""
    totals: str = ""
    undone: str = ""

    @cached_property
    def meanings(self) -> dict[str, tuple[str, ...]]:
        """Give the English words of each word, or of words joined by ``_``."""
        return _read(self.words)

    @cached_property
    def own_meanings(self) -> dict[str, tuple[str, ...]]:
        """Give the English words of the false friends."""
        return _read(self.friends)


def _read(table: str) -> dict[str, tuple[str, ...]]:
    """Read lines of ``english: word word``.

    Examples
    --------
    >>> _read("first_name: prenom nom_de_bapteme")
    {'prenom': ('first', 'name'), 'nom_de_bapteme': ('first', 'name')}
    """
    found: dict[str, tuple[str, ...]] = {}
    for line in table.split("\n"):
        english, _, words = line.partition(":")
        found |= dict.fromkeys(words.split(), tuple(english.strip().split("_")))
    return found
