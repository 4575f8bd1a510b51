"""Texts that name no customer: each row is a customer, who wrote it, and its other columns describe them."""

from __future__ import annotations

from shoal.sources.customer_roles import customer_columns
from shoal.sources.kind_choice import KindChoice, Roles
from shoal.sources.profile import Profile
from shoal.sources.role_choice import column_spec
from shoal.sources.text_roles import text_roles, texts_among
from shoal.terms import ColumnSpec, Kind, Loaded, Role

_USED = (Role.RATING, Role.OCCURRED_AT)


def texts_of_nobody(columns: tuple[Profile, ...]) -> KindChoice | None:
    """Tell reviews and answers that name no customer: somebody wrote and rated.

    Parameters
    ----------
    columns : tuple of Profile
    """
    roles = text_roles(columns, None)
    written = next(iter(texts_among(columns)), "")
    if not written or Role.RATING not in roles:
        return None
    why = f"somebody wrote ({written!r}) and rated ({roles[Role.RATING][0]!r}), and no column says who the customer is"
    return KindChoice(Kind.TEXTS, 0.6, why, {role: roles[role] for role in _USED if role in roles})


def texts_and_traits(
    loaded: Loaded, columns: tuple[Profile, ...], roles: Roles
) -> tuple[tuple[ColumnSpec, ...], tuple[str, ...]]:
    """Say what each column means: what was written and rated, and the traits of who wrote it.

    Returns
    -------
    tuple of ColumnSpec
    tuple of str
        Notes to be said aloud.
    """
    specs, notes = customer_columns(loaded, columns, None)
    of_text = texts_among(columns)
    profiles = {one.name: one for one in columns}
    of_text |= {name: column_spec(profiles[name], role, sure) for role, (name, sure) in roles.items()}
    said = tuple(note for note in notes if not any(repr(name) in note for name in of_text))
    return tuple(of_text.get(spec.name, spec) for spec in specs), said
