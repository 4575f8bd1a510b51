"""What events mean, whatever their source calls them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shoal.terms import ACTIONS
from shoal.terms.names import words_of

_MESSAGE = frozenset((
    "email", "emails", "mail", "mails", "message", "messages", "newsletter", "campaign", "sms", "push", "notification",
    "letter", "nachricht", "kampagne", "link", "links", "hard", "soft",
))  # fmt: skip
"""Words of messages: opening or clicking one of these is what becomes of a message."""

_PAGE = frozenset((
    "page", "pages", "screen", "home", "homepage", "site", "website", "app", "session", "seite", "startseite",
))  # fmt: skip

_MEANINGS: tuple[tuple[str, str], ...] = (
    ("unsubscribed", r"unsubscri\w*|opt(ed)? ?out|abgemeldet|abmeldung|abbestell\w*|desabonne\w*|desinscri\w*|spam"),
    ("bounced", r"bounce[ds]?|undeliver\w*|unzustellbar\w*|rebot\w*"),
    ("uncart", r"(remov\w*|delet\w*|uncart\w*|entfern\w*|abandon\w*) .*(cart|basket|bag|warenkorb|panier|carrito)"),
    ("uncart", r"(cart|basket|bag|warenkorb|panier|carrito) .*(remov\w*|delet\w*|entfern\w*|abandon\w*)"),
    ("uncart", r"product (remov\w*|uncart\w*)|uncart(ed)?"),
    ("signup", r"sign(ed)? ?up|signup|regist(er|ered|ration)|registri\w*|account (opened|created)|create account"),
    ("login", r"log(ged)? ?in|login|sign(ed)? ?in|signin|angemeldet|anmeldung|einloggen|connexion"),
    ("other", r"(failed|declined|refused|cancel+ed|refunded|returned|fehlgeschlagen|abgelehnt|storniert|reminder)"),
    ("other", r"log(ged)? ?out|logout|sign(ed)? ?out|abgemeldet|no show|(alert|reminder) sent"),
    ("checkout", r"checkout|kasse|(payment|order|booking) (started|begun|initiated|info|entered)|details entered"),
    ("checkout", r"(transfer|payment|delivery|shipping|address|billing) (details )?entered|begin checkout"),
    ("cart", r"(add|added) .*(cart|basket|bag|warenkorb)|addtocart|cart|basket|warenkorb|panier|carrito"),
    ("cart", r"(product|item|trip|slot|option|addon|offer|article) (added|selected|chosen)|in den warenkorb"),
    ("purchase", r"purchas\w*|order(ed)?|bought|buy|sale|sold|transaction|paid|gekauft|kauf|bestell\w*|achat|compra"),
    ("purchase", r"\w+ (booked|purchased|bought|ordered|paid)|booked|booking|payment (sent|completed|made|received)"),
    ("search", r"search\w*|such\w*|gesucht|recherche\w*|busqueda|query|queried|filter\w*"),
    ("visit", r"visit\w*|pageview|page view|session (start\w*)?|landing|besuch\w*|screenview"),
    ("view", r"view\w*|seen|see|impression|detail\w*|look\w*|browse[d]?|angesehen|ansicht|gesehen|vue?|wishlist .*"),
    ("view", r".*wishlist|.*watchlist|.*favou?rite\w*|(product|item|offer|article) click(ed|s)?"),
)
"""Meanings with the patterns of the words that have them, the first that fits counts."""

_OF_MESSAGES = (
    ("delivered", r"deliver(ed|y)?|zugestellt|distribue|entregado"),
    ("opened", r"open(ed|s)?|geoffnet|ouvert|abierto|read|gelesen"),
    ("clicked", r"click(ed|s)?|geklickt|clique|clic"),
    ("sent", r"sent|send|sends|gesendet|versendet|versandt|envoye|enviado|processed"),
)
"""What becomes of messages; these words mean it alone or beside words of messages only."""

_USE = re.compile(
    r"\b(use[ds]?|using|usage|open(ed)?|create[d]?|upload(ed)?|export(ed)?|download(ed)?|invite[d]?|share[d]?|play(ed)?"
    r"|watch(ed)?|listen(ed)?|comment(ed)?|add(ed)?|check(ed)?|test(ed)?|read|run|ran|start(ed)?|complet(ed)?|edit(ed)?"
    r"|save[d]?|click(ed)?|changed?|set|genutzt|geoffnet|erstellt|verwendet|press(ed)?|tap(ped)?|select(ed)?)\b"
)
"""Doing something with what one has; what else could be meant has been looked at before."""


def action_of(event: str) -> str:
    """Say what an event means: one of the actions of `Records`.

    Parameters
    ----------
    event : str
        As the source calls it.

    Examples
    --------
    >>> [action_of(name) for name in ("product_viewed", "Add to cart", "order_completed", "Signed In", "page_view")]
    ['view', 'cart', 'purchase', 'login', 'visit']
    >>> [action_of(name) for name in ("opened", "email_clicked", "board_opened", "unsubscribed", "no_show")]
    ['opened', 'clicked', 'use', 'unsubscribed', 'other']
    """
    words = words_of(event)
    bare = " ".join(word for word in words if word not in ("the", "a", "to", "in") or len(words) == 2)
    own = " ".join(word for word in words if word not in _MESSAGE)
    for action, pattern in _OF_MESSAGES:
        if re.fullmatch(pattern, own):
            return action
    for action, pattern in _MEANINGS:
        if re.search(rf"\b({pattern})\b", bare):
            is_of_page = action == "view" and bool(_PAGE & set(words))
            return "visit" if is_of_page else action
    if _USE.search(bare):
        return "visit" if _PAGE & set(words) else "use"
    return "other"


_TELLING = frozenset(ACTIONS) - {"purchase", "use", "other"}
"""Actions whose words are hardly those of anything else: of a kind of payment, say."""


def telling(values: Mapping[str, int], *, also: frozenset[str] = frozenset()) -> tuple[float, frozenset[str]]:
    """Give the share of values that mean something customers did other than buying, and what they did.

    Parameters
    ----------
    values : mapping of str to int
    also : frozenset of str
        More actions that count.

    Examples
    --------
    >>> telling({"product_viewed": 3, "order_completed": 1}), telling({"paid": 2, "by check": 1})
    ((0.75, frozenset({'view'})), (0.0, frozenset()))
    """
    actions = {value: action_of(value) for value in values}
    counted = _TELLING | also
    n = sum(count for value, count in values.items() if actions[value] in counted)
    return n / max(1, sum(values.values())), frozenset(actions.values()) & counted
