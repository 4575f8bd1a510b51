"""The page of what may happen: who leaves, or who does what; per segment, and how far to trust it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from shoal.report.foreseen import ForeseenPage, Plot, Section, Table, filled
from shoal.report.numbers import compact, count, number, percent, quantity
from shoal.report.plots import Axis, Mark, plot
from shoal.terms import Lifecycle
from shoal.terms.titles import in_sentence, title

STAGES: Mapping[str, tuple[str, str]] = {
    Lifecycle.LEAD: ("Lead", "known, and has never bought"),
    Lifecycle.NEW: ("New", "came for the first time not long ago"),
    Lifecycle.ACTIVE: ("Active", "likelier than not to go on"),
    Lifecycle.AT_RISK: ("At risk", "still here, and likelier than not to leave"),
    Lifecycle.LAPSED: ("Lapsed", "away for longer than the time looked ahead"),
    Lifecycle.LOST: ("Lost", "away for long, or sure to stay away"),
}

FIFTHS = ("The likeliest to leave", "The second fifth", "The third", "The fourth", "The likeliest to stay")

MODELS = {
    "logistic_regression": "Logistic regression",
    "decision_tree": "Decision tree",
    "random_forest": "Random forest",
    "gradient_boosting": "Gradient boosting",
}


def foretold_page(result: Mapping[str, Any]) -> ForeseenPage:
    """Tell what stands in ``predictions_churn.json``, or in that of another question.

    Parameters
    ----------
    result : mapping
    """
    on = datetime.fromisoformat(result["as_of"])
    return ForeseenPage(
        title=_question(result),
        over=f"As of {on.day} {on:%B %Y}, by {MODELS[result['model']['kind']].lower()}",
        lede=_lede(result),
        figures=_figures(result),
        warnings=tuple(result["warnings"]),
        sections=filled(
            [
                _segments(result),
                _stages(result),
                _trust(result),
                _weights(result),
                _staying(result),
                _left_out(result),
                _made(result),
            ]
        ),
    )


def _question(result: Mapping[str, Any]) -> str:
    if result["question"] == "churn":
        return "Who is about to leave?"
    return f"Who {result['target']['in_words']}?"


def _window(result: Mapping[str, Any]) -> str:
    return "" if result["horizon_days"] is None else f" within {result['horizon_days']} days"


def _lede(result: Mapping[str, Any]) -> str:
    totals = result["totals"]
    who = quantity(totals["n_here"], "customer") + (" who are still here" if totals["stages"] is not None else "")
    n = f"{count(totals['expected'])} ({percent(round(totals['probability'] or 0.0, 3))})"
    if result["question"] != "churn":
        in_words = result["target"]["in_words"]
        return f"Of {who}, it is expected of {n} that the customer {in_words}{_window(result)}."
    if _is_undated(result):
        said = f"Of {who}, {n} are like those who have left; the label has no date, so nothing says when they would."
    else:
        said = f"Of {who}, {n} are expected to leave{_window(result)}."
    unseen = totals["shows_no_sign"]
    if unseen:
        said += (
            f" {count(unseen)} of those at risk show no obvious sign of it yet: they are the ones to speak to first."
        )
    return said


def _is_undated(result: Mapping[str, Any]) -> bool:
    """Tell whether a label says who has left, and nothing says when."""
    return result["question"] == "churn" and result["horizon_days"] is None


def _figures(result: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    totals, stages = result["totals"], result["totals"]["stages"]
    happens = "expected to leave" if result["question"] == "churn" else "expected"
    happens = "like those who have left" if _is_undated(result) else happens
    figures = [(count(totals["expected"]), f"{happens}{_window(result)}")]
    if totals["value_at_risk"] is not None:
        money = f", {result['currency']}" if result["currency"] else ""
        figures.append((compact(totals["value_at_risk"]), f"value at risk{money}"))
    if stages is not None:
        figures.append((count(stages["at_risk"]), "at risk"))
    auc = result["proof"]["auc"]["value"]
    figures.append((percent(round(auc, 3)), "of pairs named in the right order (50 % is chance)"))
    return tuple(figures)


def _segments(result: Mapping[str, Any]) -> Section | None:
    rows = result["segments"]
    if not rows:
        return None
    has_value = result["totals"]["value_at_risk"] is not None
    has_stages = result["totals"]["stages"] is not None
    heads = ["Segment", "Customers", "Probability", "Expected"]
    heads += ["Value at risk", "Share of it"] * has_value + ["At risk"] * has_stages
    cells = []
    for one in rows:
        probability, expected = percent(_rounded(one["probability"])), _or_dash(one["expected"], count)
        row = [one["name"], count(one["n_customers"]), probability, expected]
        if has_value:
            row += [_or_dash(one["value_at_risk"], compact), percent(_rounded(one["value_at_risk_share"]))]
        if has_stages:
            row.append(_or_dash(one["stages"]["at_risk"], count))
        cells.append(tuple(row))
    return Section(
        "segments",
        "By segment",
        _leading(result, "value_at_risk" if has_value else "expected"),
        table=Table(tuple(heads), tuple(cells)),
        note="Probability is the mean of those who are still here, expected their sum; a dash is of too few to tell. "
        + (
            f"Value at risk is {worth_in_words(result['horizon_days'])}, times their probability of leaving."
            if has_value
            else ""
        ),
    )


def _leading(result: Mapping[str, Any], figure: str) -> tuple[str, ...]:
    """Say which segment holds most of a figure."""
    told = [one for one in result["segments"] if one[figure] is not None]
    if not told:
        return ()
    most, whole = max(told, key=lambda one: one[figure]), result["totals"][figure]
    share = most[figure] / whole if whole else 0.0
    what = "of the value at risk" if figure == "value_at_risk" else "of all of whom it is expected"
    return (f"“{most['name']}” holds {percent(round(share, 3))} {what}.",)


def _or_dash(value: float | None, write: Callable[[float], str]) -> str:
    return "–" if value is None else write(value)


def worth_in_words(horizon_days: int | None) -> str:
    """Say what a customer is taken to be worth: where leaving has no time, a feature says it."""
    return "what a feature says each is worth" if horizon_days is None else "what each would pay in that time as so far"


def _stages(result: Mapping[str, Any]) -> Section | None:
    stages = result["totals"]["stages"]
    if stages is None:
        return None
    terms = tuple((f"{STAGES[stage][0]}: {count(n)}", STAGES[stage][1]) for stage, n in stages.items() if n)
    return Section("stages", "Where customers stand", _whom_to_speak_to(result), terms=terms)


def _whom_to_speak_to(result: Mapping[str, Any]) -> tuple[str, ...]:
    """Say where those at risk stand, and why more leave than are at risk."""
    totals = result["totals"]
    n_at_risk = totals["stages"]["at_risk"]
    said = []
    if totals["expected"] > n_at_risk:
        said.append("More are expected than are at risk: the others are many, each of them less likely, or new.")
    if n_at_risk:
        signs = " and shows_no_sign is 1" if totals["shows_no_sign"] else ""
        first = ", the highest value_at_risk first" if totals["value_at_risk"] is not None else ""
        said.append(f"Whom to speak to stands in predictions_churn.csv, where lifecycle is at_risk{signs}{first}.")
    return tuple(said)


def _trust(result: Mapping[str, Any]) -> Section:
    proof = result["proof"]
    bins = proof["bins"]
    end = min(1.0, _nice(max(max(one["told"], one["came"]["high"]) for one in bins)))
    told = plot(
        [Mark(one["told"], one["came"]["value"], one["came"]["low"], one["came"]["high"]) for one in bins],
        Axis("probability told", end),
        Axis("came true", end),
        is_even=True,
        alt="Share of customers of whom it came true, over the probability told",
    )
    tenth = next(gain["found"] for gain in proof["gains"] if gain["share"] == 0.1)
    found = plot(
        [Mark(0.0, 0.0), *(Mark(gain["share"], gain["found"]) for gain in proof["gains"])],
        Axis("share of customers, the likeliest first"),
        Axis("found"),
        is_even=True,
        alt="Share found of those to whom it happened, over the share of customers looked at",
    )
    return Section(
        "trust",
        "How far to trust it",
        tuple(result["trust"]),
        (
            Plot(
                "Does what is told come true?",
                told,
                "Each point is customers of like probability, as many in each: upwards the share of whom it came true,"
                " with its 95 % interval. On the dashed line it comes true just as often as told.",
            ),
            Plot(
                "How many are found first?",
                found,
                f"Who writes to the likeliest 10 % reaches {percent(round(tenth, 3))} of those to whom it happens."
                " The dashed line is drawing customers at random.",
            ),
        ),
    )


def _weights(result: Mapping[str, Any]) -> Section | None:
    weights = result["model"]["weights"]
    if not weights:
        return None
    return Section(
        "why",
        "What it goes by",
        ("How far each feature moves the probabilities, as a share of all such movement.",),
        terms=tuple((title(name), percent(round(share, 3))) for name, share in weights.items() if share > 0.001),
        note="Each customer's own reasons, in real units, stand in the table. They say what the model goes by, not what"
        " would change if it were changed.",
    )


def _staying(result: Mapping[str, Any]) -> Section | None:
    staying = result["staying"]
    if staying is None or not staying["curve"]:
        return None
    curve, unit = staying["curve"], in_sentence(staying["unit"])
    half = staying["half_left_after"]
    drawn = plot(
        [
            Mark(0.0, 1.0),
            *(Mark(one["at"], one["share"]["value"], one["share"]["low"], one["share"]["high"]) for one in curve),
        ],
        Axis(unit, curve[-1]["at"], is_share=False),
        Axis("still there"),
        is_even=False,
        alt="Share of customers who are still there, over time",
    )
    said = (
        f"Half have left after {_time(half, unit)}."
        if half is not None
        else f"More than half are still there at the end of what is known, after {_time(curve[-1]['at'], unit)}."
    )
    return Section(
        "staying",
        "How long customers stay",
        (said, *_ahead(staying, unit), *_judged(staying, unit)),
        (
            Plot(
                "Who is still there",
                drawn,
                "Kaplan-Meier: those who are still there count for as long as they have been. With 95 % intervals.",
            ),
        ),
        table=_told_and_came(staying, unit),
        note="Each customer's own chances, with their intervals, stand in predictions_churn.csv."
        if staying["ahead"]
        else "",
    )


def _time(value: float, unit: str) -> str:
    """Write a time; where a feature says it, its unit is the feature's own."""
    return f"{number(value)} days" if unit == "days" else f"{number(value)} units of {unit}"


