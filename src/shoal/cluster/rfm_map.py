"""The map of RFM scores to the eleven classical groups: 5 x 5 x 5 cells, each with exactly one group.

How to read it: one block per recency score (5 bought last), in it one line per frequency score (5 most orders, at the
top), in it the monetary scores 1 to 5 from left to right.

The reasoning, which the map follows cell by cell:

- Recency decides first, because it tells best who will answer. Scores 5 and 4 are present, 3 is slipping, 2 and 1
  are gone for now.
- Among the present, frequency tells how far the relation has come: one of the fewest orders is `new` (5) or
  `promising` (4), whatever was spent, for a first basket says little of the next; 2 and 3 are `potential loyalists`;
  4 and 5 are `loyal`. Money lifts: many orders and much money are `champions`, middling orders with much money `loyal`.
- Among the slipping, those who ordered often are still `loyal`, the middle `need attention`, and the rest are
  `about to sleep` unless they spent much, which is worth attention.
- Among the gone, what is at stake decides. Often and much, gone longest: `cannot lose`. A middling history or better:
  `at risk`. Little history: `hibernating`, and of those gone longest with the fewest orders or the least money:
  `lost`.
"""

from __future__ import annotations

NAMES = (
    "Champions",
    "Loyal",
    "Potential loyalists",
    "New",
    "Promising",
    "Need attention",
    "About to sleep",
    "At risk",
    "Cannot lose",
    "Hibernating",
    "Lost",
)
"""The groups in the order of their ids."""

CODES = ("CH", "LO", "PL", "NE", "PR", "NA", "AS", "AR", "CL", "HI", "LT")
"""The same, as written in the map."""

MAP: dict[int, str] = {
    5: """
        LO LO LO CH CH
        LO LO LO CH CH
        PL PL PL LO LO
        PL PL PL PL PL
        NE NE NE NE NE
    """,
    4: """
        LO LO LO CH CH
        LO LO LO CH CH
        PL PL PL LO LO
        PL PL PL PL PL
        PR PR PR PR PR
    """,
    3: """
        LO LO LO LO LO
        LO LO LO LO LO
        NA NA NA NA NA
        AS AS AS NA NA
        AS AS AS NA NA
    """,
    2: """
        AR AR AR AR AR
        AR AR AR AR AR
        AR AR AR AR AR
        HI HI HI AR AR
        HI HI HI HI HI
    """,
    1: """
        AR AR AR CL CL
        AR AR AR CL CL
        HI HI AR AR AR
        LT LT HI HI HI
        LT LT LT LT LT
    """,
}


def group_of_cells() -> tuple[int, ...]:
    """List the group of every cell; the cell of scores r, f, m is ``25 * (r - 1) + 5 * (f - 1) + (m - 1)``.

    Examples
    --------
    >>> NAMES[group_of_cells()[25 * 4 + 5 * 4 + 4]]
    'Champions'
    """
    cells: list[int] = []
    for recency in range(1, 6):
        lines = [line.split() for line in MAP[recency].strip().splitlines()]
        for frequency in range(1, 6):
            cells.extend(CODES.index(code) for code in lines[5 - frequency])
    return tuple(cells)
