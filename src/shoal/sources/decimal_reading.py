"""By which decimal mark the text columns of a file are read, and what is open about it."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.engine import quote
from shoal.sources.batches import batches
from shoal.sources.doubt import DECIMAL, DECIMAL_COMMA, DECIMAL_POINT, Doubt
from shoal.sources.evidence import Evidence, evidence
from shoal.sources.numbers import number_sql
from shoal.terms import Loaded

MARKS = {DECIMAL_POINT: ".", DECIMAL_COMMA: ","}


@dataclass(frozen=True)
class Mark:
    """The decimal mark of a column.

    Parameters
    ----------
    decimal : str
    note : str
        What is said aloud where something else than the column decided; empty elsewhere.
    doubt : Doubt or None
    """

    decimal: str
    note: str = ""
    doubt: Doubt | None = None


def decimal_marks(loaded: Loaded, guessed: dict[str, str]) -> dict[str, Mark]:
    """Look through whole columns of numbers in text for what speaks for the point and for the comma.

    Where nothing in a column decides (``1.234``), the other columns of the file do, then commas between its columns:
    who separates by commas writes points.

    Parameters
    ----------
    loaded : Loaded
    guessed : mapping of column to mark
        By the sample.
    """
    found = {name: _evidence(loaded, name) for name in _suspects(loaded, guessed)}
    settled = {_needed(found[name]) if name in found else mark for name, mark in guessed.items()} - {""}
    marks: dict[str, Mark] = {}
    for name, guess in guessed.items():
        one = found.get(name)
        if one is None:
            marks[name] = Mark(guess or ".")
        elif one.contradicts and one.differ:
            marks[name] = Mark(".", doubt=_doubt(name, one))
        elif one.only_first or one.only_second or not one.differ:
            marks[name] = Mark("." if one.only_first >= one.only_second else ",")
        elif len(settled) == 1:
            mark = next(iter(settled))
            marks[name] = Mark(mark, _said(loaded, name, mark, one, "as the other numbers of the file are"))
        elif not settled and loaded.delimiter == ",":
            marks[name] = Mark(".", _said(loaded, name, ".", one, "since commas separate the columns"))
        else:
            marks[name] = Mark(".", doubt=_doubt(name, one))
    return marks


def _needed(found: Evidence) -> str:
    """Give the mark that some values need and none speaks against; empty where there is none."""
    if bool(found.only_first) == bool(found.only_second):
        return ""
    return "." if found.only_first else ","


def _suspects(loaded: Loaded, guessed: dict[str, str]) -> list[str]:
    """Name the columns that have the mark which the sample does not speak for somewhere."""
    suspects: list[str] = []
    for batch in batches(tuple(guessed)):
        tests = ", ".join(f"coalesce(bool_or({_has_strange(name, guessed[name])}), false)" for name in batch)
        answer = loaded.relation.engine.rows(
            f"SELECT {tests} FROM {loaded.relation.name}", step=f"decimal marks of {loaded.path}"
        )[0]
        suspects += [name for name, is_strange in zip(batch, answer, strict=True) if is_strange]
    return suspects


def _has_strange(name: str, mark: str) -> str:
    strange = {".": ",", ",": "."}.get(mark, ".,")
    return " OR ".join(f"contains({quote(name)}, '{one}')" for one in strange)


def _evidence(loaded: Loaded, name: str) -> Evidence:
    point, comma = (number_sql(quote(name), "VARCHAR", mark) for mark in ".,")
    return evidence(loaded.relation, quote(name), point, comma, step=f"decimal marks of {loaded.path}")


def _doubt(name: str, found: Evidence) -> Doubt:
    if found.contradicts:
        said = (
            f"The numbers in {name!r} contradict each other: {found.only_first} need a decimal point, such as"
            f" {found.first}, {found.only_second} a decimal comma, such as {found.second}, and {found.differ} read both"
            f" ways, such as {found.either}. Which is it? What only reads the other way is refused"
        )
    else:
        said = f"Is the mark in the numbers of {name!r}, such as {found.either}, a decimal mark or one of thousands?"
    is_point = "." in found.either
    meaning = {DECIMAL_POINT: ".", DECIMAL_COMMA: ","} if is_point else {DECIMAL_COMMA: ",", DECIMAL_POINT: "."}
    return Doubt(DECIMAL, said, "decimal", meaning)


def _said(loaded: Loaded, name: str, mark: str, found: Evidence, why: str) -> str:
    word = "point" if mark == "." else "comma"
    return f"{loaded.name}: {name!r}, with values such as {found.either}, is read with a decimal {word}, {why}"
