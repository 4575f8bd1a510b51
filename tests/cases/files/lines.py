"""Lines: how they end, what stands between them, before and after the table."""

from __future__ import annotations

from cases.case import Case, FileRefused, Right, RowsRefused
from cases.shop import HEADER, LINES, spent, text

ALL = Right(spent(), rows=len(LINES))


def in_pieces(*ends: str) -> bytes:
    """The table with line ends that take turns."""
    lines = text().rstrip("\n").split("\n")
    return "".join(line + ends[place % len(ends)] for place, line in enumerate(lines)).encode()


def with_lines(*added: str, before: int = 0, delimiter: str = ",") -> bytes:
    """The table with lines added somewhere; 0 is the top."""
    lines = text(delimiter=delimiter).rstrip("\n").split("\n")
    return "\n".join([*lines[:before], *added, *lines[before:], ""]).encode()


CASES = (
    Case("lf", "line feeds", in_pieces("\n"), ALL),
    Case("crlf", "carriage returns with line feeds", in_pieces("\r\n"), ALL),
    Case("cr", "carriage returns alone", in_pieces("\r"), ALL),
    Case("mixed-ends", "all three kinds of line ends in one file", in_pieces("\n", "\r\n", "\r"), ALL),
    Case("two-ends", "two kinds of line ends", in_pieces("\r\n", "\r\n", "\n"), ALL),
    Case("no-last-end", "no line end after the last row", text().rstrip("\n").encode(), ALL),
    Case("many-last-ends", "empty lines after the last row", text().encode() + b"\n\n\r\n\n", ALL),
    Case("blank-first", "empty lines before the header", b"\n\n" + text().encode(), ALL),
    Case("blank-pages", "8,000 empty lines before the header", b"\n" * 8000 + text().encode(), ALL),
    Case("blank-between", "empty lines between the rows", with_lines("", "", before=7), ALL),
    Case("spaces-between", "a line of spaces between the rows", with_lines("   ", before=7),
         RowsRefused({"ragged_row": 1}, spent(), rows=len(LINES))),
    Case("sep", "Excel's line sep=; before the header", with_lines("sep=;", delimiter=";"), ALL),
    Case("sep-tab", "Excel's line sep= with a tab", with_lines("sep=\t", delimiter="\t"), ALL),
    Case("sep-odd", "Excel's line sep=^ with a delimiter that is not guessed", with_lines("sep=^", delimiter="^"), ALL),
    Case("title", "a title before the header", with_lines("Orders of 2025"),
         Right(spent(), rows=len(LINES), says=("1 line before the header",))),
    Case("title-padded", "a title, filled up with empty cells", with_lines("Orders of 2025,,,,,", ",,,,,"),
         Right(spent(), rows=len(LINES), says=("before the header",))),
    Case("preamble", "a report's head: title, date, empty line", with_lines("Orders", "Printed;2025-12-31", "",
         delimiter=";"), Right(spent(), rows=len(LINES), says=("2 lines before the header",))),
    Case("comments", "lines that begin with # before the header", with_lines("# made by a shop", "# v1, 2025"),
         Right(spent(), rows=len(LINES), says=("2 lines before the header",))),
    Case("comment-between", "a comment between the rows", with_lines("# next page", before=9),
         RowsRefused({"ragged_row": 1}, spent(), rows=len(LINES))),
    Case("total", "a line of totals at the end", text().encode() + b"Total,,,,99,1234.50\n",
         RowsRefused({"total_row": 1}, spent(), rows=len(LINES))),
    Case("total-german", "a German line of totals", text(delimiter=";").encode() + b"Summe;;;;99;1234.50\n",
         RowsRefused({"total_row": 1}, spent(), rows=len(LINES))),
    Case("total-between", "lines of totals between the rows, one that says of what, in French",
         with_lines("Sous-total,,,,20,99.50", "Total K01,,,,20,99.50", before=9),
         RowsRefused({"total_row": 2}, spent(), rows=len(LINES))),
    Case("total-no-total", "a customer called TOTAL in full rows",
         text([("TOTAL", *LINES[0][1:]), *LINES[1:]]).encode(),
         Right(spent([("TOTAL", *LINES[0][1:]), *LINES[1:]]), rows=len(LINES))),
    Case("footer", "a sentence at the end", text().encode() + b"Printed on 31 December by A. Smith\n",
         RowsRefused({"ragged_row": 1}, spent(), rows=len(LINES))),
    Case("empty-cells", "rows of nothing but delimiters at the end", text().encode() + b",,,,,\n" * 3,
         RowsRefused({"customer_missing": 3}, spent(), rows=len(LINES))),
    Case("header-again", "the header once more in the middle", with_lines(",".join(HEADER), before=20),
         RowsRefused({"repeated_header": 1}, spent(), rows=len(LINES))),
    Case("concatenated", "two files, each with its header, one after the other",
         (text(LINES[:20]) + text(LINES[20:])).encode(), RowsRefused({"repeated_header": 1}, spent())),
    Case("concatenated-glued", "two files, one after the other, where the first has no last line end",
         (text(LINES[:20]).rstrip("\n") + text(LINES[20:])).encode(),
         RowsRefused({"ragged_row": 1}, spent([*LINES[:19], *LINES[20:]]))),
    Case("empty", "an empty file", b"", FileRefused("the file is empty")),
    Case("white", "nothing but spaces and line ends", b" \n\t\r\n  \n" * 9, FileRefused("the file is empty")),
    Case("only-mark", "nothing but a byte order mark", b"\xef\xbb\xbf", FileRefused("the file is empty")),
    Case("only-header", "a header and no rows", text([]).encode(), FileRefused("a header but no rows")),
    Case("one-column", "one column", b"customer_id\n" + b"K1\nK2\nK3\n" * 9, FileRefused("one column only")),
)  # fmt: skip
