"""Documents from the words of shoal: one page for people, a table for spreadsheets, a dictionary of the features."""

from shoal.report.beside import Beside
from shoal.report.bought import Purchases
from shoal.report.demand import demand_page
from shoal.report.documents import documents
from shoal.report.flows import CAME, WENT, Flow, Moved, Reading
from shoal.report.foreseen import ForeseenPage
from shoal.report.foretold import foretold_page
from shoal.report.lifetimes import lifetimes_page
from shoal.report.products import products_page
from shoal.report.render import render_foreseen
from shoal.report.summary import summary

__all__ = [
    "CAME",
    "WENT",
    "Beside",
    "Flow",
    "ForeseenPage",
    "Moved",
    "Purchases",
    "Reading",
    "demand_page",
    "documents",
    "foretold_page",
    "lifetimes_page",
    "products_page",
    "render_foreseen",
    "summary",
]
