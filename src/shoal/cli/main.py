"""The commands: each reads its options, calls the Python face and shows the answer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

import shoal
from shoal.cli.answer import answer, ask, is_interactive
from shoal.cli.check import check
from shoal.cli.data import app as data
from shoal.cli.explain import explain
from shoal.cli.foretell import churn, propensity
from shoal.cli.identity import identity
from shoal.cli.jobs import jobs
from shoal.cli.places import folder
from shoal.cli.predict import app as predict
from shoal.cli.predict_demand import predict_demand
from shoal.cli.predict_next import predict_next
from shoal.cli.progress import Bar
from shoal.cli.segments import segments
from shoal.cli.show import show_mapping, show_result
from shoal.cli.simulate import simulate
from shoal.errors import OpenQuestion

app = typer.Typer(
    name="shoal",
    help="Finds the natural groups among a business's customers, and shows whether they are real.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_PATHS = (
    "Files, folders or patterns: CSV, TSV, Parquet, JSON, Excel, also packed; s3://, https:// and other addresses;"
    " sqlite:///FILE, duckdb:///FILE or postgresql://USER@HOST/DB, with #TABLE or #SELECT ..."
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]
WorkspaceFolder = Annotated[Path, typer.Option("--workspace", parser=folder, help="The folder that `shoal run` made.")]
Name = Annotated[str | None, typer.Option("--segmentation", help="Name of the segmentation.")]
Full = Annotated[
    bool | None,
    typer.Option(
        "--full/--no-full",
        help="Also do what takes long: every algorithm, other seeds, each feature left out, earlier days.",
    ),
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="Compute as of this day (2025-12-31); default: after the last event.")
]
Answers = Annotated[list[str] | None, typer.Option("--answer", help="Answer to a question: Q=A.")]


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Print the version."""
    if show:
        typer.echo(f"shoal {shoal.__version__}")
        raise typer.Exit


@app.command()
def run(
    paths: Annotated[list[str] | None, typer.Argument(help=_PATHS)] = None,
    as_of: AsOf = None,
    goal: Annotated[str | None, typer.Option(help="What the segments are for, such as value or loyalty.")] = None,
    k: Annotated[str, typer.Option(help="Number of segments, or auto.")] = "",
    algorithm: Annotated[
        str,
        typer.Option(
            help="auto, kmeans, bisecting_kmeans, hierarchical, birch, gaussian_mixture, kprototypes, dbscan, hdbscan,"
            " micro_segments, rfm_grid or value_tiers."
        ),
    ] = "",
    candidates: Annotated[
        str | None,
        typer.Option(help="Algorithms that auto compares, separated by commas; with --full all of them."),
    ] = None,
    features: Annotated[
        str | None, typer.Option(help="Form segments on just these features, separated by commas.")
    ] = None,
    exclude: Annotated[str | None, typer.Option(help="Never form segments on these features.")] = None,
    segmentation: Annotated[str, typer.Option(help="Name of the segmentation.")] = "main",
    config: Annotated[Path | None, typer.Option(help="A shoal.toml to use instead of guessing.")] = None,
    answers: Answers = None,
    seed: Annotated[int | None, typer.Option(help="Seed of everything random.")] = None,
    out: Annotated[Path, typer.Option(parser=folder, help="The folder to make or use.")] = Path("shoal-out"),
    full: Full = None,
    as_json: Json = False,
) -> None:
    """Go from raw files to named segments, with the evidence and a report."""
    given = _answers(answers or [])
    options: dict[str, Any] = {
        "as_of": _instant(as_of),
        "goal": goal,
        "k": _number_of_groups(k),
        "algorithm": algorithm.lower() or None,
        "candidates": _names(candidates, "--candidates", "algorithm"),
        "features": _names(features, "--features"),
        "exclude": _names(exclude, "--exclude"),
        "seed": seed,
        "full": full,
    }
    if not paths and config is None and not (out / "shoal.toml").is_file():
        raise typer.BadParameter("name at least one file or folder", param_hint="PATHS")

    def work(bar: Bar) -> shoal.Result:
        return shoal.run(
            paths or (),
            out=out,
            config=config,
            segmentation=segmentation,
            answers=given,
            progress=bar,
            **options,
        )

    def work_and_ask(bar: Bar) -> shoal.Result:
        """Ask a person until nothing is open; each question is asked once."""
        while True:
            try:
                return work(bar)
            except OpenQuestion as question:
                if as_json or not is_interactive() or question.name in given:
                    raise
                given[question.name] = bar.paused(ask, question)

    answer(work_and_ask, as_json=as_json, show=show_result)


