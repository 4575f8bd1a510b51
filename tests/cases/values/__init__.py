"""Cases about values: how text becomes dates, numbers, keys and customers."""

from __future__ import annotations

from collections.abc import Mapping

from cases.case import Case
from cases.values import currency, dates, keys, names, numbers, text, traits

SUBJECTS: Mapping[str, tuple[Case, ...]] = {
    "Dates and times": dates.CASES,
    "Numbers": numbers.CASES,
    "Currencies": currency.CASES,
    "Names of columns": names.CASES,
    "Ids of customers": keys.CASES,
    "Traits of customers": traits.CASES,
    "Texts": text.CASES,
}
"""The title of a subject -> its cases, in the order of the documentation."""
