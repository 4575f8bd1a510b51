"""Thirty corrupted variants of three public tables: the same segments as of the clean ones, or a question.

usage: SHOAL_DATASETS=FOLDER python benchmarks/variants.py [--only WORD]

Each variant says the same as its clean table: columns renamed in six languages, days first, decimal commas, cp1252 and
UTF-16, rows and columns in another order, two lines of header, lines of totals, thousands separators, days as
spreadsheets count them, padded ids. `shoal run` must put the same customers together, or ask.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

SEED = 7
N_RETAIL, N_TELCO = 30_000, 2_000
ASKED_WRONG = 0

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Style:
    """How a table is written.

    Parameters
    ----------
    names : mapping of str to str
        New names of columns; the others keep theirs.
    groups : mapping of str to str
        Titles above columns, in a line of their own; the columns under one stand together.
    day : callable
        Writes a day or time.
    decimal, thousands : str
        Marks of numbers.
    delimiter, encoding : str
    totals : str
        The word before lines of totals, at the end and in the middle; empty for none.
    pad : int
        Digits to which the ids are filled up with noughts.
    is_shuffled : bool
        Rows and columns in another order.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    day: Callable[[datetime], str] = str
    decimal: str = "."
    thousands: str = ""
    delimiter: str = ","
    encoding: str = "utf-8"
    totals: str = ""
    pad: int = 0
    is_shuffled: bool = False


@dataclass(frozen=True)
class Clean:
    """A table as it is.

    Parameters
    ----------
    name : str
    rows : list of dict
        Texts, with a point and no thousands separators, and days in ISO 8601.
    key, time : str
        The column of the customer, and of the time (empty for none).
    numbers : tuple of str
        Columns of numbers that are measures.
    options : tuple of str
        Of the command.
    """

    name: str
    rows: Rows
    key: str
    time: str
    numbers: tuple[str, ...]
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variant:
    """One way to write one of the tables."""

    name: str
    of: str
    style: Style


def tables(folder: Path) -> dict[str, Clean]:
    """Read the three tables."""
    retail = pq.read_table(folder / "online_retail/online_retail.parquet")
    retail = retail.filter(pc.is_valid(retail["CustomerID"]))
    chosen = pc.less(pc.bit_wise_and(pc.cast(retail["CustomerID"], pa.int64()), 7), 1)
    retail = retail.filter(chosen).slice(0, N_RETAIL)
    ids = [str(int(value)) for value in retail["CustomerID"].to_pylist()]
    texts = {name: [_plain(value) for value in retail[name].to_pylist()] for name in retail.column_names}
    as_text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(_CDNOW, pa.string()))
    cdnow = pyarrow.csv.read_csv(folder / "cdnow/cdnow_sample.csv", convert_options=as_text)
    with (folder / "telco_churn/Telco-Customer-Churn.csv").open(encoding="utf-8") as file:
        telco = list(csv.DictReader(file))[:N_TELCO]
    found = (
        Clean("cdnow_sample", [{k: row[k] for k in _CDNOW} for row in cdnow.to_pylist()], "master_id", "date",
              ("number_of_cds", "dollar_value")),
        Clean("online_retail", _rows(texts | {"CustomerID": ids}), "CustomerID", "InvoiceDate",
              ("Quantity", "UnitPrice")),
        Clean("telco_churn", telco, "customerID", "", ("tenure", "MonthlyCharges", "TotalCharges"),
              ("--as-of", "2025-01-01")),
    )  # fmt: skip
    return {one.name: one for one in found}


_CDNOW = ("master_id", "date", "number_of_cds", "dollar_value")