@app.command()
def build(
    workspace: WorkspaceFolder = Path(),
    segmentation: Annotated[str, typer.Option(help="Name of the segmentation.")] = "main",
    as_of: AsOf = None,
    full: Full = None,
    as_json: Json = False,
) -> None:
    """Build a segmentation again, from the sources and settings of shoal.toml."""
    instant = _instant(as_of)
    answer(
        lambda bar: shoal.build(workspace, segmentation=segmentation, progress=bar, as_of=instant, full=full),
        as_json=as_json,
        show=show_result,
    )


@app.command()
def score(
    paths: Annotated[list[str] | None, typer.Argument(help="Files; none: the sources of the workspace.")] = None,
    workspace: WorkspaceFolder = Path(),
    segmentation: Name = None,
    as_of: AsOf = None,
    answers: Answers = None,
    out: Annotated[Path | None, typer.Option(help="A .csv or .parquet file; default: scores.csv there.")] = None,
    as_json: Json = False,
) -> None:
    """Place customers in the published segments, without fitting anything."""
    instant, given = _instant(as_of), _answers(answers or [])
    answer(
        lambda bar: shoal.score(
            paths or (),
            workspace=workspace,
            segmentation=segmentation,
            as_of=instant,
            out=out,
            answers=given,
            progress=bar,
        ),
        as_json=as_json,
        show=show_mapping,
    )


@app.command()
def forget(
    customer: Annotated[str, typer.Argument(help="The key as the source has it, or the customer_id.")],
    workspace: WorkspaceFolder = Path(),
    as_json: Json = False,
) -> None:
    """Remove a person from every file of a workspace, and keep them out of later loads."""
    answer(lambda _: shoal.forget(customer, workspace=workspace), as_json=as_json, show=show_mapping)


@app.command()
def demo(
    out: Annotated[Path, typer.Option(parser=folder, help="The folder to make or use.")] = Path("shoal-demo"),
    dataset: Annotated[str | None, typer.Option(help="A public set of `shoal data list`, found or fetched.")] = None,
    as_json: Json = False,
) -> None:
    """Segment a simulated shop whose customer types are known, with no network; or a public data set."""
    answer(lambda bar: shoal.demo(out, dataset=dataset, progress=bar), as_json=as_json, show=show_result)


app.command()(check)
app.command()(explain)
app.command()(identity)
app.command()(jobs)
app.command()(segments)
app.command()(simulate)
app.add_typer(data, name="data")
predict.command()(churn)
predict.command()(propensity)
predict.command("demand")(predict_demand)
predict.command("next")(predict_next)
app.add_typer(predict, name="predict")


def main() -> None:
    """Run the command line."""
    app()


def _answers(pairs: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for pair in pairs:
        question, equals, reply = pair.partition("=")
        if not equals:
            raise typer.BadParameter(f"'{pair}' is not of the form QUESTION=ANSWER", param_hint="--answer")
        if given.setdefault(question, reply) != reply:
            raise typer.BadParameter(f"'{question}' is answered twice, and not alike", param_hint="--answer")
    return given


def _names(text: str | None, option: str, what: str = "feature") -> tuple[str, ...] | None:
    if text is None:
        return None
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise typer.BadParameter(f"'{text}' names no {what}, or an empty one", param_hint=option)
    return names


def _number_of_groups(text: str) -> int | str | None:
    if text.lower() in ("", "auto"):
        return text.lower() or None
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise typer.BadParameter(f"'{text}' is neither a whole number above 0 nor auto", param_hint="--k")
    return int(text)


def _instant(text: str | None) -> datetime | None:
    """Read a day or an instant; without a time zone it is one of the business."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"'{text}' is not a date such as 2025-12-31", param_hint="--as-of") from error
