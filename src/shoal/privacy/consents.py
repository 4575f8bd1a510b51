"""Which recorded answers speak about which purpose."""

from __future__ import annotations

from shoal.engine import quote
from shoal.privacy.consent import Purpose
from shoal.terms import Identity, Records, Relation, Role

CONTACT_WORDS = ("marketing", "newsletter", "mail", "sms", "contact", "werbung", "opt")
"""A column named so says whether a person may be contacted, not whether their data may be analysed."""


def consents(records: Records, identity: Identity, purpose: Purpose) -> Relation | None:
    """Collect the consent columns that cover a purpose; a person must grant each of them.

    Returns
    -------
    Relation or None
        ``customer_id``, ``is_granted`` (1, 0, NULL where nothing is recorded); None where no column covers it.
    """
    columns = [column.name for column in records.columns if column.role is Role.CONSENT]
    covering = [name for name in columns if covers(name, purpose)]
    if records.customers is None or not covering:
        return None
    granted = " + ".join(f"c.{quote(name)}" for name in covering)
    engine = records.customers.engine
    return engine.create(
        "consents",
        f"SELECT i.customer_id, CASE WHEN ({granted}) IS NULL THEN NULL WHEN ({granted}) = {len(covering)} THEN 1.0"
        f" ELSE 0.0 END AS is_granted FROM {records.customers.name} c"
        f" JOIN {identity.relation.name} i ON c.source_key = i.source_key",
        step="consents",
    )


def covers(name: str, purpose: Purpose) -> bool:
    """Say whether a consent column speaks about a purpose.

    Examples
    --------
    >>> covers("consent_profiling", Purpose.BUILD), covers("newsletter_opt_in", Purpose.BUILD)
    (True, False)
    """
    is_contact = any(word in name.lower() for word in CONTACT_WORDS)
    return purpose is Purpose.SEND or not is_contact
