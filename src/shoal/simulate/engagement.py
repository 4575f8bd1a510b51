"""Engagement: how customers act beside buying: sessions, mail, reviews, tickets and tone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Engagement:
    """The rates at which one kind of customer acts beside buying.

    Parameters
    ----------
    sessions_per_month : float
        Mean number of sessions beside those that lead to an order; personal values are gamma around it.
    session_spread : float
        Coefficient of variation of that gamma distribution.
    views_per_session : float
        Mean number of views in a session that does not end after the first one, at least 2.
    bounce : float
        Share of the sessions beside orders that do end after the first view.
    cart_share : float
        Share of the sessions that did not end so in which a cart is filled and left behind.
    login_share : float
        Share of those sessions in which the customer logs in, if the device does not know them already.
    open_rate : float
        Of the mails that arrive.
    click_rate : float
        Of the mails that are opened.
    unsubscribed_share : float
        Chance to unsubscribe at a mail that is opened.
    mail_bounce_share : float
        Chance that a mail cannot be delivered.
    review_share : float
        Chance that an order is reviewed.
    tickets_per_month : float
        Mean number of support tickets while a customer; personal values are gamma around it.
    tone : float
        Mean tone of what they write, from -1 (angry) to 1 (delighted).

    Examples
    --------
    >>> Engagement(sessions_per_month=2.0).open_rate
    0.3
    """

    sessions_per_month: float = 1.0
    session_spread: float = 0.6
    views_per_session: float = 4.0
    bounce: float = 0.4
    cart_share: float = 0.15
    login_share: float = 0.3
    open_rate: float = 0.3
    click_rate: float = 0.1
    unsubscribed_share: float = 0.004
    mail_bounce_share: float = 0.01
    review_share: float = 0.05
    tickets_per_month: float = 0.03
    tone: float = 0.35

    def ranges(self) -> list[tuple[str, bool, str]]:
        """List every range that the rates must keep: rate, whether it does, and what is expected."""
        shares = (
            "bounce",
            "cart_share",
            "login_share",
            "open_rate",
            "click_rate",
            "unsubscribed_share",
            "mail_bounce_share",
            "review_share",
        )
        return [
            *((name, 0 <= getattr(self, name) <= 1, "a share in [0, 1]") for name in shares),
            *(
                (name, getattr(self, name) >= 0, "at least 0")
                for name in ("sessions_per_month", "session_spread", "tickets_per_month")
            ),
            ("views_per_session", self.views_per_session >= 2, "at least 2"),
            ("tone", -1 <= self.tone <= 1, "-1 (angry) to 1 (delighted)"),
        ]
