"""From the words of a goal to what is meant: metric, direction, target and date.

::

    goal     = parts in any order: a verb, a metric, an amount, a time
    verb     = reduce | lower | cut | raise | increase | grow | keep | senken | erhöhen | steigern | halten | ...
    metric   = churn | active customers | retention | repeat rate | average order value | revenue | recency
             | return share | satisfaction | Abwanderung | Bestellwert | Umsatz | ... or the name of a feature
    amount   = by NUMBER [% | points] | to NUMBER [%] | NUMBER [%]        (um, auf, Prozent, Prozentpunkte)
    time     = by DATE | in NUMBER days | weeks | months | years          (bis, innerhalb von, Tage, Monate)

A percentage after ``by`` is one of where the metric stands now; ``points`` are percentage points.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Literal

from shoal.settings.goal_words import DOUBLE, FILLERS, HALVE, HIGHER, KEEP, LOWER, METRICS, NUMBERS, PERIODS
from shoal.terms.goal import Change, Goal

_NUMBER = r"[+-]?(?:\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?)(?!\d)"
_COUNT = rf"(?:{_NUMBER}|{'|'.join(NUMBERS)})"
_UNTIL = r"\b(?:(?:by|until|before|bis|vor)(?: zum)? )?"
_ISO = re.compile(_UNTIL + r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b")
_GERMAN = re.compile(
    r"\b(?:(?:by|until|before|bis|vor)(?: zum)? )?(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})\b"
)
_YEAR_END = re.compile(r"\b(?:by|until|bis)(?: the)?(?: zum)? (?:end of|ende) (?P<year>\d{4})\b")
_HALF_YEAR = re.compile(r"\b(?:in|within|innerhalb(?: von)?) (?:half a year|(?:einem|eines) halben jahre?s?)\b")
_WITHIN = re.compile(
    rf"\b(?:in|within|over|innerhalb(?: von)?|binnen)(?: the next| den nachsten)? ({_COUNT}) ({'|'.join(PERIODS)})\b"
)
_AMOUNT = re.compile(
    rf"(?:\b(by|um|to|auf|at least|at most|mindestens|hochstens|above|below|over|under|uber|unter) )?"
    rf"(?:(?:at least|at most|mindestens|hochstens) )?(?<![\w.,])({_NUMBER}) ?"
    r"(%|percentage points?|prozentpunkte?n?|points?|punkte?|percent|per cent|prozent)?(?!\w)"
)
_BY = ("by", "um")


def read_goal(text: str) -> Goal:
    """Read a goal; what is not understood stays among its words.

    Examples
    --------
    >>> goal = read_goal("reduce churn by 10 % in six months")
    >>> goal.metric, goal.direction, goal.change, goal.target, goal.within
    ('churn', 'lower', 'share', 0.1, (6, 'months'))
    >>> goal = read_goal("Bestellwert auf 60 erhöhen bis 31.12.2026")
    >>> goal.metric, goal.change, goal.target, goal.by
    ('average_order_value', 'to', 60.0, datetime.date(2026, 12, 31))
    >>> read_goal("keep 90 % of customers active").target
    0.9
    >>> read_goal("more glitter").unknown
    ('glitter',)
    """
    rest = _plain(text)
    by, rest = _day(rest)
    within, rest = _period(rest) if by is None else (None, rest)
    change, target, rest = _amount(rest)
    metric, without = _metric(rest)
    words = without.split()
    subjects = tuple(word for word in rest.split() if word not in FILLERS | LOWER | HIGHER | KEEP and len(word) > 1)
    unknown = tuple(word for word in words if word not in FILLERS | LOWER | HIGHER | KEEP and len(word) > 1)
    said = frozenset(rest.split())
    if change == "none" and said & (HALVE | DOUBLE):
        change, target = "share", 0.5 if said & HALVE else 1.0
    better = METRICS[metric].better if metric else "higher"
    direction: Literal["lower", "higher"] = "lower" if said & LOWER else "higher" if said & HIGHER else better
    if change == "to" and target is not None and metric and METRICS[metric].is_share and 1 < target <= 100:
        target /= 100  # "to 60" of a share can only be per cent
    return Goal(text, metric, direction, change, target, by, within, subjects, unknown)


def _plain(text: str) -> str:
    """Give lower-case text without accents, its words apart by single blanks."""
    apart = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("_", " "))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()
    return " ".join(re.sub(r"[^\w%.,+\- ]+", " ", plain).split())


def _day(text: str) -> tuple[date | None, str]:
    """Take the day out of a text; a day that no calendar has is none."""
    for pattern in (_ISO, _GERMAN, _YEAR_END):
        if found := pattern.search(text):
            part = {"month": "12", "day": "31"} | found.groupdict()
            try:
                return date(int(part["year"]), int(part["month"]), int(part["day"])), _without(text, found)
            except ValueError:
                continue
    return None, text


def _period(text: str) -> tuple[tuple[int, Literal["days", "months"]] | None, str]:
    if found := _HALF_YEAR.search(text):
        return (6, "months"), _without(text, found)
    if (found := _WITHIN.search(text)) is None:
        return None, text
    said, word = found.groups()
    n = NUMBERS[said] if said in NUMBERS else round(_number(said))
    size, unit = PERIODS[word]
    # Beyond a century it is no deadline.
    is_sensible = 0 < n * size <= 36_500
    return ((n * size, unit), _without(text, found)) if is_sensible else (None, text)


def _amount(text: str) -> tuple[Change, float | None, str]:
    if (found := _AMOUNT.search(text)) is None:
        return "none", None, text
    how, number, unit = found.groups()
    value = abs(_number(number))
    is_points = unit is not None and ("point" in unit or "punkt" in unit)
    is_share = unit is not None
    change: Change = "to" if how not in _BY else "points" if is_points or not is_share else "share"
    return change, value / 100 if is_share else value, _without(text, found)


def _number(text: str) -> float:
    """Read a number with either decimal mark; three digits behind a mark are thousands."""
    if re.fullmatch(r"[+-]?\d{1,3}([.,]\d{3})+", text):
        return float(re.sub("[.,]", "", text))
    return float(text.replace(",", "."))


def _metric(text: str) -> tuple[str, str]:
    """Give the metric that a text names, and the text without the words that name it."""
    best: tuple[int, str, re.Match[str]] | None = None
    for name, metric in METRICS.items():
        for phrase in metric.phrases:
            found = re.search(rf"\b{phrase.replace('*', '[a-z]*')}\b", text)
            n = len(phrase.split())
            if found and (best is None or n > best[0]):
                best = (n, name, found)
    if best is None:
        return "", text
    return best[1], _without(text, best[2])


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join((text[: found.start()] + " " + text[found.end() :]).split())
