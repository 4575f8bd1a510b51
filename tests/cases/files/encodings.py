"""Encodings: the same table in other bytes."""

from __future__ import annotations

from cases.case import Case, FileRefused, Right, RowsRefused
from cases.shop import HEADER, LINES, spent, text

ALL = Right(spent(), rows=len(LINES))


def with_products(*names: str) -> str:
    """The table, with other names of products."""
    return text([(*line[:3], names[place % len(names)], *line[4:]) for place, line in enumerate(LINES)])


def one_line_changed(place: int, change: bytes) -> bytes:
    """The table in UTF-8, with a field of other bytes in one line."""
    lines = text().encode().split(b"\n")
    lines[place] = lines[place].replace(b" tea", change).replace("Müsli".encode(), change)
    return b"\n".join(lines)


CASES = (
    Case("utf-8", "UTF-8", text().encode(), ALL),
    Case("utf-8-mark", "UTF-8 with a byte order mark", text().encode("utf-8-sig"), ALL),
    *(
        Case(f"{name}-mark", f"{name.upper()} with a byte order mark", "\ufeff".encode(name) + text().encode(name), ALL)
        for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    ),
    *(
        Case(f"{name}-bare", f"{name.upper()} without a byte order mark", text().encode(name), ALL)
        for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    ),
    Case(
        "utf-16-half",
        "UTF-16 whose last character is cut in half",
        text().encode("utf-16")[:-1],
        RowsRefused({"number_unreadable": 1}, spent(LINES[:-1]), says=("broken",)),
    ),
    Case("cp1252", "Windows-1252 with €, curly quotes and umlauts",
         with_products("Müsli", "“Œuvre” 5 €", "Crème").encode("cp1252"),
         Right(spent(), rows=len(LINES), says=("read as cp1252",))),
    Case("latin-1", "Latin-1", with_products("Müsli", "Smörgås", "piñata").encode("latin-1"),
         Right(spent(), rows=len(LINES), says=("read as cp1252",))),
    Case("mac-roman", "the encoding of old Macintoshes", with_products("Müsli", "Crème brûlée").encode("mac-roman"),
         FileRefused("neither UTF-8 nor Western European", do="save it as UTF-8")),
    Case("dos", "the code page 850 of DOS", with_products("Müsli", "Käse").encode("cp850"),
         FileRefused("neither UTF-8 nor Western European", do="save it as UTF-8")),
    *(
        Case(name, f"{language} in {name.replace('-', ' ')}", with_products(word).encode(codec),
             FileRefused("neither UTF-8 nor Western European", do="save it as UTF-8"))
        for name, codec, language, word in (
            ("cp1251", "cp1251", "Russian", "Чайник"),
            ("koi8-r", "koi8-r", "Russian", "Чайник"),
            ("greek", "iso8859-7", "Greek", "Ελληνικός"),
            ("shift-jis", "shift_jis", "Japanese", "日本のお茶"),
            ("gbk", "gbk", "Chinese", "中国绿茶"),
        )
    ),
    Case("mixed", "UTF-8 with two lines of Windows-1252", b"\n".join(
        line.encode("cp1252" if place in (3, 7) else "utf-8")
        for place, line in enumerate(with_products("Müsli").split("\n"))
    ), Right(spent(), rows=len(LINES), says=("2 lines are not UTF-8 and read as cp1252, the first is line 4",))),
    Case("bad-bytes", "UTF-8 with bytes in one row that are no UTF-8", one_line_changed(5, b" \xff\xfe tea"),
         Right(spent(), rows=len(LINES), says=("1 line is not UTF-8",))),
    Case("nul", "a NUL byte in one row", one_line_changed(5, b" te\0a"),
         RowsRefused({"nul_byte": 1}, spent([line for place, line in enumerate(LINES) if place != 4]))),
    Case("nul-header", "a NUL byte in the header", text(header=("customer_id\0", *HEADER[1:])).encode(),
         Right(spent(), rows=len(LINES), says=("NUL",))),
    Case("all-nul", "nothing but NUL bytes", b"\0" * 5000, FileRefused("empty")),
    Case("unicode", "words of many scripts, with emoji and marks of direction",
         with_products("Чайник", "お茶", "شاي\u200f", "☕️ tea", "e\u0301clair").encode(), ALL),
)  # fmt: skip
