"""What models learn from: customers as they were known on earlier days, beside what happened after each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shoal.predict.arrays import Floats, Folds, Mask, Places, Texts
from shoal.predict.facts import Facts, together


@dataclass(frozen=True)
class Examples:
    """Customers, a row for each of the days on which they were looked at.

    Parameters
    ----------
    facts : Facts
    happened : float array (n,), 0 or 1
    person : str array (n,)
        The same on every day.
    day : int array (n,)
        0 is the latest of the earlier days, 1 the one before it.
    asides : mapping of name to float array (n,)
        Scores of other ways, the higher the likelier; nothing learns from them.
    """

    facts: Facts
    happened: Floats
    person: Texts
    day: Folds
    asides: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(self.happened)

    def rows(self, chosen: Places | Mask) -> Examples:
        """Give some of the rows."""
        return Examples(
            self.facts.rows(chosen),
            self.happened[chosen],
            self.person[chosen],
            self.day[chosen],
            {name: scores[chosen] for name, scores in self.asides.items()},
        )

    def without(self, left_out: Sequence[str]) -> Examples:
        """Leave features out."""
        return Examples(self.facts.without(left_out), self.happened, self.person, self.day, self.asides)


def of_days(parts: Sequence[Examples]) -> Examples:
    """Put the examples of several days below each other, the latest first; other ways need tell of that alone."""
    return Examples(
        together([part.facts for part in parts]),
        np.concatenate([part.happened for part in parts]),
        np.concatenate([part.person for part in parts]),
        np.concatenate([np.full(len(part), place, dtype=np.int64) for place, part in enumerate(parts)]),
        {
            name: np.concatenate([part.asides.get(name, np.full(len(part), np.nan)) for part in parts])
            for name in parts[0].asides
        },
    )


def folds(examples: Examples, n_folds: int, *, part: str) -> Folds:
    """Give every row one of so many parts, by a hash of the person: all rows of a person are in the same part.

    Persons whose rows are the same in every number are in one part too: they may be one person under two keys.

    Parameters
    ----------
    examples : Examples
    n_folds : int
    part : str
        Salt: another one gives another division.
    """
    alike = _alike(examples)
    return np.array(
        [int(hashlib.md5(f"{part} of {who}".encode()).hexdigest()[:8], 16) % n_folds for who in alike],  # noqa: S324
        dtype=np.int64,
    )


def _alike(examples: Examples) -> Texts:
    """Give the name of the person, or of the first who has the same row on the latest day that either was seen."""
    same = doubles(examples)
    return np.array([same.get(who, who) for who in examples.person.tolist()], dtype=np.str_)


RARE = 3
"""A number that at most so many customers have can tell persons apart."""


def doubles(examples: Examples) -> Mapping[str, str]:
    """Find persons who have the very row of another, and name that other.

    Only rows with a rare number count: many customers who ordered once, on one day, for one price are alike by chance.
    """
    latest = np.flatnonzero(examples.day == examples.day.min(initial=0))
    every = [np.nan_to_num(column[latest], nan=-1e300) for column in examples.facts.numbers.values()]
    if not every or not len(latest):
        return {}
    is_rare = np.zeros(len(latest), dtype=bool)
    for column in every:
        _, place, counts = np.unique(column, return_inverse=True, return_counts=True)
        is_rare |= counts[place.reshape(-1)] <= RARE
    _, first, place = np.unique(np.column_stack(every), axis=0, return_index=True, return_inverse=True)
    persons = examples.person[latest]
    other = persons[first[place.reshape(-1)]]
    pairs = zip(persons[is_rare].tolist(), other[is_rare].tolist(), strict=True)
    return {who: one for who, one in pairs if who != one}


@dataclass(frozen=True)
class Cut:
    """Rows that are learnt from, and rows that are told of: later ones, of other persons."""

    learnt: Places
    told: Places


def cuts(examples: Examples, n_folds: int, *, part: str) -> tuple[Cut, ...]:
    """Divide examples in time and by customer.

    With several days the latest is told from those before it; and nobody is told of by a model that has seen them.

    Parameters
    ----------
    examples : Examples
    n_folds : int
    part : str
        Salt of the division of customers.
    """
    of = folds(examples, n_folds, part=part)
    newest = int(examples.day.min(initial=0))
    is_one_day = bool((examples.day == newest).all())
    found = []
    for fold in range(n_folds):
        learnt = (of != fold) & (is_one_day | (examples.day != newest))
        told = (of == fold) & (examples.day == newest)
        found.append(Cut(np.flatnonzero(learnt), np.flatnonzero(told)))
    return tuple(found)
