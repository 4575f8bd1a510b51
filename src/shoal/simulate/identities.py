"""Identities: people who are in the files twice or three times, under keys that nobody has linked yet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.simulate.chance import Chance
from shoal.simulate.decimals import Bools
from shoal.simulate.phones import STYLES, rewritten
from shoal.simulate.seasons import Ints

THIRD_SHARE = 0.1  # of those with a second key
ORDER_SHARE = 0.4  # of the orders of such people go to one of their other keys
SAME_EMAIL, OTHER_EMAIL = 0.45, 0.4  # shares; the others have none
SAME_PHONE, REWRITTEN_PHONE = 0.25, 0.45

NAMES = ("same", "typo", "swapped letters", "initial", "swapped", "upper case", "accent")
NAME_SHARES = (0.2, 0.2, 0.1, 0.15, 0.12, 0.1, 0.13)
"""How the name of another key differs from that of the first."""


@dataclass(frozen=True)
class Identities:
    """Further keys: one element each.

    Parameters
    ----------
    customer : int array (n,)
        Row of the lives, rising.
    """

    customer: Ints

    def __len__(self) -> int:
        return len(self.customer)


def draw_identities(n_customers: int, share: float, chance: Chance) -> Identities:
    """Give a share of the customers a second key, and some of those a third.

    Examples
    --------
    >>> len(draw_identities(1000, 0.0, Chance(1))), len(draw_identities(1000, 1.0, Chance(1))) > 1000
    (0, True)
    """
    has_second = chance("second key").random(n_customers) < share
    has_third = has_second & (chance("third key").random(n_customers) < THIRD_SHARE)
    return Identities(np.repeat(np.arange(n_customers), has_second.astype(np.int64) + has_third))


def people_of_orders(identities: Identities, customer: Ints, n_people: int, chance: Chance) -> Ints:
    """Assign orders to keys.

    Parameters
    ----------
    identities : Identities
    customer : int array (orders,)
        Row of the lives of each order.
    n_people : int
        Rows of the people before the further keys are put behind them.

    Returns
    -------
    int array (orders,)
        Row of the people, further keys included. A customer's first order may go to any of their keys.
    """
    n_customers = int(customer.max(initial=-1)) + 1
    count = np.bincount(identities.customer, minlength=n_customers)
    first = np.cumsum(count) - count
    goes_there = (chance("order key").random(len(customer)) < ORDER_SHARE) & (count[customer] > 0)
    place = (chance("which key").random(len(customer)) * count[customer]).astype(np.int64)
    return np.where(goes_there, n_people + first[customer] + place, customer)


def further_people(people: pa.Table, identities: Identities, customer_id: pa.StringArray, chance: Chance) -> pa.Table:
    """Describe people once more, as another system or clerk wrote them down.

    Parameters
    ----------
    people : pa.Table
        The people in the order of the lives, with ``customer_id``, ``email``, ``name`` and ``phone``.
    identities : Identities
    customer_id : string array (n,)
        The further keys.
    chance : Chance

    Returns
    -------
    pa.Table
        Columns as in `people`, one row per further key; traits are those of the person.
    """
    own = people.take(pa.array(identities.customer))
    columns = {name: own[name].combine_chunks() for name in people.column_names}
    columns["customer_id"] = customer_id
    columns["name"] = _other_names(columns["name"], chance)
    columns["email"] = _other_emails(columns["email"], customer_id, chance)
    columns["phone"] = _other_phones(columns["phone"], chance)
    return pa.table(columns, schema=people.schema)


def truth_identities(customer_id: pa.StringArray, identities: Identities, further_id: pa.StringArray) -> pa.Table:
    """Tell which keys are the same person.

    Parameters
    ----------
    customer_id : string array
        Of all people with one key or as their first, customers first.
    identities : Identities
    further_id : string array (n,)

    Returns
    -------
    pa.Table
        ``source_key``, ``person`` string (the person's first key); one row per key.
    """
    persons = [customer_id, customer_id.take(pa.array(identities.customer))]
    return pa.table({"source_key": pa.concat_arrays([customer_id, further_id]), "person": pa.concat_arrays(persons)})


def _other_names(name: pa.StringArray, chance: Chance) -> pa.StringArray:
    """Write names with the small differences of `NAMES`."""
    kind = chance("name variant").choice(len(NAMES), len(name), p=NAME_SHARES)
    written = [
        name,
        pc.replace_substring_regex(name, r"^(\w)\w(\w+)", r"\1\2"),  # a letter is lost
        pc.replace_substring_regex(name, r"(\w)(\w)$", r"\2\1"),
        pc.replace_substring_regex(name, r"^(\w)\w*", r"\1."),
        pc.replace_substring_regex(name, r"^(\S+) (.+)$", r"\2, \1"),
        pc.utf8_upper(name),
        pc.replace_substring(name, "o", "ø", max_replacements=1),
    ]
    return pc.choose(pa.array(kind), *written)


def _other_emails(email: pa.StringArray, customer_id: pa.StringArray, chance: Chance) -> pa.StringArray:
    place = chance("email variant").random(len(email))
    number = pc.utf8_slice_codeunits(customer_id, 1)
    other = pc.binary_join_element_wise("box", number, "")
    other = pc.binary_join_element_wise(other, "example.net", "@")
    answer = pc.if_else(pa.array(place < SAME_EMAIL), email, other)
    return _unless(place >= SAME_EMAIL + OTHER_EMAIL, answer)


def _other_phones(phone: pa.StringArray, chance: Chance) -> pa.StringArray:
    place = chance("phone variant").random(len(phone))
    style = chance("phone style").integers(0, len(STYLES), len(phone))
    answer = pc.if_else(pa.array(place < SAME_PHONE), phone, rewritten(phone, style))
    return _unless(place >= SAME_PHONE + REWRITTEN_PHONE, answer)


def _unless(is_missing: Bools, column: pa.StringArray) -> pa.StringArray:
    return pc.if_else(pa.array(is_missing), pa.scalar(None, pa.string()), column)
