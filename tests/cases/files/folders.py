"""Folders, names, and what else a path may lead to."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

from cases.case import Case, FileRefused, Given, Right
from cases.shop import LINES, spent, text

ALL = Right(spent(), rows=len(LINES))


def named(name: str | bytes) -> Callable[[Path], Path]:
    """The table under a name."""

    def make(folder: Path) -> Path:
        path = Path(os.fsdecode(os.fsencode(folder) + b"/" + (name if isinstance(name, bytes) else name.encode())))
        path.write_text(text(), encoding="utf-8")
        return path

    return make


def beside(*others: tuple[str, bytes]) -> Callable[[Path], Path]:
    """A folder with the table and other files."""

    def make(folder: Path) -> Path:
        for name, content in (("orders.csv", text().encode()), *others):
            (folder / name).write_bytes(content)
        return folder

    return make


def with_strange_entries(folder: Path) -> Path:
    named("orders.csv")(folder)
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    (folder / "gone.csv").symlink_to(folder / "nowhere")
    (folder / "sub").mkdir()
    named("more.csv")(folder / "sub")
    os.mkfifo(folder / "pipe.csv")
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket may have some hundred bytes only
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind("socket.csv")
    os.chdir(here)
    return folder


def without_tables(folder: Path) -> Path:
    (folder / "notes.docx").write_bytes(b"x")
    (folder / "empty.csv").write_bytes(b"")
    return folder


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "orders.csv")
    return folder / "orders.csv"


def twice(folder: Path) -> Sequence[Path]:
    path = named("orders.csv")(folder)
    (folder / "same.csv").symlink_to(path)
    return [path, folder / "same.csv", folder / ".." / folder.name / "orders.csv"]


def read_only(folder: Path) -> Path:
    named("orders.csv")(folder)
    (folder / "orders.csv").chmod(0o444)
    folder.chmod(0o555)
    return folder


def link(folder: Path) -> Path:
    (folder / "link.csv").symlink_to(named("orders.csv")(folder))
    return folder / "link.csv"


def loop(folder: Path) -> Path:
    (folder / "a.csv").symlink_to(folder / "b.csv")
    (folder / "b.csv").symlink_to(folder / "a.csv")
    return folder / "a.csv"


def passed_over(*names: str) -> Right:
    return Right(spent(), rows=len(LINES), says=tuple(f"{name} was passed over" for name in names))


def refused(name: str, given_text: str, given: Given, words: str, do: str = "check the path") -> Case:
    return Case(name, given_text, given, FileRefused(words, do=do))


CASES = (
    Case("folder", "a folder", beside(), ALL),
    Case("folder-others", "a folder with files of other kinds", beside(("notes.docx", b"x"), ("photo.png", b"x")),
         passed_over("notes.docx", "photo.png")),
    Case("folder-empty-file", "a folder with an empty table", beside(("empty.csv", b"")), passed_over("empty.csv")),
    Case("folder-damaged", "a folder with a damaged Parquet file and a picture named .csv",
         beside(("a.parquet", b"PAR1 cut"), ("b.csv", b"\x89PNG\r\n\x1a\n" + b"\x01" * 99)),
         passed_over("a.parquet", "b.csv")),
    Case("folder-hidden", "a folder with hidden files", beside((".orders.csv.swp", b"x"), (".DS_Store", b"x")), ALL),
    Case("folder-strange", "a folder with a link to itself, a link to nothing, a pipe, a socket and a sub-folder",
         with_strange_entries, passed_over("loop.csv", "gone.csv", "pipe.csv", "socket.csv", "sub")),
    Case("folder-bad-name", "a folder with a file whose name is no text",
         lambda folder: named(b"caf\xe9.csv")(folder) and beside()(folder), passed_over(r"caf\udce9.csv")),
    Case("folder-read-only", "a folder that may not be written, with a file that may not", read_only, ALL),
    refused("folder-no-table", "a folder without a table", without_tables, "the folder holds no table",
            do="name a folder with tables"),
    refused("folder-empty", "an empty folder", lambda folder: folder, "the folder holds no table",
            do="name a folder with tables"),
    Case("same-file", "the same file three times: by name, by a link, by another way", twice, ALL),
    Case("link", "a link to a file", link, ALL),
    *(
        Case(f"name-{name}", f"a file whose name {what}", named(given), ALL)
        for name, what, given in (
            ("spaces", "has spaces", "my orders 2025 .csv"),
            ("quotes", "has quotes", "it's \"orders\".csv"),
            ("line-end", "has a line end in it", "or\nders.csv"),
            ("pattern", "looks like a pattern", "orders[1]*?{a,b}.csv"),
            ("backslash", "has a backslash", "or\\ders.csv"),
            ("unicode", "is not English", "заказы ☕.csv"),
            ("no-suffix", "has no suffix", "orders"),
            ("capitals", "is in capitals", "ORDERS.CSV"),
            ("toml", "looks like TOML", 'a"]\n[x]\ny = "1.csv'),
            ("markup", "looks like HTML", "<b>&amp;.csv"),
            ("longest", "has 255 bytes", "o" * 251 + ".csv"),
        )
    ),
    Case("name-dash", "a file whose name begins with a dash", named("-rf.csv"), ALL, apart=True),
    refused("name-no-text", "a file whose name is no text", named(b"caf\xe9.csv"), "its name is not text", "rename it"),
    refused("missing", "a file that is not there", lambda folder: folder / "nowhere.csv", "there is no such file"),
    refused("too-long", "a name of 300 bytes", lambda folder: folder / ("o" * 300), "File name too long"),
    refused("nul-name", "a name with a NUL in it", lambda folder: folder / "a\0b", "cannot be looked at"),
    refused("under-a-file", "a path through a file", lambda folder: named("orders.csv")(folder) / "x.csv",
            "cannot be looked at"),
    refused("loop", "a link that leads back to itself", loop, "cannot be looked at"),
    refused("pipe", "a pipe", pipe, "it is a pipe, not a file", "save what it gives to a file"),
    refused("device", "a device", lambda _: Path("/dev/zero"), "it is a device, not a file", "save what it gives"),
)  # fmt: skip
