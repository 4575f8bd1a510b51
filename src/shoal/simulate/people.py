"""People: names, addresses and traits of the customers. All invented, with mail domains that are reserved for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.simulate.calendar import Calendar
from shoal.simulate.chance import Chance
from shoal.simulate.lives import Lives
from shoal.simulate.phones import phones
from shoal.simulate.population import Population
from shoal.simulate.seasons import Floats, Ints

FIRST_NAMES = (
    "Ada Alma Amir Anika Arne Aylin Bela Bruno Carla Chidi Clara Dario Elif Emil Esra Felix Freya Hana Hugo Ines Ivo "
    "Jana Jonas Kai Lena Leo Lina Luca Mara Mateo Mila Nadia Nils Noor Olga Oskar Paula Priya Rafael Rosa Sami Selma "
    "Sofia Theo Tomas Uma Vera Wim Yara Zoe"
)
LAST_NAMES = (
    "Adler Almeida Bakker Berg Costa Demir Duarte Eriksen Faber Ferrari Fischer Garcia Haas Hansen Ivanov Jansen Kaya "
    "Keller Kim Kowalski Kramer Larsen Laurent Lindberg Lopez Marino Martin Meyer Moreau Nakamura Nilsen Novak Okafor "
    "Olsen Patel Peeters Pereira Rossi Roux Santos Sato Schmidt Silva Smit Sorensen Tanaka Vidal Vogel Weber Wolf"
)
AGE_WIDTH = 10.0  # standard deviation of the year of birth within a type, in years
FIRST_YEAR, LAST_YEAR = 1930, 2007  # between which years of birth are clipped
DOMAINS = ("example.org", "example.com", "example.net")


def customer_ids(first: int, n_known: int) -> pa.StringArray:
    """Name customers K10001, K10002, ...

    Examples
    --------
    >>> customer_ids(10_001, 2).to_pylist()
    ['K10001', 'K10002']
    """
    return pc.binary_join_element_wise("K", pa.array(np.arange(n_known) + first).cast(pa.string()), "")


def draw_people(
    lives: Lives,
    spells: Population,
    n_silent: int,
    *,
    first: int,
    countries: tuple[tuple[str, float], ...],
    calendar: Calendar,
    chance: Chance,
) -> pa.Table:
    """Describe the buyers, then those who signed up and never ordered.

    Some traits are missing, as they are in life.

    Parameters
    ----------
    lives, spells
    n_silent : int
        People who never ordered.
    first : int
        Number of the first of all.
    countries : tuple of (str, float)
        Where they live, with shares that add up to 1.
    calendar, chance
    """
    n_known = len(lives) + n_silent
    ids = customer_ids(first, n_known)
    first_name = _drawn(FIRST_NAMES.split(), chance("first_name"), n_known)
    last_name = _drawn(LAST_NAMES.split(), chance("last_name"), n_known)
    domain = _drawn(DOMAINS, chance("domain"), n_known)
    numbered = pc.binary_join_element_wise(first_name, last_name, pc.utf8_slice_codeunits(ids, 1), ".")
    own = spells.is_first
    return pa.table(
        {
            "customer_id": ids,
            "email": pc.utf8_lower(pc.binary_join_element_wise(numbered, domain, "@")),
            "name": pc.binary_join_element_wise(first_name, last_name, " "),
            "phone": phones(np.arange(n_known) + first),
            "country": _countries(countries, chance("country"), n_known),
            "signup_on": _signups(lives, n_silent, calendar, chance),
            "newsletter": _newsletter(spells.newsletter_share[own], n_silent, chance),
            "birth_year": _birth_years(spells.birth_year[own], n_silent, chance),
            "churned": _churned(lives, n_silent, calendar.days),
        }
    )


def _countries(countries: tuple[tuple[str, float], ...], draw: np.random.Generator, n: int) -> pa.StringArray:
    place = draw.choice(len(countries), n, p=[share for _, share in countries])
    return pa.array([name for name, _ in countries]).take(pa.array(place))


def _drawn(options: Sequence[str], draw: np.random.Generator, n: int) -> pa.StringArray:
    return pa.array(options).take(pa.array(draw.integers(0, len(options), n)))


def as_dates(day: Ints, start: date) -> pa.Date32Array:
    """Turn days since the start into dates."""
    return pa.array((day + (start - date(1970, 1, 1)).days).astype(np.int32)).cast(pa.date32())


def _signups(lives: Lives, n_silent: int, calendar: Calendar, chance: Chance) -> pa.Date32Array:
    """Buyers sign up on the day of their first order or some days before it."""
    draw = chance("signup")
    ahead = np.floor(draw.exponential(4.0, len(lives)))
    silent = draw.integers(0, calendar.days, n_silent)
    return as_dates(np.concatenate([np.floor(lives.joined) - ahead, silent]).astype(np.int64), calendar.start)


def _newsletter(share: Floats, n_silent: int, chance: Chance) -> pa.StringArray:
    share = np.concatenate([share, np.full(n_silent, 0.7)])
    takes = chance("newsletter").random(len(share)) < share
    is_unknown = chance("newsletter_unknown").random(len(share)) < 0.04
    return pa.array(np.where(takes, "yes", "no"), mask=is_unknown)


def _birth_years(mean: Floats, n_silent: int, chance: Chance) -> pa.Int64Array:
    mean = np.concatenate([mean, np.full(n_silent, 1982.0)])
    year = np.rint(mean + AGE_WIDTH * chance("birth_year").standard_normal(len(mean)))
    year = np.clip(year, FIRST_YEAR, LAST_YEAR).astype(np.int64)
    return pa.array(year, mask=chance("birth_year_unknown").random(len(mean)) < 0.12)


def _churned(lives: Lives, n_silent: int, days: int) -> pa.StringArray:
    """Who has left by the end of the history; unknown of those who never were there."""
    has_left = np.concatenate([lives.left < days, np.zeros(n_silent, dtype=bool)])
    return pa.array(np.where(has_left, "yes", "no"), mask=np.arange(len(has_left)) >= len(lives))
