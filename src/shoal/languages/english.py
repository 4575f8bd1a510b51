"""English: the language in which the words of the others are said, and what stands in cells."""

from __future__ import annotations

from shoal.languages.language import Language

ENGLISH = Language(
    name="English",
    words="",
    fillers="of the",
    months=(
        "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
        "september sep sept", "october oct", "november nov", "december dec",
    ),
    weekdays=("monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thur thurs", "friday fri",
              "saturday sat", "sunday sun"),
    yes="yes true y t 1 1.0 x on",
    no="no false n f 0 0.0 off",
    granted="granted given accepted agreed opt-in optin opted_in",
    denied="denied declined refused withdrawn opt-out optout opted_out",
    missing=r"nan null none nil na n/a n.a. <na> <null> \n nat - -- ? . undefined #n/a #ref! #value! #div/0! #name?"
    " #num! #null! #spill! #calc!",
    nobody="guest anonymous unknown nobody walk-in walkin unassigned not_set (not_set) no_customer",
    totals="total totals sum grand_total subtotal sub_total sub-total",
    undone="failed failure cancelled canceled cancellation refund refunded partially_refunded return returned void"
    " voided declined rejected disputed chargeback reversed reversal expired abandoned unpaid draft credit_note"
    " wc_cancelled wc_refunded wc_failed",
)  # fmt: skip
