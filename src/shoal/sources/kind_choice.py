"""Which kind of records a source holds, by its structure and its values, then by the words of its names."""

from __future__ import annotations

from dataclasses import dataclass, field

from shoal.engine import quote
from shoal.sources.catalogue_roles import campaign_roles, product_roles
from shoal.sources.dates import moment_sql
from shoal.sources.event_roles import event_roles
from shoal.sources.holding_roles import holding_roles
from shoal.sources.order_roles import Structure
from shoal.sources.profile import Profile
from shoal.sources.text_roles import is_of_contacts, text_roles, texts_among
from shoal.terms import ColumnType, Kind, Loaded, Role

Roles = dict[Role, tuple[str, float]]

_SURE = 0.8
"""Confidence from which the name or the values of a column leave little doubt."""

_NAMED = 0.6
"""Confidence from which the name of a column says something."""

_NARROW = 8
"""A table with at most so many columns has room for a holding, and none to describe its customer as well."""

_CROSSED = 0.5
"""Share of all pairs of a customer and a day that a table of measurements has."""

_MONEY = frozenset((Role.AMOUNT, Role.UNIT_PRICE))


@dataclass(frozen=True)
class KindChoice:
    """The kind of a source.

    Parameters
    ----------
    kind : Kind
    confidence : float
    why : str
    roles : mapping of Role to (column, confidence)
        Of the columns beside the customer's, where the kind is neither orders nor customers.
    """

    kind: Kind
    confidence: float
    why: str
    roles: Roles = field(default_factory=dict)


def catalogue_of(columns: tuple[Profile, ...], structure: Structure) -> KindChoice | None:
    """Tell a table of products or campaigns: one row for each key, and nobody who could be a customer.

    Parameters
    ----------
    columns : tuple of Profile
    structure : Structure
        What it has of orders.
    """
    campaigns = campaign_roles(columns)
    if campaigns:
        why = f"there is one row for each campaign ({campaigns[Role.CAMPAIGN][0]!r}) and no customer"
        return KindChoice(Kind.CAMPAIGNS, 0.9, why, campaigns)
    products = product_roles(columns)
    order = structure.roles.get(Role.ORDER, ("", 0.0))[0]
    is_of_orders = order not in ("", products.get(Role.PRODUCT, ("", 0.0))[0])
    has_time = structure.roles.get(Role.OCCURRED_AT, ("", 0.0))[1] >= _SURE
    if products and _says_more(products) and not is_of_orders and not has_time:
        why = f"there is one row for each product ({products[Role.PRODUCT][0]!r}) and no customer"
        return KindChoice(Kind.PRODUCTS, 0.9, why, products)
    return None


def _says_more(products: Roles) -> bool:
    """Say whether something beside the key is that of a product: a price, a cost, or by its name a kind."""
    is_of_kind = products.get(Role.CATEGORY, ("", 0.0))[1] >= _NAMED
    return is_of_kind or bool({Role.LIST_PRICE, Role.COST} & products.keys())


def record_of(
    columns: tuple[Profile, ...], structure: Structure, customer: str | None, *, comes_again: bool
) -> KindChoice | None:
    """Tell events with a name, texts and holdings; None where it is none of these, or orders as much.

    Parameters
    ----------
    columns : tuple of Profile
    structure : Structure
        What it has of orders.
    customer : str or None
        The column of the customer.
    comes_again : bool
        Whether a customer has several rows.
    """
    events = event_roles(columns, customer)
    is_named = events.get(Role.EVENT, ("", 0.0))[1] >= _SURE
    if is_named and Role.OCCURRED_AT in events and (customer or {Role.ANONYMOUS, Role.SESSION} & events.keys()):
        why = f"{events[Role.EVENT][0]!r} says what happened, with a time ({events[Role.OCCURRED_AT][0]!r})"
        return KindChoice(Kind.EVENTS, 0.9, why, events)
    if customer is None:
        return None
    return _texts(columns, structure, customer, comes_again=comes_again) or _holdings(
        columns, structure, customer, comes_again=comes_again
    )