def _rows(columns: Mapping[str, Sequence[str]]) -> Rows:
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def write(clean: Clean, style: Style) -> bytes:
    """Write a table in a style."""
    draw = random.Random(SEED)  # noqa: S311 - an order, not a secret
    names = list(clean.rows[0])
    rows = [_styled(row, clean, style) for row in clean.rows]
    if style.is_shuffled:
        draw.shuffle(rows)
        draw.shuffle(names)
    if style.groups:
        order = list(dict.fromkeys(style.groups.values()))
        names.sort(key=lambda name: order.index(style.groups[name]) if name in style.groups else len(order))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=style.delimiter, lineterminator="\r\n")
    if style.groups:
        titles = [style.groups.get(name, "") for name in names]
        writer.writerow(title if n == 0 or title != titles[n - 1] else "" for n, title in enumerate(titles))
    writer.writerow(style.names.get(name, name) for name in names)
    for number, row in enumerate(rows, start=1):
        writer.writerow(row[name] for name in names)
        if style.totals and number % (len(rows) // 3) == 0:
            writer.writerow(_total(names, clean, style))
    return out.getvalue().encode(style.encoding, "replace")


def _total(names: list[str], clean: Clean, style: Style) -> list[str]:
    cells = [_number("98765.40", style) if name == clean.numbers[-1] else "" for name in names]
    return [style.totals, *cells[1:]]


def _styled(row: dict[str, str], clean: Clean, style: Style) -> dict[str, str]:
    styled = row | {name: _number(row[name], style) for name in clean.numbers}
    if clean.time:
        styled[clean.time] = style.day(datetime.fromisoformat(row[clean.time]))
    if style.pad:
        styled[clean.key] = row[clean.key].zfill(style.pad)
    return styled


def _number(text: str, style: Style) -> str:
    if not text.strip():
        return text
    whole, _, fraction = text.partition(".")
    sign, digits = whole[: whole.startswith("-")], whole.lstrip("-")
    grouped = f"{int(digits):,}".replace(",", style.thousands)
    return sign + grouped + (style.decimal + fraction if fraction else "")


def _excel(day: datetime) -> str:
    days = (day - datetime(1899, 12, 30)).total_seconds() / 86_400
    return f"{days:.10f}".rstrip("0").rstrip(".")


def _in(form: str) -> Callable[[datetime], str]:
    return lambda day: day.strftime(form)


def _worded(months: str, form: str) -> Callable[[datetime], str]:
    names = months.split()
    return lambda day: form.format(day=day.day, month=names[day.month - 1], year=day.year)


CDNOW = {
    "German": dict(zip(_CDNOW, ("Kundennummer", "Kaufdatum", "Anzahl", "Betrag"), strict=True)),
    "French": dict(zip(_CDNOW, ("N° client", "Date d'achat", "Quantité", "Montant total"), strict=True)),
    "Spanish": dict(zip(_CDNOW, ("Nº de cliente", "Fecha de compra", "Cantidad", "Importe total"), strict=True)),
    "Italian": dict(zip(_CDNOW, ("Codice cliente", "Data", "Quantità", "Importo totale"), strict=True)),
    "Dutch": dict(zip(_CDNOW, ("Klantnummer", "Aankoopdatum", "Aantal", "Totaalbedrag"), strict=True)),
    "Polish": dict(zip(_CDNOW, ("Nr klienta", "Data zakupu", "Ilość", "Kwota"), strict=True)),
    "letters": dict(zip(_CDNOW, "ABCD", strict=True)),
}
_RETAIL = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")
RETAIL = {
    "German": dict(zip(_RETAIL, ("Rechnungsnr", "Artikelnr", "Bezeichnung", "Menge", "Rechnungsdatum", "Stückpreis",
                                 "Kd-Nr", "Land"), strict=True)),
    "French": dict(zip(_RETAIL, ("N° facture", "Référence", "Désignation", "Qté", "Date facture", "Prix unitaire",
                                 "Client", "Pays"), strict=True)),
    "Spanish": dict(zip(_RETAIL, ("Nº factura", "Artículo", "Descripción", "Cantidad", "Fecha", "Precio unitario",
                                  "Cliente", "País"), strict=True)),
    "Portuguese": dict(zip(_RETAIL, ("Nota fiscal", "Artigo", "Descrição", "Qtd", "Data", "Preço unitário",
                                     "NºCliente", "País"), strict=True)),
    "Dutch": dict(zip(_RETAIL, ("Factuurnummer", "Artikelnummer", "Omschrijving", "Aantal", "Factuurdatum",
                                "Stuksprijs", "Klantnr", "Land"), strict=True)),
    "Polish": dict(zip(_RETAIL, ("Nr faktury", "Kod towaru", "Opis", "Ilość", "Data faktury", "Cena jednostkowa",
                                 "Nr klienta", "Kraj"), strict=True)),
}  # fmt: skip
_TELCO = ("customerID", "gender", "tenure", "Contract", "PaymentMethod", "MonthlyCharges", "TotalCharges", "Churn")
TELCO = {
    "German": dict(zip(_TELCO, ("Kundennummer", "Geschlecht", "Vertragsmonate", "Vertrag", "Zahlungsart",
                                "Monatsbetrag", "Gesamtbetrag", "Gekündigt"), strict=True)),
    "French": dict(zip(_TELCO, ("N° client", "Sexe", "Ancienneté", "Contrat", "Mode de paiement", "Montant mensuel",
                                "Montant total", "Résilié"), strict=True)),
    "Spanish": dict(zip(_TELCO, ("Código de cliente", "Sexo", "Antigüedad", "Contrato", "Forma de pago",
                                 "Importe mensual", "Importe total", "Cancelado"), strict=True)),
    "Italian": dict(zip(_TELCO, ("Codice cliente", "Sesso", "Anzianità", "Contratto", "Metodo di pagamento",
                                 "Importo mensile", "Importo totale", "Disdetta"), strict=True)),
    "Dutch": dict(zip(_TELCO, ("Klantnummer", "Geslacht", "Looptijd", "Contract", "Betaalwijze", "Maandbedrag",
                               "Totaalbedrag", "Opgezegd"), strict=True)),
    "Polish": dict(zip(_TELCO, ("Nr klienta", "Płeć", "Staż", "Umowa", "Metoda płatności", "Kwota miesięczna",
                                "Kwota łączna", "Rezygnacja"), strict=True)),
}  # fmt: skip

_POLISH = "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"
_FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_COMMA = Style(decimal=",", delimiter=";")
_GROUPS_CDNOW = {"master_id": "Kunde", "date": "Kauf", "number_of_cds": "Kauf", "dollar_value": "Kauf"}
_UNDER_GROUPS = {"master_id": "Nummer", "date": "Datum", "number_of_cds": "Menge", "dollar_value": "Betrag"}
_GROUPS_RETAIL = dict(zip(_RETAIL, ("Order", "Item", "Item", "Item", "Order", "Item", "Customer", "Customer"),
                          strict=True))  # fmt: skip
_PARTS_RETAIL = dict(zip(_RETAIL, ("Number", "Code", "Description", "Quantity", "Date", "Unit Price", "ID", "Country"),
                         strict=True))  # fmt: skip

VARIANTS = (
    Variant("German names, day first, comma, cp1252", "cdnow_sample",
            replace(_COMMA, names=CDNOW["German"], day=_in("%d.%m.%Y"), encoding="cp1252")),
    Variant("French names, UTF-16, months as words", "cdnow_sample",
            replace(_COMMA, names=CDNOW["French"], day=_worded(_FRENCH, "{day} {month} {year}"), encoding="utf-16")),
    Variant("Spanish names, days with slashes", "cdnow_sample",
            replace(_COMMA, names=CDNOW["Spanish"], day=_in("%d/%m/%Y"), is_shuffled=True)),
    Variant("Italian names, days of a spreadsheet", "cdnow_sample",
            Style(names=CDNOW["Italian"], day=_excel, delimiter="\t")),
    Variant("Dutch names, comma in quotes, totals", "cdnow_sample",
            Style(names=CDNOW["Dutch"], decimal=",", day=_in("%d-%m-%Y"), totals="Totaal")),
    Variant("Polish names, months as words", "cdnow_sample",
            replace(_COMMA, names=CDNOW["Polish"], day=_worded(_POLISH, "{day} {month} {year}"))),
    Variant("two lines of header, in German", "cdnow_sample",
            replace(_COMMA, names=_UNDER_GROUPS, groups=_GROUPS_CDNOW, day=_in("%d.%m.%Y"))),
    Variant("shuffled, padded ids", "cdnow_sample", Style(is_shuffled=True, pad=8)),
    Variant("columns called A to D", "cdnow_sample", Style(names=CDNOW["letters"])),
    Variant("weekdays before the days, totals", "cdnow_sample", Style(day=_in("%A, %d %B %Y"), totals="Grand total")),
    Variant("German names, 1.234,56, cp1252", "online_retail",
            replace(_COMMA, names=RETAIL["German"], thousands=".", day=_in("%d.%m.%Y %H:%M"), encoding="cp1252")),
    Variant("French names, 1 234,56, UTF-16", "online_retail",
            replace(_COMMA, names=RETAIL["French"], thousands="\u202f", day=_in("%d/%m/%Y %H:%M"), encoding="utf-16")),
    Variant("Spanish names, shuffled", "online_retail",
            replace(_COMMA, names=RETAIL["Spanish"], thousands=".", day=_in("%d/%m/%Y %H:%M"), is_shuffled=True)),
    Variant("Portuguese names, days of a spreadsheet", "online_retail",
            replace(_COMMA, names=RETAIL["Portuguese"], day=_excel)),
    Variant("Dutch names, totals", "online_retail",
            replace(_COMMA, names=RETAIL["Dutch"], day=_in("%d-%m-%Y %H:%M"), totals="Totaal")),
    Variant("Polish names, non-breaking blanks", "online_retail",
            replace(_COMMA, names=RETAIL["Polish"], thousands="\u00a0", day=_in("%d.%m.%Y %H:%M"))),
    Variant("1,234.56 in quotes, month first", "online_retail", Style(thousands=",", day=_in("%m/%d/%Y %H:%M"))),
    Variant("1'234.56, tab, shuffled", "online_retail", Style(thousands="'", delimiter="\t", is_shuffled=True)),
    Variant("two lines of header", "online_retail", Style(names=_PARTS_RETAIL, groups=_GROUPS_RETAIL)),
    Variant("padded ids, totals, cp1252", "online_retail", Style(pad=9, totals="Total", encoding="cp1252")),
    Variant("German names, comma, cp1252", "telco_churn",
            replace(_COMMA, names=TELCO["German"], thousands=".", encoding="cp1252")),
    Variant("French names, UTF-16", "telco_churn",
            replace(_COMMA, names=TELCO["French"], thousands="\u202f", encoding="utf-16")),
    Variant("Spanish names, shuffled", "telco_churn", replace(_COMMA, names=TELCO["Spanish"], is_shuffled=True)),
    Variant("Italian names, tab", "telco_churn", Style(names=TELCO["Italian"], delimiter="\t", thousands="'")),
    Variant("Dutch names, comma in quotes", "telco_churn", Style(names=TELCO["Dutch"], decimal=",", thousands=".")),
    Variant("Polish names, non-breaking blanks", "telco_churn",
            replace(_COMMA, names=TELCO["Polish"], thousands="\u00a0")),
    Variant("1,234.56 in quotes, totals", "telco_churn", Style(thousands=",", totals="Total")),
    Variant("shuffled, UTF-16", "telco_churn", Style(is_shuffled=True, encoding="utf-16")),
    Variant("comma, semicolon, totals", "telco_churn", replace(_COMMA, totals="Summe")),
    Variant("UTF-8 with a mark, pipes", "telco_churn", Style(encoding="utf-8-sig", delimiter="|")),
)  # fmt: skip


@dataclass(frozen=True)
class Ended:
    """How a run ended: who is in which segment by their plain keys, or what it said."""

    segments: Mapping[str, int]
    said: str
    is_question: bool = False


def run(content: bytes, options: Sequence[str], folder: Path) -> Ended:
    """Run `shoal run` on a file."""
    folder.mkdir()
    (folder / "table.csv").write_bytes(content)
    command = [sys.executable, "-m", "shoal", "run", "table.csv", "--json", *options]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if ended.returncode:
        said = json.loads(ended.stdout).get("error", {}) if ended.stdout.startswith("{") else {}
        return Ended(
            {}, ended.stderr.strip()[-300:] or str(said), is_question="--answer" in ended.stdout + ended.stderr
        )
    found = pq.read_table(folder / "shoal-out/assignments.parquet", columns=["customer_id", "segment_id"]).to_pylist()
    return Ended({row["customer_id"].lstrip("0"): row["segment_id"] for row in found}, "")


def verdict(clean: Ended, found: Ended) -> str:
    """Say whether the same customers are together."""
    if not found.segments:
        return "question" if found.is_question else "REFUSED"
    pairs = {(clean.segments.get(key), found.segments.get(key)) for key in {*clean.segments, *found.segments}}
    is_same = clean.segments.keys() == found.segments.keys() and len(pairs) == len(set(clean.segments.values()))
    return "same" if is_same and len({after for _, after in pairs}) == len(pairs) else "WRONG"


def main() -> None:
    """Print a line for each variant, and the figures beside what is asked."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", default="", help="variants with this word in their name or table")
    only = options.parse_args().only
    data = os.environ.get("SHOAL_DATASETS")
    if not data:
        sys.exit("set SHOAL_DATASETS to the folder that holds the data sets")
    chosen = [one for one in VARIANTS if only in f"{one.of} {one.name}"]
    said: list[str] = []
    with tempfile.TemporaryDirectory() as scratch:
        all_clean, plain = tables(Path(data)), {}
        for number, one in enumerate(chosen):
            clean = all_clean[one.of]
            if one.of not in plain:
                plain[one.of] = run(write(clean, Style()), clean.options, Path(scratch) / one.of)
                print(f"{one.of}: {len(plain[one.of].segments)} customers {plain[one.of].said}")
            found = run(write(clean, one.style), clean.options, Path(scratch) / str(number))
            said.append(verdict(plain[one.of], found))
            print(f"  {one.of:15}{one.name:45}{said[-1]:10}{' '.join(found.said.split())[:160]}", flush=True)
    n_wrong = sum(word.isupper() for word in said)
    print(f"\n{'':20}{'asked':>8}{'measured':>10}")
    print(f"{'same or a question':20}{len(chosen):>8}{len(said) - n_wrong:>10}   ({said.count('question')} questions)")
    print(f"{'wrong':20}{ASKED_WRONG:>8}{n_wrong:>10}")


if __name__ == "__main__":
    main()
