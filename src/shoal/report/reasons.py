"""What each reason for refusing a row means, in words."""

from __future__ import annotations

from shoal.terms.titles import title

MEANINGS = {
    "ragged_row": "The line has more or fewer fields than the header.",
    "stray_quote": "A quote opens a field and does not close it, so where the field ends cannot be told.",
    "broken_record": "It is no record of JSON: cut off, damaged, nested too deep, or no object with names.",
    "name_twice": "A name stands twice in one record, so which of its two values counts cannot be told.",
    "line_too_long": "The line has more than a megabyte, which no row of a table has.",
    "repeated_header": "The names of the columns stand there once more, as where two files were put together.",
    "total_row": "It is a line of totals at the end, not a row of its own.",
    "nul_byte": "The line holds a byte that no text has, so it may be damaged.",
    "customer_missing": "No customer is named, so nobody can be credited with the row.",
    "customer_damaged": "A spreadsheet has rounded the customer's id, such as 1.23E+11; many ids may have become one.",
    "time_missing": "It does not say when it happened.",
    "time_unreadable": "What stands where the date should be cannot be read as one.",
    "time_implausible": "The date lies in the future, or too far in the past to be believed.",
    "after_as_of": "It happened after the day that was asked for.",
    "number_unreadable": "What stands where a number should be cannot be read as one.",
    "number_out_of_range": "The number is too large to be one that was meant.",
    "exact_duplicate": "The very same line was already read.",
    "near_duplicate": "It differs from an earlier line in case and blanks only.",
    "duplicate_customer": "Another row already describes this customer.",
    "product_missing": "No product is named, so the row describes none.",
    "campaign_missing": "No campaign is named, so the row describes none.",
    "ends_before_start": "It ended before it began, so one of the two days is wrong.",
    "forgotten": "The person asked to be forgotten.",
}


def meaning(reason: str) -> str:
    """Say what a reason means; one that is not known is put in words as it stands.

    Examples
    --------
    >>> meaning("forgotten"), meaning("odd_shape")
    ('The person asked to be forgotten.', 'Odd shape.')
    """
    return MEANINGS.get(reason, title(reason) + ".")