def nameless_events(columns: tuple[Profile, ...], customer: str | None) -> KindChoice | None:
    """Tell events of which only the time is known beside who, and the session or the product.

    Parameters
    ----------
    columns : tuple of Profile
    customer : str or None
        The column of the customer.
    """
    events = event_roles(columns, customer)
    if Role.OCCURRED_AT not in events:
        return None
    time, sure = events[Role.OCCURRED_AT]
    who = {Role.SESSION, Role.ANONYMOUS} & events.keys()
    about = {Role.EVENT, Role.PRODUCT, Role.CAMPAIGN, Role.DURATION, Role.DEVICE} & events.keys()
    if (who and (about or customer is None)) or (customer and about):
        named = ", ".join(repr(events[role][0]) for role in sorted(who | about))
        return KindChoice(
            Kind.EVENTS, min(0.8, sure), f"there is a time ({time!r}) beside {named}, and no money", events
        )
    return None


def is_panel(loaded: Loaded, columns: tuple[Profile, ...], customer: str, time: str) -> bool:
    """Say whether a table measures the same customers day after day: numbers for most customers on most of the days.

    Parameters
    ----------
    loaded : Loaded
    columns : tuple of Profile
    customer, time : str
        Their columns.
    """
    others = [one for one in columns if one.name not in (customer, time)]
    if not others or any(one.type not in (ColumnType.NUMBER, ColumnType.FLAG) for one in others if one.values):
        return False
    profile = next(one for one in columns if one.name == time)
    on = moment_sql(quote(time), profile.sql_type, profile.format, "UTC").on
    who = quote(customer)
    n_rows, n_pairs, n_days, n_customers = loaded.relation.engine.rows(
        f"""SELECT count(*), count(DISTINCT ({who}, {on})), count(DISTINCT {on}), count(DISTINCT {who})
        FROM {loaded.relation.name}""",
        step=f"does {loaded.path} measure day after day",
    )[0]
    return bool(n_pairs == n_rows and n_rows >= _CROSSED * n_days * n_customers and 1 < n_days < n_rows)


def _texts(
    columns: tuple[Profile, ...], structure: Structure, customer: str, *, comes_again: bool
) -> KindChoice | None:
    """Tell what customers wrote or how they rated: no money, and a time or several rows of a customer."""
    if _MONEY & structure.roles.keys():
        return None
    roles = text_roles(columns, customer)
    written = next((name for name in texts_among(columns) if name != customer), "")
    time, sure = roles.get(Role.OCCURRED_AT, ("", 0.0))
    at = f" at a time ({time!r})" if time else ""
    is_rated = Role.RATING in roles
    if is_of_contacts(columns, roles) and time and (written or (Role.TOPIC in roles and comes_again)):
        said = f" ({written!r})" if written else ""
        return KindChoice(Kind.TEXTS, 0.9, f"customers asked for help{said}{at}", roles)
    if written and ((time and (comes_again or is_rated or sure >= _SURE)) or (is_rated and comes_again)):
        return KindChoice(Kind.TEXTS, 0.9 if time else 0.7, f"customers wrote ({written!r}){at}", roles)
    if is_rated and sure >= _SURE and comes_again and Role.QUANTITY not in structure.roles:
        return KindChoice(Kind.TEXTS, 0.7, f"customers rated ({roles[Role.RATING][0]!r}){at}", roles)
    return None


def _holdings(
    columns: tuple[Profile, ...], structure: Structure, customer: str, *, comes_again: bool
) -> KindChoice | None:
    """Tell what customers have for a time: a beginning and an end, and no other time at which something was bought."""
    roles = holding_roles(columns, customer)
    if Role.STARTED_AT not in roles:
        return None
    time, sure = structure.roles.get(Role.OCCURRED_AT, ("", 0.0))
    spans = {roles[role][0] for role in (Role.STARTED_AT, Role.ENDED_AT) if role in roles}
    if sure >= _SURE and time not in spans and (_MONEY | {Role.ORDER}) & structure.roles.keys():
        return None
    has_span = Role.ENDED_AT in roles or {Role.HOLDING, Role.STATUS} <= roles.keys()
    is_own = comes_again or Role.HOLDING in roles or len(columns) <= _NARROW
    says_what = {Role.HOLDING, Role.PRODUCT, Role.AMOUNT, Role.STATUS} & roles.keys()
    if not (has_span and is_own and says_what):
        return None
    start = roles[Role.STARTED_AT][0]
    end = f" and an end ({roles[Role.ENDED_AT][0]!r})" if Role.ENDED_AT in roles else " and a status"
    return KindChoice(Kind.HOLDINGS, 0.9, f"what customers have has a beginning ({start!r}){end}", roles)
