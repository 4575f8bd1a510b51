"""How source keys became customers, for the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shoal.report.numbers import count
from shoal.terms import Linking

_VIA = {
    "always": "shoal.toml",
    "device": "device",
    "email": "e-mail address",
    "iban": "bank account",
    "national_id": "official number",
    "phone": "phone number",
}


@dataclass(frozen=True)
class Who:
    """What the page says of it.

    Parameters
    ----------
    sentence : str
    links : tuple of (what links, pairs of keys)
    others : tuple of str
        What was not linked, and why.
    """

    sentence: str
    links: tuple[tuple[str, str], ...]
    others: tuple[str, ...]


def who(linking: Linking) -> Who | None:
    """Say how source keys became customers; None where there is nothing to say.

    Examples
    --------
    >>> who(Linking(5, 4, 1, {"email": 1})).sentence
    '5 source keys are 4 customers. The command shoal identity shows which, and takes a merge back.'
    >>> who(Linking(4, 4)) is None
    True
    """
    others = tuple(_others(linking))
    if not linking.n_merged and not others:
        return None
    links = tuple((_VIA[via], count(n)) for via, n in linking.by_field.items())
    sentence = f"{count(linking.n_source_keys)} source keys are {count(linking.n_customers)} customers."
    if linking.n_merged:
        sentence += " The command shoal identity shows which, and takes a merge back."
    return Who(sentence, links, others)


def _others(linking: Linking) -> Iterator[str]:
    if linking.n_conflicts:
        yield f"Pairs that share an identifier and stay apart, for their names differ: {count(linking.n_conflicts)}"
    if linking.n_placeholders:
        yield f"Identifiers that stand for nobody and link nothing: {count(linking.n_placeholders)}"
    if linking.n_crowded:
        yield f"Identifiers that more keys share than one person has, and that link nothing: {count(linking.n_crowded)}"
    if linking.n_visitors:
        yield f"Anonymous visitors: {count(linking.n_visitors)}; customers after all: {count(linking.n_stitched)}"
    if linking.n_shared_devices:
        yield f"Devices that several customers used: {count(linking.n_shared_devices)}"
