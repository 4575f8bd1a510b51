"""Headers, and rows that are not of their width."""

from __future__ import annotations

from collections.abc import Sequence

from cases.case import Case, FileRefused, Question, Right, RowsRefused
from cases.shop import HEADER, LINES, spent, text

ALL = Right(spent(), rows=len(LINES))


def under(*header: str, more: tuple[str, ...] = (), lines: Sequence[Sequence[str]] = LINES) -> bytes:
    """The table under other names, with further cells in every row."""
    return text([(*line, *more) for line in lines], header=header).encode()


CASES = (
    Case("no-header", "no header, and two columns that could be the customer by their values",
         text(header=None).encode(), Question("customer", ("column_1", "column_4"))),
    Case("no-header-answered", "the same, with the answer", text(header=None).encode(),
         Right(spent(), rows=len(LINES), says=("no header",)), options={"answers": {"customer": "column_1"}}),
    Case("letters", "columns called A to D, where one alone could be the customer",
         under("A", "B", "C", "D", lines=[(line[0], line[2], line[4], line[5]) for line in LINES]),
         Right(spent(), rows=len(LINES), says=("column 'A' has no telling name; by its values it is taken as the",))),
    Case("two-lines", "two lines of header, titles that span columns above",
         ("Customer,Order,,Item,,\nID,Number,Date,Name,Quantity,Unit price\n" + text(header=None)).encode(),
         Right(spent(), rows=len(LINES), says=("two lines of header",))),
    Case("two-lines-repeated", "two lines of header, the titles written again in each column, in French",
         ("Client;Commande;Commande;Article;Article;Article\nNuméro;Numéro;Date;Nom;Quantité;Prix unitaire\n"
          + text(header=None, delimiter=";")).encode(), Right(spent(), rows=len(LINES), says=("two lines of header",))),
    Case("upper", "names in capitals, with spaces", under(*(f" {name.upper().replace('_', ' ')} " for name in HEADER)),
         ALL),
    Case("twice", "two columns of one name", under(*HEADER, "product", more=("x",)),
         Right(spent(), rows=len(LINES), says=("is taken; it is called 'product_2'",))),
    Case("twice-other-case", "two names that differ in capitals only", under(*HEADER, "PRODUCT", more=("x",)),
         Right(spent(), rows=len(LINES), says=("is taken; it is called 'PRODUCT_2'",))),
    Case("no-name", "a column without a name", under(*HEADER, "", more=("x",)),
         Right(spent(), rows=len(LINES), says=("column 7 has no name",))),
    Case("blank-name", "a column whose name is spaces", under(*HEADER, "  ", more=("x",)),
         Right(spent(), rows=len(LINES), says=("column 7 has no name",))),
    Case("long-name", "a name of 5,000 letters", under(*HEADER, "n" * 5000, more=("x",)),
         Right(spent(), rows=len(LINES), says=("the name of column 7 is written",))),
    Case("emoji-name", "names of emoji", under(*HEADER, "🛒", "👩\u200d💻", more=("x", "y")), ALL),
    Case("sql-name", "a name that looks like SQL", under(*HEADER, 'x"; DROP TABLE orders; --', more=("x",)), ALL),
    Case("markup-name", "a name that looks like HTML", under(*HEADER, "<script>alert(1)</script>", more=("x",)), ALL),
    Case("own-name", "the names that shoal gives to its own columns", under(*HEADER, "shoal_row", "source_key",
         more=("x", "y")), Right(spent(), rows=len(LINES), says=("'shoal_row_2'", "'source_key_2'"))),
    Case("right-to-left", "marks of direction and characters without width in the names",
         under("\u200fcustomer_id\u200e", "order\u200b_id", "\ufeffordered_at", *HEADER[3:]),
         Right(spent(), rows=len(LINES), says=("without what cannot be seen",))),
    Case("short-rows", "two rows that are too short", text().encode() + b"K01,x,2025-03-01\nK02\n",
         RowsRefused({"ragged_row": 2}, spent(), rows=len(LINES))),
    Case("long-rows", "two rows that are too long",
         text().encode() + b"K01,x,2025-03-01,tea,1,2.00,more\nK02,y,2025-03-01,tea,1,2.00,and,more\n",
         RowsRefused({"ragged_row": 2}, spent(), rows=len(LINES))),
    Case("ragged", "rows of every length", b"a,b,c\n1\n2,2\n3,3,3,3\n4,4,4,4,4\n5\n6,6\n",
         FileRefused("number of fields", do="export it as CSV")),
)  # fmt: skip
