"""What linking found, in plain words; no key and no identifier stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shoal.terms import Linking
from shoal.unify.links import Found

WORDS: Mapping[str, tuple[str, str]] = {
    "email": ("e-mail address", "e-mail addresses"),
    "phone": ("phone number", "phone numbers"),
    "iban": ("bank account", "bank accounts"),
    "national_id": ("official number", "official numbers"),
    "device": ("device", "devices"),
}


@dataclass(frozen=True)
class Counts:
    """What the sentences count beside `Linking`.

    Parameters
    ----------
    n_spelled, n_so_spelled : int
        Source keys that are another but for blanks, case and a trailing .0, and the keys that they are then.
    n_linked, n_so_linked : int
        Keys that are linked, and the customers that they are.
    n_met : int
        Customers of an earlier build that turned out to be others of it.
    n_conflicts : int
    """

    n_spelled: int
    n_so_spelled: int
    n_linked: int
    n_so_linked: int
    n_met: int
    n_conflicts: int


def sentences(linking: Linking, found: Found, counts: Counts, *, unknown: int) -> tuple[str, ...]:
    """Say what was linked, what was not and why.

    Parameters
    ----------
    linking : Linking
    found : Found
    counts : Counts
    unknown : int
        Pairs of `always` and `never` with a key that no source has.
    """
    return (
        *_merged(linking, counts),
        *_passed_over(found),
        *_visitors(linking),
        *_wishes(counts, unknown),
    )


def _merged(linking: Linking, counts: Counts) -> Iterator[str]:
    if counts.n_spelled:
        yield (
            f"{counts.n_spelled} source keys are {_of(counts.n_so_spelled, 'customer', 'customers')} once blanks, case"
            " and a trailing .0 are set aside"
        )
    if counts.n_linked:
        how = ", ".join(f"{n:,} by {_of_what(via)}" for via, n in linking.by_field.items())
        yield (
            f"{counts.n_linked:,} source keys are {_of(counts.n_so_linked, 'customer', 'customers')}, for they share"
            f" an identifier and nothing speaks against it (links: {how}); `shoal identity` shows which, and"
            " `shoal identity split` takes one back"
        )
    if counts.n_conflicts:
        yield (
            f"{_of(counts.n_conflicts, 'pair', 'pairs')} of source keys {_share(counts.n_conflicts)} an identifier and"
            " stay two customers, because names or official numbers speak against it (a family with one address, say)"
        )


def _passed_over(found: Found) -> Iterator[str]:
    for field, n in found.n_placeholders.items():
        yield f"{_of(n, *WORDS[field])} standing for nobody (none@..., 0000000) {_link(n)} nothing"
    for field, n in found.n_crowded.items():
        yield (
            f"{_of(n, *WORDS[field])} shared by more source keys than one person has {_link(n)} nothing"
            " (unify.most_keys_per_identifier)"
        )


def _visitors(linking: Linking) -> Iterator[str]:
    if linking.n_visitors:
        unknown = linking.n_visitors - linking.n_stitched - linking.n_shared_devices
        yield (
            f"{linking.n_stitched:,} of {_of(linking.n_visitors, 'anonymous visitor', 'anonymous visitors')} turned out"
            f" to be a customer; {unknown:,} stay unknown and are no customers"
        )
    if linking.n_shared_devices:
        yield (
            f"{_of(linking.n_shared_devices, 'device was', 'devices were')} used by several customers: what happened"
            " there is the customer's who was known in the same session, else nobody's"
        )


def _wishes(counts: Counts, unknown: int) -> Iterator[str]:
    if counts.n_met:
        yield f"{counts.n_met:,} customers whom an earlier build knew apart are merged with another of them now"
    if unknown:
        yield f"{_of(unknown, 'pair', 'pairs')} of unify.always and unify.never name a key that no source has"


def _of(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"


def _of_what(via: str) -> str:
    return WORDS[via][0] if via in WORDS else "unify.always"


def _link(n: int) -> str:
    return "links" if n == 1 else "link"


def _share(n: int) -> str:
    return "shares" if n == 1 else "share"
