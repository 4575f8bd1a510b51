"""People: names, addresses and traits of the customers. All invented, with mail domains that are reserved for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.simulate.population import Population
from shoal.simulate.seasons import Ints
from shoal.simulate.streams import stream

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
DOMAINS = ("example.org", "example.com", "example.net")
COUNTRIES = ("Germany", "France", "Netherlands", "Spain", "Denmark", "Portugal")
COUNTRY_SHARES = (0.45, 0.18, 0.14, 0.11, 0.07, 0.05)
FIRST_NUMBER = 10_001


def customer_ids(n_known: int) -> pa.StringArray:
    """Name customers K10001, K10002, ..."""
    return pc.binary_join_element_wise("K", pa.array(np.arange(n_known) + FIRST_NUMBER).cast(pa.string()), "")


def draw_countries(n_known: int, *, seed: int) -> pa.StringArray:
    """Draw the country of everyone known."""
    drawn = stream(seed, "country").choice(len(COUNTRIES), n_known, p=COUNTRY_SHARES)
    return pa.array(COUNTRIES).take(pa.array(drawn))


def draw_people(
    population: Population, n_silent: int, countries: pa.StringArray, *, seed: int, start: date, days: int
) -> pa.Table:
    """Describe the buyers, then those who signed up and never ordered.

    Some traits are missing, as they are in life.
    """
    n_known = len(population) + n_silent
    ids = customer_ids(n_known)
    first = _drawn(FIRST_NAMES.split(), "first_name", n_known, seed)
    last = _drawn(LAST_NAMES.split(), "last_name", n_known, seed)
    domain = _drawn(DOMAINS, "domain", n_known, seed)
    numbered = pc.binary_join_element_wise(first, last, pc.utf8_slice_codeunits(ids, 1), ".")
    return pa.table(
        {
            "customer_id": ids,
            "email": pc.utf8_lower(pc.binary_join_element_wise(numbered, domain, "@")),
            "name": pc.binary_join_element_wise(first, last, " "),
            "country": countries,
            "signup_on": _signups(population, n_silent, seed=seed, start=start, days=days),
            "newsletter": _newsletter(population, n_silent, seed=seed),
            "birth_year": _birth_years(population, n_silent, seed=seed),
            "churned": _churned(population, n_silent, days),
        }
    )


def _drawn(options: Sequence[str], name: str, n: int, seed: int) -> pa.StringArray:
    return pa.array(options).take(pa.array(stream(seed, name).integers(0, len(options), n)))


def as_dates(day: Ints, start: date) -> pa.Date32Array:
    """Turn days since the start into dates."""
    return pa.array((day + (start - date(1970, 1, 1)).days).astype(np.int32)).cast(pa.date32())


def _signups(population: Population, n_silent: int, *, seed: int, start: date, days: int) -> pa.Date32Array:
    """Buyers sign up on the day of their first order or some days before it."""
    chance = stream(seed, "signup")
    ahead = np.floor(chance.exponential(4.0, len(population)))
    silent = chance.integers(0, days, n_silent)
    return as_dates(np.concatenate([np.floor(population.joined) - ahead, silent]).astype(np.int64), start)


def _newsletter(population: Population, n_silent: int, *, seed: int) -> pa.StringArray:
    share = np.concatenate([population.newsletter_share, np.full(n_silent, 0.7)])
    takes = stream(seed, "newsletter").random(len(share)) < share
    is_unknown = stream(seed, "newsletter_unknown").random(len(share)) < 0.04
    return pa.array(np.where(takes, "yes", "no"), mask=is_unknown)


def _birth_years(population: Population, n_silent: int, *, seed: int) -> pa.Int64Array:
    mean = np.concatenate([population.birth_year, np.full(n_silent, 1982.0)])
    year = np.clip(np.rint(mean + 10 * stream(seed, "birth_year").standard_normal(len(mean))), 1930, 2007).astype(
        np.int64
    )
    return pa.array(year, mask=stream(seed, "birth_year_unknown").random(len(mean)) < 0.12)


def _churned(population: Population, n_silent: int, days: int) -> pa.StringArray:
    """Who has left by the end of the history; unknown of those who never were there."""
    has_left = np.concatenate([population.left < days, np.zeros(n_silent, dtype=bool)])
    return pa.array(np.where(has_left, "yes", "no"), mask=np.arange(len(has_left)) >= len(population))
