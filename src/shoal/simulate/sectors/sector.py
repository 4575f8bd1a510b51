"""What makes a sector: who its customers are, what they buy, what they do, and how its systems call things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shoal.simulate.customer_types import CustomerType

FILES = ("orders", "customers", "products", "holdings", "campaigns", "emails", "events", "reviews", "tickets")
"""Every file that a business can have, in the order in which they are written."""


@dataclass(frozen=True)
class Words:
    """The words of a catalogue, and the prices of its goods.

    Parameters
    ----------
    things : mapping of str to tuple of str
        What each category has.
    styles : tuple of str
        Every thing comes in every style.
    median_price : float
    price_width : float
        Standard deviation of the logarithm of list prices.
    """

    things: Mapping[str, tuple[str, ...]]
    styles: tuple[str, ...]
    median_price: float = 13.0
    price_width: float = 1.0


@dataclass(frozen=True)
class Plan:
    """Something that a customer has and pays for regularly.

    Parameters
    ----------
    name : str
    category : str
    monthly_price : float
        0 is a plan without bills.
    term_months : int
        Its shortest duration; a change of plan waits for it, a customer who leaves does not.
    billed_months : int
        Months that one bill pays for.
    """

    name: str
    category: str
    monthly_price: float
    term_months: int = 1
    billed_months: int = 1


@dataclass(frozen=True)
class Activity:
    """How a sector's site, app and systems call what customers do.

    Parameters
    ----------
    view, cart, checkout, purchase, login : str
        The steps of a purchase.
    inside : tuple of (str, float)
        Other events of sessions with their weights; they come beside views, which weigh 1.
    aside : tuple of (str, float)
        Events outside sessions, and how many of them a customer has per month.
    online_share : float
        Share of the orders that are made in a session; the others happen at a till, by phone or by themselves.
    visitor_share : float
        Sessions of people who never become customers, in relation to the customers' own sessions beside orders.
    bot_share : float
        Events of programs that crawl the site, in relation to all others.
    late_share : float
        Share of the sessions whose events arrive hours or days later.
    private_share : float
        Share of the sessions in which a known device does not say who it belongs to.
    """

    view: str = "product_viewed"
    cart: str = "product_added"
    checkout: str = "checkout_started"
    purchase: str = "order_completed"
    login: str = "signed_in"
    inside: tuple[tuple[str, float], ...] = (("products_searched", 0.25),)
    aside: tuple[tuple[str, float], ...] = ()
    online_share: float = 1.0
    visitor_share: float = 0.5
    bot_share: float = 0.01
    late_share: float = 0.02
    private_share: float = 0.05


@dataclass(frozen=True)
class Sector:
    """A kind of business.

    Parameters
    ----------
    name : str
    description : str
        One sentence.
    types : tuple of CustomerType
        Its customers; their shares add up to 1.
    words : Words
    plans : tuple of Plan
        By rising price within a category; empty where nobody has a plan.
    plan_changes_per_month : float
        Rate at which customers go to the next dearer or cheaper plan of the same category.
    activity : Activity
    phrases : str
        The bank of sentences in which customers write, one of `shoal.simulate.phrases.BANKS`.
    subjects : tuple of (str, str)
        Names of campaigns with the subjects of their mails.
    countries : tuple of (str, float)
        Where customers live, with shares that add up to 1.
    currency : str
        Three letters.
    files : tuple of str
        The files that its systems export.
    headers : mapping of str to mapping of str to str
        For each file, what its systems call a column, for those columns that they call otherwise.

    Examples
    --------
    >>> from shoal.simulate.sectors import SECTORS
    >>> SECTORS["telecom"].header("orders", "customer_id")
    'account_no'
    >>> SECTORS["shop"].header("orders", "customer_id")
    'customer_id'
    """

    name: str
    description: str
    types: tuple[CustomerType, ...]
    words: Words
    plans: tuple[Plan, ...] = ()
    plan_changes_per_month: float = 0.0
    activity: Activity = Activity()
    phrases: str = "goods"
    subjects: tuple[tuple[str, str], ...] = (("News", "What is new"),)
    countries: tuple[tuple[str, float], ...] = (
        ("Germany", 0.45),
        ("France", 0.18),
        ("Netherlands", 0.14),
        ("Spain", 0.11),
        ("Denmark", 0.07),
        ("Portugal", 0.05),
    )
    currency: str = "EUR"
    files: tuple[str, ...] = FILES
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def header(self, file: str, column: str) -> str:
        """Give the sector's own name of a column."""
        return self.headers.get(file, {}).get(column, column)
