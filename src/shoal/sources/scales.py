"""Answers of surveys in words, such as ``agree`` and ``strongly agree``, as numbers in their order."""

from __future__ import annotations

from collections.abc import Iterable

from shoal.engine import literal
from shoal.terms.names import words_of

_SCALES = (
    "strongly disagree|completely disagree < disagree|somewhat disagree"
    " < neutral|neither agree nor disagree|undecided|neither < agree|somewhat agree < strongly agree|completely agree",
    "very dissatisfied|very unsatisfied < dissatisfied|unsatisfied < neutral|neither satisfied nor dissatisfied"
    " < satisfied < very satisfied",
    "never < rarely|seldom|hardly ever < sometimes|occasionally < often|frequently|usually < always",
    "very unlikely < unlikely < neutral|unsure < likely < very likely",
    "very poor|very bad < poor|bad < fair|average|ok|acceptable < good < very good < excellent",
    "not at all important|not important|unimportant < slightly important|somewhat important"
    " < moderately important|important < very important < extremely important",
    "very low < low < medium|moderate|middle < high < very high",
    "stimme gar nicht zu|stimme uberhaupt nicht zu|trifft gar nicht zu"
    " < stimme nicht zu|stimme eher nicht zu|trifft nicht zu|trifft eher nicht zu < teils teils|neutral|weder noch"
    " < stimme zu|stimme eher zu|trifft zu|trifft eher zu < stimme voll zu|stimme voll und ganz zu|trifft voll zu",
    "sehr unzufrieden < unzufrieden < neutral|teils teils < zufrieden < sehr zufrieden",
    "nie < selten < manchmal|gelegentlich < oft|haufig < immer",
    "sehr schlecht < schlecht < mittel|durchschnittlich < gut < sehr gut",
    "sehr niedrig < niedrig|gering < mittel < hoch < sehr hoch",
    "pas du tout d accord < pas d accord|plutot pas d accord < neutre|ni d accord ni pas d accord"
    " < d accord|plutot d accord < tout a fait d accord",
    "tres insatisfait < insatisfait < neutre < satisfait < tres satisfait",
    "jamais < rarement < parfois|quelquefois < souvent < toujours",
    "totalmente en desacuerdo|muy en desacuerdo < en desacuerdo < neutral|ni de acuerdo ni en desacuerdo"
    " < de acuerdo < totalmente de acuerdo|muy de acuerdo",
    "muy insatisfecho < insatisfecho < neutral < satisfecho < muy satisfecho",
    "nunca < rara vez|raramente < a veces|algunas veces < a menudo|frecuentemente < siempre",
)
"""The steps of each scale from the lowest on; a bar stands between words for the same step."""

FEWEST = 3
"""So many different steps must be there: two of them may be words of anything."""

STEP, SAME = " < ", "|"


def scale_of(values: Iterable[str]) -> str:
    """Find the scale whose steps all the values are; empty where there is none.

    Parameters
    ----------
    values : iterable of str
        The different values of a column.

    Examples
    --------
    >>> scale_of(["Agree", "Strongly agree", "Disagree", "Neutral"]).split(" < ")[0]
    'strongly disagree|completely disagree'
    >>> scale_of(["Agree", "Disagree"]), scale_of(["red", "green", "blue"])
    ('', '')
    """
    plain = {" ".join(words_of(value)) for value in values}
    for scale in _SCALES:
        steps = [set(step.split(SAME)) for step in scale.split(STEP)]
        if plain <= set().union(*steps) and sum(bool(step & plain) for step in steps) >= FEWEST:
            return scale
    return ""


def is_scale(format: str) -> bool:  # noqa: A002 - the word of ColumnSpec
    """Say whether the format of a column is a scale.

    Examples
    --------
    >>> is_scale("low < high"), is_scale("%d/%m/%Y")
    (True, False)
    """
    return STEP in format


def scale_sql(text: str, scale: str) -> str:
    """Write the number of the step that a text names, from 1 on, as DOUBLE; NULL where it names none.

    Parameters
    ----------
    text : str
        SQL of the column.
    scale : str
        Its steps from the lowest on, with ``<`` between them and a bar between words for the same step.

    Examples
    --------
    >>> print(scale_sql("answer", "no < so so|maybe < yes").partition(" WHEN ")[2])
    'no' THEN 1.0 WHEN 'so so' THEN 2.0 WHEN 'maybe' THEN 2.0 WHEN 'yes' THEN 3.0 END
    """
    plain = f"trim(regexp_replace(lower(strip_accents(replace({text}, 'ß', 'ss'))), '[^a-z0-9]+', ' ', 'g'))"
    cases = " ".join(
        f"WHEN {literal(' '.join(words_of(word)))} THEN {place}.0"
        for place, step in enumerate(scale.split(STEP), start=1)
        for word in step.split(SAME)
    )
    return f"CASE {plain} {cases} END"
