"""A set in words, for the docs: everything that the catalogue knows of it."""

from __future__ import annotations

from collections.abc import Sequence

from shoal.datasets.entries import Dataset, File

FEW = 4
"""Up to so many files are listed one by one."""

TERMS = {
    "open": "may be passed on under that licence",
    "not stated": "no licence that would let you pass the data on",
    "research only": "for research and teaching only",
    "not verified": "said to be free by a third party; check before you pass the data on",
}


def describe(dataset: Dataset) -> str:
    """Give the facts of a set as Markdown.

    Examples
    --------
    >>> from shoal.datasets import find
    >>> print(describe(find("mall_customers")).splitlines()[0])
    # Mall customers (teaching set)
    """
    parts = (
        f"# {dataset.title}",
        dataset.about,
        f"Good for: {dataset.good_for}",
        _origin(dataset),
        "## Files and columns",
        _files(dataset),
        *(_columns(file) for file in dataset.file if file.columns),
        "## Quirks, kept on purpose",
        _listed(dataset.quirks),
        "## Published figures",
        "Each is held by a test through shoal's loader (`tests/datasets/test_published.py`).",
        _table(("figure", "published"), [(name, _number(value)) for name, value in dataset.figures.items()]),
        *(("Published results:", _listed(dataset.results)) if dataset.results else ()),
    )
    return "\n\n".join(parts) + "\n"


def _origin(dataset: Dataset) -> str:
    counted = {"customers": dataset.n_customers, "rows": dataset.n_rows}
    facts = {
        "name": f"`{dataset.name}`",
        **{name: f"{count:,}" for name, count in counted.items() if count is not None},
        "rows are": ", ".join(dataset.kinds),
        "published by": f"{dataset.publisher}, <{dataset.home}>",
        "cite": dataset.citation,
        "licence, as stated": dataset.licence,
        "that means": TERMS[dataset.terms],
        "`shoal run` is given": ", ".join(f"`{name}`" for name in dataset.run) or f"nothing: {dataset.no_run}",
        "fetched from": f"<https://github.com/{dataset.repository}> at commit `{dataset.commit}`",
    }
    return _table(("", ""), [(name, fact) for name, fact in facts.items() if fact])


def _files(dataset: Dataset) -> str:
    """List what is fetched and what shoal leaves; of many files their number and size."""
    fetched = [(f"`{remote.path}`", "fetched", f"{remote.size:,}", f"`{remote.sha256}`") for remote in dataset.remotes]
    if len(fetched) > FEW:
        size = sum(remote.size for remote in dataset.remotes)
        fetched = [
            (
                f"{len(fetched)} files",
                "fetched",
                f"{size:,}",
                f"each in `src/shoal/datasets/fetched/{dataset.name}.txt`",
            )
        ]
    left = [] if dataset.manifest else [row for file in dataset.file for row in _left(file)]
    return _table(("file", "what", "bytes", "SHA-256"), fetched + left)


def _left(file: File) -> list[tuple[str, str, str, str]]:
    made, *others = file.forms
    rows = [(f"`{made.name}`", f"left by shoal, {file.made}", f"{made.size:,}", f"`{made.sha256}`")]
    return rows + [(f"`{form.name}`", "accepted instead", f"{form.size:,}", f"`{form.sha256}`") for form in others]


def _columns(file: File) -> str:
    columns = ", ".join(f"`{name}` {kind}" for name, kind in file.columns.items())
    return f"`{file.name}`, {file.rows:,} rows of {file.kind}: {columns}."


def _listed(items: tuple[str, ...]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _table(names: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [names, tuple("---" for _ in names), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"
