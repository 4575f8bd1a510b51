"""Documents from the words of shoal: one page for people, a table for spreadsheets, a dictionary of the features."""

from shoal.report.documents import documents
from shoal.report.summary import summary

__all__ = ["documents", "summary"]