def _ahead(staying: Mapping[str, Any], unit: str) -> tuple[str, ...]:
    """Say how much longer those stay who are still there."""
    known = [one for one in staying["ahead"] if one["stays"] is not None]
    if not known:
        return ()
    shares = ", ".join(f"{percent(round(one['stays'], 3))} after {_time(one['at'], unit)}" for one in known)
    return (
        f"Of those who are still here, so many are expected to be here still: {shares}. Of the next"
        f" {_time(staying['limit'], unit)} they stay {number(staying['expected'])} in the mean.",
    )


def _judged(staying: Mapping[str, Any], unit: str) -> tuple[str, ...]:
    """Say how far to trust it, at the last time that was judged."""
    if not staying["held_back"]:
        return ()
    last = staying["held_back"][-1]
    off = max(abs(group["told"] - group["came"]["value"]) for group in last["groups"])
    less, low, high = (round(last["skill"][end], 2) for end in ("value", "low", "high"))
    surely = "" if low > 0 or high < 0 else ", which may be chance"
    ends = " to ".join(f"{100 * end:.0f}" for end in (low, high)).replace("-", "−")
    return (
        f"Tried on customers who were held back: who stays {_time(last['at'], unit)} is told with {percent(abs(less))}"
        f" {'less' if less > 0 else 'more'} error than by the share of all ({ends}\u00a0% less{surely}), and in no"
        f" fifth of the customers was the share told further than {100 * off:.1f} points from what came.",
    )


