"""Cases about workbooks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl
import xlwt

from cases.case import Case, FileRefused, Right
from cases.shop import HEADER, LINES, spent

ALL = Right(spent(), rows=len(LINES))

ROWS: list[tuple[Any, ...]] = [
    (*line[:2], date.fromisoformat(line[2]), line[3], int(line[4]), float(line[5])) for line in LINES
]
SERIAL = [(*row[:2], (row[2] - date(1899, 12, 30)).days, *row[3:]) for row in ROWS]
DATED = ("customer_id", "order_id", "order_date", *HEADER[3:])
TEXTS = [(*line[:4], line[4], line[5]) for line in LINES]


def book(*sheets: tuple[str, Sequence[Sequence[Any]]], then: Callable[[Any], None] = lambda _: None) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    then(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def old_book() -> bytes:
    made = xlwt.Workbook()
    sheet = made.add_sheet("Orders")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for place, row in enumerate([HEADER, *ROWS]):
        for column, cell in enumerate(row):
            sheet.write(place, column, cell, *([day] if isinstance(cell, date) else []))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def open_document() -> bytes:
    """A sheet as LibreOffice writes it, with its empty rows to the end of the sheet."""

    def cell(value: Any) -> str:
        if isinstance(value, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{value}"/>'
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in [HEADER, *ROWS])
    empty = '<table:table-row table:number-rows-repeated="1048500"><table:table-cell/></table:table-row>'
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Orders">{rows}{empty}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return out.getvalue()


def merged(made: Any) -> None:
    made["Orders"].merge_cells("A1:B1")
    made["Orders"].merge_cells("C1:F1")


def hidden(made: Any) -> None:
    made["Secret"].sheet_state = "hidden"


def far(place: str) -> Callable[[Any], None]:
    def put(made: Any) -> None:
        made["Orders"][place] = 1

    return put


def failing(made: Any) -> None:
    """Formulas without a value, and errors, in a column of their own."""
    sheet = made["Orders"]
    sheet["G1"] = "note"
    for row in range(2, len(LINES) + 2):
        sheet[f"G{row}"] = "#N/A" if row % 2 else "=1/0"


def packed(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


ORDERS = ("Orders", [HEADER, *ROWS])
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

CASES = (
    Case("excel", "an Excel workbook", book(ORDERS), ALL, file="orders.xlsx"),
    Case("excel-other-name", "an Excel workbook, named orders.csv", book(ORDERS), ALL),
    Case("excel-old", "a workbook of before 2007 (.xls)", old_book(), ALL, file="orders.xls"),
    Case("excel-ods", "a workbook of LibreOffice (.ods)", open_document(), ALL, file="orders.ods"),
    Case("excel-title", "a title and an empty row above the header", book(("Orders", [["Orders of 2025"], [], HEADER,
         *ROWS])), Right(spent(), rows=len(LINES), says=("before the header passed over",)), file="orders.xlsx"),
    Case("excel-merged", "groups of columns in merged cells above the header",
         book(("Orders", [["Who", None, "What", None, None, None], HEADER, *ROWS]), then=merged), ALL,
         file="orders.xlsx"),
    Case("excel-serial", "days as numbers since 1900", book(("Orders", [DATED, *SERIAL])), ALL, file="orders.xlsx"),
    Case("excel-texts", "numbers and days as texts", book(("Orders", [HEADER, *TEXTS])), ALL, file="orders.xlsx"),
    Case("excel-errors", "cells with errors, and formulas that have none", book(ORDERS, then=failing), ALL,
         file="orders.xlsx"),
    Case("excel-sheets", "a sheet of orders, an empty one, one of words and a hidden one",
         book(ORDERS, ("Empty", []), ("About", [["Made by Ann"]]), ("Secret", [HEADER, *ROWS]), then=hidden),
         Right(spent(), rows=len(LINES), says=("orders.xlsx#Empty was passed over", "orders.xlsx#About was passed over",
         "orders.xlsx#Secret was passed over: it is hidden")), file="orders.xlsx"),
    Case("excel-two-sheets", "orders on two sheets",
         book(("First", [HEADER, *ROWS[:20]]), ("Second", [HEADER, *ROWS[20:]])), ALL, file="orders.xlsx"),
    Case("excel-far", "a number in the last cell of the sheet", book(ORDERS, then=far("XFD1048576")),
         FileRefused("16,384 columns", do="keep the columns"), file="orders.xlsx", apart=True),
    Case("excel-far-row", "a number far below and far to the right", book(ORDERS, then=far("ZZ1048576")),
         FileRefused("reaches to row 1,048,576", do="delete what stands far"), file="orders.xlsx", apart=True),
    Case("excel-bomb", "a workbook that unpacks to 300 MB", packed(("[Content_Types].xml", b"<x/>"),
         ("xl/worksheets/sheet1.xml", b" " * (300 << 20))), FileRefused("far more than a table", do="as CSV"),
         file="orders.xlsx", apart=True),
    Case("excel-cut", "a workbook that is cut off", book(ORDERS)[:4000], FileRefused("damaged", do="save it again"),
         file="orders.xlsx"),
    Case("excel-none", "something from an office that is no workbook",
         packed(("[Content_Types].xml", b"<xml/>"), ("word/document.xml", b"<xml/>")),
         FileRefused("no workbook", do="save the sheet as CSV"), file="orders.xlsx"),
    Case("excel-old-none", "an old Office file that is no workbook", OLD, FileRefused("no Excel workbook", do="as CSV"),
         file="orders.xls"),
    Case("excel-password", "a workbook with a password", OLD + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
         FileRefused("has a password", do="save a copy without"), file="orders.xlsx"),
    Case("excel-empty", "a workbook with an empty sheet", book(("Orders", [])), FileRefused("the sheet is empty"),
         file="orders.xlsx"),
)  # fmt: skip
