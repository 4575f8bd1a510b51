"""What the words of column names mean, said in English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from shoal.languages.dutch import DUTCH
from shoal.languages.english import ENGLISH
from shoal.languages.french import FRENCH
from shoal.languages.german import GERMAN
from shoal.languages.italian import ITALIAN
from shoal.languages.language import Language
from shoal.languages.polish import POLISH
from shoal.languages.portuguese import PORTUGUESE
from shoal.languages.spanish import SPANISH
from shoal.terms.names import words_of

LANGUAGES = (ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE, ITALIAN, DUTCH, POLISH)

_LONGEST_PHRASE = 4

_BORROWED = frozenset("id nr no code name order status newsletter email online web shop app login index".split())  # noqa: SIM905
"""English words that stand in compounds of other languages."""

_HEADS = (
    "datum", "nummer", "preis", "betrag", "menge", "anzahl", "umsatz", "summe", "kategorie", "wahrung", "waehrung",
    "zeitpunkt", "artikel", "bezeichnung", "beschreibung", "prijs", "bedrag", "aantal", "totaal", "categorie",
    "omschrijving",
)  # fmt: skip
"""Nouns that decide what a German or Dutch compound means, whatever stands before; too long to end a word by chance."""

_ENOUGH_NAMES, _ENOUGH_SHARE = 2, 1 / 3
"""Names by which a file speaks a language: so many, or such a share of them."""


def spoken_in(names: Iterable[str]) -> frozenset[str]:
    """Say which languages the names of a file's columns speak, by words that mean the same in every language.

    Parameters
    ----------
    names : iterable of str

    Returns
    -------
    frozenset of str
        Names of languages. Related ones may be among them together; English is never.

    Examples
    --------
    >>> sorted(spoken_in(["Data", "Ilość", "Kwota", "Klient"])), sorted(spoken_in(["data", "customer", "amount"]))
    (['Polish'], [])
    """
    names = tuple(names)
    votes = Counter(language.name for name in names for language in LANGUAGES if _speaks(language, words_of(name)))
    best = max(votes.values(), default=0)
    least = min(_ENOUGH_NAMES, _ENOUGH_SHARE * len(names))
    return frozenset(name for name, n in votes.items() if n >= least and 2 * n > best)


def english_words(name: str, spoken: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Split the name of a column into words, those of other languages said in English.

    Parameters
    ----------
    name : str
    spoken : frozenset of str
        The languages of the file, as `spoken_in` gives them: a word that means something else in another language
        (``data``, a day in Italian) is read as one of theirs.

    Examples
    --------
    >>> english_words("Bestelldatum"), english_words("NºCliente"), english_words("Kwota brutto (zł)")
    (('order', 'date'), ('no', 'customer'), ('amount', 'gross', 'zl'))
    >>> english_words("data"), english_words("Data", frozenset({"Italian"})), english_words("codice_fiscale")
    (('data',), ('date',), ('national', 'id'))
    """
    return in_english(words_of(name), spoken)


@cache
def in_english(words: tuple[str, ...], spoken: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Say plain words in English; what is in no dictionary stays as it is.

    Examples
    --------
    >>> in_english(("kundennummer",)), in_english(("country",)), in_english(("date", "de", "naissance"))
    (('customer', 'number'), ('country',), ('date', 'birth'))
    """
    said: list[str] = []
    place = 0
    while place < len(words):
        length, meaning = _phrase(words[place:], spoken)
        said += meaning
        place += length
    fillers = _fillers(spoken)
    told = tuple(word for word in said if word not in fillers)
    return told if any(not word.isdigit() for word in told) else tuple(said)


def _phrase(words: tuple[str, ...], spoken: frozenset[str]) -> tuple[int, tuple[str, ...]]:
    """Read the longest phrase at the beginning: how many words it has, and what they mean."""
    for length in range(min(_LONGEST_PHRASE, len(words)), 0, -1):
        phrase = "_".join(words[:length])
        found = _friends(spoken).get(phrase) or _dictionary().get(phrase)
        if found:
            return length, found
    return 1, _glued(words[0]) or (words[0],)


@cache
def _dictionary() -> dict[str, tuple[str, ...]]:
    return {word: meaning for language in LANGUAGES for word, meaning in language.meanings.items()}


@cache
def _friends(spoken: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Give the words that mean something else elsewhere, of the languages of a file."""
    mine = (language for language in LANGUAGES if language.name in spoken)
    return {word: meaning for language in mine for word, meaning in language.own_meanings.items()}


@cache
def _fillers(spoken: frozenset[str]) -> frozenset[str]:
    """Give articles and prepositions: all the common ``de``, ``di`` and ``da``, and others where they are spoken."""
    mine = (language.fillers for language in LANGUAGES if language.name in (*spoken, ENGLISH.name))
    return frozenset(word for fillers in (*mine, "de di del della dei du des da do d") for word in fillers.split())


@cache
def _glued(word: str) -> tuple[str, ...]:
    """Take a word apart into those that it is put together from; empty where it is not."""
    if len(word) < 5 or word.isdigit():
        return ()
    for language in LANGUAGES:
        found = _split(word, language)
        if found:
            return tuple(said for part in found for said in language.meanings.get(part, (part,)))
    head = next((head for head in _HEADS if word.endswith(head)), None)
    return (word.removesuffix(head), *_dictionary()[head]) if head else ()


def _split(word: str, language: Language) -> tuple[str, ...]:
    """Cut a word into two or more of one language, the longest first; a German ``s`` or ``n`` may join them."""
    known = language.meanings.keys() | (_BORROWED if language.meanings else frozenset())
    shortest = 3 if language.is_glued else 4
    for length in range(len(word) - 2, 1, -1):
        first, rest = word[:length], word[length:]
        bare = first if first in known else first[:-1] if language.is_glued and first[-1] in "sn" else ""
        if bare not in known or (len(bare) < shortest and bare not in _BORROWED and bare not in _SHORT):
            continue
        if rest in known and (len(rest) >= shortest or rest in _BORROWED):
            return (bare, rest)
        others = _split(rest, language) if len(rest) > 4 else ()
        if others:
            return (bare, *others)
    return ()


_SHORT = frozenset(("cod", "num", "kod", "kd", "dt", "qtd", "nom"))
"""Short words that begin compounds though they are short."""


def _speaks(language: Language, words: tuple[str, ...]) -> bool:
    """Say whether a name has a word of a language that is none of English."""
    for length in range(min(_LONGEST_PHRASE, len(words)), 0, -1):
        for place in range(len(words) - length + 1):
            phrase = "_".join(words[place : place + length])
            if phrase in language.meanings and phrase != "_".join(language.meanings[phrase]):
                return True
    return any(_split(word, language) for word in words if len(word) > 4 and word not in _dictionary())
