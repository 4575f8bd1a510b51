"""From the page to one self-contained HTML file."""

from __future__ import annotations

import importlib.resources
from functools import cache

import jinja2

from shoal.report.foreseen import ForeseenPage
from shoal.report.page import Page
from shoal.report.words import algorithm

TEMPLATES = importlib.resources.files("shoal.report") / "templates"


def render(page: Page) -> str:
    """Render the page; pure ASCII, so that no server or editor can misread the encoding."""
    text = _environment().get_template("report.html.j2").render(page=page)
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def render_foreseen(page: ForeseenPage) -> str:
    """Render a page of what is foretold; pure ASCII as well."""
    text = _environment().get_template("foreseen.html.j2").render(page=page)
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def render_dictionary(**shown: object) -> str:
    """Render the segment dictionary as a page of its own, without a script; pure ASCII too.

    Parameters
    ----------
    **shown
        What its template names.
    """
    text = _environment().get_template("dictionary.html.j2").render(**shown)
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


@cache
def _environment() -> jinja2.Environment:
    """Compile the templates once in a process."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_read),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_unbroken,
    )
    environment.filters["algorithm"] = algorithm
    return environment


def _unbroken(value: object) -> object:
    """Keep a number and its sign for per cent on one line; what is marked as safe is left as it is."""
    return value.replace(" %", "\u00a0%") if type(value) is str else value


def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
