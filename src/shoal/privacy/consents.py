"""Which recorded answers speak about which purpose."""

from __future__ import annotations

from shoal.engine import quote
from shoal.languages import english_words
from shoal.privacy.consent import Purpose
from shoal.terms import Identity, Records, Relation, Role

CONTACT_WORDS = frozenset(
    ("marketing", "newsletter", "mail", "email", "sms", "phone", "contact", "kontakt", "werbung", "mailing")
)
"""A column named so says whether a person may be contacted, not whether their data may be analysed."""

ANALYSIS_WORDS = frozenset(("profiling", "analysis", "analytics", "processing", "personalisation", "auswertung"))
"""A column named so speaks of analysis, whatever else its name says."""


def consents(records: Records, identity: Identity, purpose: Purpose) -> Relation | None:
    """Collect the consent columns that cover a purpose; a person must grant each of them.

    One refusal decides; where none refuses, an answer that is missing leaves the whole not recorded. In a column that
    records an opt-out, yes is the refusal.

    Returns
    -------
    Relation or None
        ``customer_id``, ``is_granted`` (1, 0, NULL where nothing is recorded); None where no column covers it.
    """
    columns = [column.name for column in records.columns if column.role is Role.CONSENT]
    covering = [name for name in columns if covers(name, purpose)]
    if records.customers is None or not covering:
        return None
    declined = " OR ".join(_declined(name) for name in covering)
    unknown = " OR ".join(f"c.{quote(name)} IS NULL" for name in covering)
    engine = records.customers.engine
    return engine.create(
        "consents",
        f"SELECT i.customer_id, CASE WHEN {declined} THEN 0.0 WHEN {unknown} THEN NULL ELSE 1.0 END AS is_granted"
        f" FROM {records.customers.name} c JOIN {identity.relation.name} i ON c.source_key = i.source_key",
        step="consents",
    )


def covers(name: str, purpose: Purpose) -> bool:
    """Say whether a consent column speaks about a purpose.

    Examples
    --------
    >>> covers("profiling_opt_in", Purpose.BUILD), covers("newsletter_opt_in", Purpose.BUILD)
    (True, False)
    >>> covers("newsletter_opt_in", Purpose.SEND)
    True
    """
    words = set(english_words(name))
    is_contact = bool(words & CONTACT_WORDS) and not words & ANALYSIS_WORDS
    return purpose is Purpose.SEND or not is_contact


def _declined(name: str) -> str:
    is_opt_out = {"opt", "out"} <= set(english_words(name)) or "optout" in english_words(name)
    return f"c.{quote(name)} > 0" if is_opt_out else f"c.{quote(name)} <= 0"