def _told_and_came(staying: Mapping[str, Any], unit: str) -> Table | None:
    """Show what was told of customers held back beside what came, by fifths."""
    if not staying["held_back"]:
        return None
    last = staying["held_back"][-1]
    rows = tuple(
        (
            FIFTHS[place],
            count(group["n_customers"]),
            percent(round(group["told"], 3)),
            f"{percent(round(group['came']['value'], 3))} ({percent(round(group['came']['low'], 3))} to"
            f" {percent(round(group['came']['high'], 3))})",
        )
        for place, group in enumerate(last["groups"])
    )
    return Table(("Held back", "Customers", f"Told to stay {_time(last['at'], unit)}", "Stayed, 95 %"), rows)


def _left_out(result: Mapping[str, Any]) -> Section | None:
    named = [leak for leak in result["leaks"] if leak["feature"]]
    if not named:
        return None
    return Section(
        "leaks",
        "What was left out",
        ("These features seem to give the outcome away, and nothing was learnt from them.",),
        terms=tuple((title(leak["feature"]), leak["why"]) for leak in named),
    )


def _made(result: Mapping[str, Any]) -> Section:
    rows = tuple(
        (
            MODELS[one["kind"]] + (" (chosen)" if one["chosen"] else ""),
            percent(round(one["auc"], 4)),
            f"{100 * one['behind']:.2f} points",
            f"{100 * one['noise']:.2f} points",
        )
        for one in result["model"]["candidates"]
    )
    return Section(
        "made",
        "How it was made",
        (
            "Kinds of models were tried on customers that they had not seen. The simplest is taken that is behind the"
            " best by no more than the noise of that difference, and by less than half a point.",
        ),
        table=Table(("Model", "Pairs in order", "Behind the best", "Noise of that"), rows),
    )


def _nice(value: float) -> float:
    return next(end for end in (0.02, 0.04, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0) if value <= end or end == 1.0)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)
