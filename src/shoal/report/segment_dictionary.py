"""The segment dictionary: who the segments are, what to do about them, and what they were before."""

from __future__ import annotations

from collections.abc import Iterator

from shoal.report.markdown import cell, table
from shoal.report.numbers import count
from shoal.report.portraits import Portrait, Said, Task, lines_of_history, portraits
from shoal.report.render import render_dictionary
from shoal.report.words import who_are
from shoal.terms import Segmentation

HISTORY = (
    "Every published version of this segmentation, as of its day. Segments of one name in two versions are those that "
    "were called the same; a name that a person gave stays with its typical customer."
)


def segments_html(segmentation: Segmentation) -> str:
    """Write the segment dictionary as one self-contained HTML file, ASCII, without a script."""
    return render_dictionary(
        title=f"Segment dictionary of {segmentation.spec.name}",
        intro=_intro(segmentation),
        portraits=portraits(segmentation),
        history=lines_of_history(segmentation),
        about_history=HISTORY,
    )


def segments_md(segmentation: Segmentation) -> str:
    """Write the segment dictionary as Markdown."""
    told = portraits(segmentation)
    lines = [f"# Segment dictionary of {cell(segmentation.spec.name)}", "", cell(_intro(segmentation)), ""]
    for portrait in told:
        lines += [*_section(portrait), ""]
    rows = [tuple(line) for line in lines_of_history(segmentation)]
    lines += ["## History", "", HISTORY, "", *table(("as of", "customers", "segments"), rows), ""]
    return "\n".join(lines)


def _intro(segmentation: Segmentation) -> str:
    return (
        f"As of {segmentation.as_of.day} {segmentation.as_of:%B %Y}, for {count(segmentation.n_customers)} "
        f"{who_are(segmentation)}. It is written anew with each build: names, figures and advice are those of the "
        "latest version. The command shoal segments rename changes a name, a playbook of your own the advice."
    )


def _section(portrait: Portrait) -> Iterator[str]:
    yield f"## {portrait.id}. {cell(portrait.name)}"
    yield ""
    yield cell(portrait.persona)
    if portrait.marks:
        yield from ("", f"*{cell(', '.join(portrait.marks))}*")
    if portrait.rule:
        yield from ("", f"**In a rule:** {cell(portrait.rule)}.")
    if portrait.behaviour:
        yield from ("", "### Behaviour", "")
        yield from (f"- {cell(feature)}: {cell(how)}" for feature, how in portrait.behaviour)
    for heading, signs in portrait.signs:
        yield from ("", f"### {heading}", "", *_items(signs))
    if portrait.task is not None:
        yield from ("", "### Tactics", "", *_task(portrait.task))
    if portrait.before:
        yield from ("", "### Before", "")
        yield from (f"- {day}: {cell(size)}" for day, size in portrait.before)


def _task(task: Task) -> Iterator[str]:
    yield f"**{task.tier.capitalize()}.** {cell(task.goal)} {cell(task.why)}"
    yield ""
    for what, choices in task.facts:
        yield f"- **{what}**"
        yield from (f"  {line}" for line in _items(choices))
    yield "- **Creative**"
    yield from (f"  - {cell(hint)}" for hint in task.creative)
    yield f"- **Example:** {cell(task.campaign)}"
    yield f"- **Reach:** {cell(task.reach)}"
    if task.experiment:
        yield f"- **Experiment:** {cell(task.experiment)}"
    if task.product:
        yield "- **For those who make the product**"
        yield from (f"  {line}" for line in _items(task.product))


def _items(found: tuple[Said, ...]) -> list[str]:
    return [f"- {cell(one.text)}{f' ({cell(one.why)})' if one.why else ''}" for one in found]
