"""What each reason for refusing a row means, in words."""

from __future__ import annotations

from shoal.report.words import humanised

MEANINGS = {
    "customer_missing": "No customer is named, so nobody can be credited with the row.",
    "customer_unusable": "What stands in the customer column cannot be a customer.",
    "exact_duplicate": "The very same line was already read.",
    "date_missing": "There is no date.",
    "date_invalid": "The date cannot be read as one.",
    "date_implausible": "The date is too far in the past to be believed.",
    "date_in_future": "The date is later than the day the data describe.",
    "after_as_of": "It happened after the day that was asked for.",
    "amount_missing": "There is no amount, and no quantity and price that would give one.",
    "amount_invalid": "The amount cannot be read as a number.",
    "quantity_missing": "There is no quantity.",
    "quantity_invalid": "The quantity cannot be read as a number.",
    "price_missing": "There is no price.",
    "price_invalid": "The price cannot be read as a number.",
    "price_negative": "The price is below zero, which is bookkeeping rather than a sale.",
    "not_a_number": "A number was expected.",
    "ragged_row": "The line has more or fewer fields than the header.",
    "nul_byte": "The line holds a byte that no text has, so it may be damaged.",
    "forgotten": "The person asked to be forgotten.",
    "no_consent": "The person did not agree to this use.",
    "currency_other": "It is in another currency than the rest.",
    "subtotal": "It is a total of other rows.",
}


def meaning(reason: str) -> str:
    """Say what a reason means; one that is not known is put in words as it stands.

    Examples
    --------
    >>> meaning("forgotten"), meaning("odd_shape")
    ('The person asked to be forgotten.', 'Odd shape.')
    """
    return MEANINGS.get(reason, humanised(reason) + ".")
