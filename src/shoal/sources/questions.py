"""Truly open questions, and the answers that users gave."""

from __future__ import annotations

from collections.abc import Mapping

from shoal.errors import ConfigError, OpenQuestion
from shoal.sources.doubt import DATE_ORDER, DATE_SYSTEM, DECIMAL

CUSTOMER = "customer"
KIND = "kind"
CUSTOMERS = "customers"
"""The answer by which a table of many rows per customer is one of customers, of whom the last row counts."""

MONEY = "money_"
"""Beginning of the name of a question; the name of the column follows."""

LINE_TOTAL, PRICE_OF_ONE, LEAVE_OUT = "line-total", "price-of-one", "leave-out"


def ask(answers: Mapping[str, str], name: str, question: str, *, options: Mapping[str, str], where: str) -> str:
    """Give the answer to a question, or raise it.

    Parameters
    ----------
    answers : mapping of str to str
        By the names of the questions.
    name, question : str
    options : mapping of str to str
        Each possible answer with the line of ``shoal.toml`` that says the same.
    where : str

    Raises
    ------
    OpenQuestion
        If nobody answered.
    ConfigError
        If the answer is none of the options.

    Examples
    --------
    >>> ask({"customer": "who"}, "customer", "Who?", options={"who": "", "payer": ""}, where="o.csv")
    'who'
    """
    if name not in answers:
        first = next(iter(options))
        raise OpenQuestion(name, question, options=tuple(options), toml=options[first], where=where)
    check(answers[name], name, tuple(options), where)
    return answers[name]


def check(answer: str, name: str, options: tuple[str, ...], where: str) -> None:
    """Refuse an answer that is none of the options."""
    if answer not in options:
        raise ConfigError(
            f"the answer {answer!r} to the question '{name}' is none of its options",
            expected="one of " + ", ".join(options),
            do=f"give --answer {name}={options[0]} or another option",
            where=where,
        )


def check_names(answers: Mapping[str, str], columns: tuple[str, ...]) -> None:
    """Refuse answers to questions that do not exist, and a customer column that no file has."""
    for name in answers:
        if name not in (CUSTOMER, KIND) and not name.startswith((DATE_ORDER, DATE_SYSTEM, DECIMAL, MONEY)):
            raise ConfigError(
                f"there is no question '{name}'",
                expected=f"'{CUSTOMER}', '{KIND}', or '{DATE_ORDER}', '{DATE_SYSTEM}', '{DECIMAL}' or '{MONEY}' with"
                " the name of a column",
                do="leave this answer out",
            )
    if KIND in answers:
        check(answers[KIND], KIND, (CUSTOMERS,), "")
    if CUSTOMER in answers and columns:
        check(answers[CUSTOMER], CUSTOMER, tuple(dict.fromkeys(columns)), "")
