"""What the columns of a table of customers mean."""

from __future__ import annotations

from shoal.engine import quote
from shoal.privacy.recognise import identifier_field, sensitive_subject
from shoal.sources.experiments import held_aside
from shoal.sources.keylike import keylike
from shoal.sources.profile import MOST_LEVELS, Profile
from shoal.sources.vocabulary import CATEGORY, CONSENT, COUNTRY, FIXED, ID, LABEL, has
from shoal.terms import ColumnSpec, ColumnType, Loaded, Role

_MOST_CODES = 20
"""Most different whole numbers that are read as codes where the name says category."""


def customer_columns(
    loaded: Loaded, columns: tuple[Profile, ...], customer: ColumnSpec | None
) -> tuple[tuple[ColumnSpec, ...], tuple[str, ...]]:
    """Say what each column of a table of customers means.

    Parameters
    ----------
    loaded : Loaded
    columns : tuple of Profile
    customer : ColumnSpec or None

    Returns
    -------
    tuple of ColumnSpec
        One for every column of the file, in order.
    tuple of str
        Notes to be said aloud.
    """
    constant = _constant(loaded, columns)
    specs = tuple(
        customer
        if customer is not None and profile.name == customer.name
        else _column(profile, is_constant=profile.name in constant)
        for profile in columns
    )
    return held_aside(loaded, columns, keylike(loaded, columns, specs))


def _column(profile: Profile, *, is_constant: bool) -> ColumnSpec:
    sample = tuple(profile.values)[:200]
    field = identifier_field(profile.name, sample)
    if field:
        why = f"a direct identifier ({field.replace('_', ' ')}): kept in the vault only, never clustered on"
        return ColumnSpec(profile.name, Role.IDENTIFIER, confidence=0.9, why=why)
    if not profile.values:
        return ColumnSpec(profile.name, Role.IGNORED, why="it has no values", confidence=0.9)
    subject = sensitive_subject(profile.name, sample) or ""
    if is_consent(profile):  # before constants: that everyone declined is an answer too
        return ColumnSpec(
            profile.name, Role.CONSENT, ColumnType.FLAG, confidence=0.8, why="its name says what was agreed to"
        )
    if is_constant:
        return ColumnSpec(
            profile.name, Role.IGNORED, profile.type, sensitive=subject, confidence=0.9, why="the same in every row"
        )
    if _is_label(profile):
        return ColumnSpec(
            profile.name, Role.LABEL, ColumnType.CATEGORY, confidence=0.8, why="a known outcome: held aside"
        )
    return _trait(profile, subject)


def _trait(profile: Profile, subject: str) -> ColumnSpec:
    type_ = profile.type
    is_code = type_ is ColumnType.NUMBER and has(profile.words, CATEGORY) and profile.n_levels <= _MOST_CODES
    if is_code and all(value.lstrip("-").isdigit() for value in profile.values):
        type_ = ColumnType.CATEGORY
    if _is_foreign_id(profile):
        return ColumnSpec(profile.name, Role.IGNORED, type_, confidence=0.7, why="an id of something else")
    if type_ is ColumnType.TEXT:
        why = f"free text or too many different values (more than {MOST_LEVELS})"
        return ColumnSpec(profile.name, Role.IGNORED, type_, sensitive=subject, confidence=0.7, why=why)
    why = f"a trait: {_WHY[type_]}" + (f"; sensitive ({subject})" if subject else "")
    is_country = type_ is ColumnType.CATEGORY and not subject and has(profile.words, COUNTRY)
    return ColumnSpec(
        profile.name,
        Role.COUNTRY if is_country else Role.TRAIT,
        type_,
        profile.format,
        profile.decimal,
        subject,
        is_fixed=_is_fixed(profile),
        confidence=round(0.9 * profile.readable, 2),
        why=why,
    )


def _is_fixed(profile: Profile) -> bool:
    """Say whether the trait never changes: the day or year of a birth or of a first contact."""
    is_time = profile.type is ColumnType.DATE or "year" in profile.words or "jahr" in "".join(profile.words)
    return is_time and has(profile.words, FIXED)


def _is_label(profile: Profile) -> bool:
    """Tell an outcome: its name is the outcome's, but for one word, and it has few values."""
    words = [word for word in profile.words if word not in ("is", "has", "flag", "value")]
    others = [word for word in words if word not in LABEL]
    return _has_few_levels(profile) and len(others) < len(words) and len(others) <= 1 and "rate" not in others


def is_consent(profile: Profile) -> bool:
    """Say whether a column records what people agreed to."""
    is_opt = "opt" in profile.words and bool({"in", "out"} & set(profile.words))
    return _has_few_levels(profile) and (has(profile.words, CONSENT) or is_opt)


def _has_few_levels(profile: Profile) -> bool:
    return profile.type is ColumnType.FLAG or (profile.type is ColumnType.CATEGORY and profile.n_levels <= 5)


def _is_foreign_id(profile: Profile) -> bool:
    ids = {"id", "uuid", "guid", "nr", "nummer", "number", "no", "key", "ref"}
    says_id = {"id", "uuid", "guid"} & set(profile.words) or (
        profile.words and profile.words[-1] in ids and set(profile.words) & set(ID)
    )
    return bool(says_id) and profile.n_levels > MOST_LEVELS and profile.type is not ColumnType.DATE


def _constant(loaded: Loaded, columns: tuple[Profile, ...]) -> frozenset[str]:
    """Find the columns that have one value in the whole file, blanks set aside."""
    suspects = [profile.name for profile in columns if profile.n_levels == 1]
    if not suspects:
        return frozenset()
    tests = ", ".join(f"min({quote(name)}) = max({quote(name)})" for name in suspects)
    answer = loaded.relation.engine.rows(f"SELECT {tests} FROM {loaded.relation.name}", step="constant columns")[0]
    return frozenset(name for name, is_constant in zip(suspects, answer, strict=True) if is_constant)


_WHY = {
    ColumnType.NUMBER: "numbers",
    ColumnType.FLAG: "yes or no",
    ColumnType.CATEGORY: "few different values",
    ColumnType.DATE: "dates",
}
