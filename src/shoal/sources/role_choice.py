"""One column for each role of a kind, by names and values; what is left is kept out of the records."""

from __future__ import annotations

from collections.abc import Callable

from shoal.privacy.recognise import identifier_field, sensitive_subject
from shoal.sources.customer_roles import is_consent
from shoal.sources.kind_words import ANONYMOUS, RECEIVED
from shoal.sources.profile import Profile
from shoal.sources.vocabulary import CUSTOMER, FIXED, ID, has
from shoal.terms import ColumnSpec, ColumnType, Role

Score = Callable[[Profile], float]

LEAST = 0.3
"""Confidence from which a column is taken for a role."""

NUMBERS = frozenset((Role.QUANTITY, Role.UNIT_PRICE, Role.AMOUNT, Role.LIST_PRICE, Role.COST, Role.DURATION,
                     Role.RATING, Role.DISCOUNT))  # fmt: skip
TIMES = frozenset((Role.OCCURRED_AT, Role.STARTED_AT, Role.ENDED_AT))


def choose_roles(
    columns: tuple[Profile, ...], scores: tuple[tuple[Role, Score], ...], *, taken: frozenset[str] = frozenset()
) -> dict[Role, tuple[str, float]]:
    """Find the best column for each role, in the order of the roles; a column has one role.

    Parameters
    ----------
    columns : tuple of Profile
    scores : tuple of (Role, Score)
    taken : frozenset of str
        Columns that have a role already.
    """
    roles: dict[Role, tuple[str, float]] = {}
    used = set(taken)
    for role, score in scores:
        scored = [(score(one), round(one.filled, 1), -place, one.name) for place, one in enumerate(columns)]
        scored = [one for one in scored if one[0] >= LEAST and one[-1] not in used]
        if scored:
            best = max(scored)
            roles[role] = (best[-1], best[0])
            used.add(best[-1])
    return roles


def column_specs(
    columns: tuple[Profile, ...],
    roles: dict[Role, tuple[str, float]],
    customer: ColumnSpec | None,
    also: dict[str, ColumnSpec] | None = None,
) -> tuple[ColumnSpec, ...]:
    """Say what each column of a source means, given those that have a role.

    Parameters
    ----------
    columns : tuple of Profile
    roles : mapping of Role to (column, confidence)
    customer : ColumnSpec or None
    also : mapping of column to ColumnSpec, optional
        Columns beyond the one of each role.
    """
    role_of = {name: (role, sure) for role, (name, sure) in roles.items()}
    specs: list[ColumnSpec] = []
    for profile in columns:
        if customer is not None and profile.name == customer.name:
            specs.append(customer)
        elif profile.name in role_of:
            specs.append(column_spec(profile, *role_of[profile.name]))
        else:
            specs.append((also or {}).get(profile.name) or _other(profile))
    return tuple(specs)


def column_spec(profile: Profile, role: Role, sure: float) -> ColumnSpec:
    """Say that a column has a role."""
    type_ = ColumnType.NUMBER if role in NUMBERS else ColumnType.DATE if role in TIMES else ColumnType.TEXT
    why = f"its name and its values say {WORDS[role]}"
    return ColumnSpec(profile.name, role, type_, profile.format, profile.decimal, confidence=round(sure, 2), why=why)


def _other(profile: Profile) -> ColumnSpec:
    """Say what a column is that has no part in the records of its kind."""
    sample = tuple(profile.values)[:200]
    field = identifier_field(profile.name, sample)
    if field:
        why = f"a direct identifier ({field.replace('_', ' ')}): kept in the vault only"
        return ColumnSpec(profile.name, Role.IDENTIFIER, confidence=0.9, why=why)
    if is_consent(profile):
        why = "its name says what was agreed to"
        return ColumnSpec(profile.name, Role.CONSENT, ColumnType.FLAG, confidence=0.8, why=why)
    subject = sensitive_subject(profile.name, sample) or ""
    why = "the time of its arrival" if has(profile.words, RECEIVED) else "no part of such records that is used"
    return ColumnSpec(
        profile.name, Role.IGNORED, profile.type, profile.format, profile.decimal, subject, confidence=0.7, why=why
    )


def is_number(profile: Profile) -> bool:
    """Say whether a column holds numbers, noughts and ones among them."""
    return profile.type is ColumnType.NUMBER or (profile.type is ColumnType.FLAG and profile.sql_type != "BOOLEAN")


def is_time(profile: Profile) -> bool:
    """Say whether a column holds times that may be those of events."""
    return profile.type is ColumnType.DATE and not has(profile.words, (*RECEIVED, *FIXED))


def is_word(profile: Profile) -> bool:
    """Say whether a column holds texts that may be names or keys of something."""
    return bool(profile.values) and profile.type in (ColumnType.TEXT, ColumnType.CATEGORY)


def is_key(profile: Profile, vocabulary: tuple[str, ...]) -> bool:
    """Say whether a column is the key of what a vocabulary names."""
    if profile.type is ColumnType.DATE or not profile.values or not has(profile.words, vocabulary):
        return False
    return has(profile.words, (*ID, "code", "ref")) or all(has((word,), vocabulary) for word in profile.words)


def named(vocabulary: tuple[str, ...], *, sure: float = 0.8, longest: int = 80) -> Score:
    """Make the score of a column whose name has a word, and whose values are short."""

    def score(profile: Profile) -> float:
        if profile.type is ColumnType.DATE or not profile.values or not has(profile.words, vocabulary):
            return 0.0
        if has(profile.words, CUSTOMER) and not has(profile.words, ANONYMOUS):
            return 0.0
        return sure if max(map(len, profile.values)) <= longest else 0.0

    return score


WORDS = {
    Role.ANONYMOUS: "which visitor or device it was",
    Role.SESSION: "which session it belongs to",
    Role.EVENT: "what happened",
    Role.OCCURRED_AT: "when it happened",
    Role.ORDER: "which order it belongs to",
    Role.PRODUCT: "the product",
    Role.CATEGORY: "the kind of product",
    Role.AMOUNT: "the money",
    Role.LIST_PRICE: "the price in the list",
    Role.DISCOUNT: "the money taken off",
    Role.COST: "what it costs the business",
    Role.CAMPAIGN: "the campaign",
    Role.CHANNEL: "the channel",
    Role.REFERRER: "where the customer came from",
    Role.DEVICE: "the device",
    Role.DURATION: "how long it took",
    Role.HOLDING: "which contract it is",
    Role.STARTED_AT: "when it began",
    Role.ENDED_AT: "when it ended",
    Role.STATUS: "how it stands",
    Role.REASON: "why it ended",
    Role.RATING: "how it was rated",
    Role.TOPIC: "what it was about",
    Role.TEXT: "what was written",
    Role.CURRENCY: "the currency",
    Role.COUNTRY: "the country",
}
