"""Ugly files: right values, refused rows, a refused file, or a question; never a crash, never a silent guess."""

from __future__ import annotations

import csv
import io
import math
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import shoal
from shoal.errors import OpenQuestion, ShoalError, SourceError, TooFewCustomers

HEADER = ["customer_id", "order_id", "ordered_at", "product", "quantity", "unit_price"]


def orders(n_customers: int = 40, seed: int = 1) -> list[list[Any]]:
    """Some plausible order lines."""
    chance = random.Random(seed)
    rows = []
    for customer in range(n_customers):
        for order in range(chance.randint(1, 6)):
            on = date(2025, 1, 1) + timedelta(days=chance.randint(0, 300))
            rows.append([f"K{customer}", f"{customer}-{order}", on.isoformat(), chance.choice("abcdef"),
                         chance.randint(1, 5), round(chance.lognormvariate(2, 0.7), 2)])  # fmt: skip
    return rows


def text_of(rows: list[list[Any]], header: list[str] | None = None, delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([header or HEADER, *rows])
    return out.getvalue()


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., shoal.Result]:
    """Write a file and run it."""

    def write_and_run(content: str | bytes, name: str = "orders.csv", **options: Any) -> shoal.Result:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return shoal.run(path, out=tmp_path / "ws", **options)

    return write_and_run


Run = Callable[..., shoal.Result]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "orders.csv", "empty"),
        (text_of([]).encode(), "orders.csv", "header"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "orders.csv", "PNG|image|table"),
        (b"%PDF-1.7\n" + b"\x00\x01" * 200, "orders.csv", "PDF|table"),
        (b"PK\x03\x04" + b"\x00" * 400, "orders.csv", "zip|table|archive"),
        (b"<!doctype html><html><body>no table</body></html>", "orders.csv", "HTML|table"),
        (b'{"a": 1}', "orders.csv", "JSON|table"),
        (b"PAR1" + b"\x00" * 100, "orders.parquet", "Parquet"),
        (text_of(orders()).encode(), "orders.parquet", "Parquet"),
        (b"Dear all,\n\nplease find attached what you asked for.\n\nBest,\nAnn\n", "orders.csv", "table|column"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_words(run: Run, tmp_path: Path, content: bytes, name: str, says: str) -> None:
    with pytest.raises(SourceError, match=f"(?i){says}") as caught:
        run(content, name)
    assert caught.value.exit_code == 1
    assert name in str(caught.value)
    assert not (tmp_path / "ws" / "segments.json").exists()


def test_fewer_customers_than_the_minimum_are_refused(run: Run) -> None:
    with pytest.raises(TooFewCustomers, match="there are 10 customers; expected at least 11"):
        run(text_of(orders(10)))


def test_customers_who_are_all_equal_are_one_tier(run: Run) -> None:
    rows = [[f"K{i}", f"o{i}", "2025-03-01", "a", 1, 10] for i in range(60)]
    result = run(text_of(rows))
    assert (result["verdict"], result["k"]) == ("continuum", 1)
    assert result["segments"][0]["n_customers"] == 60


def test_numbers_that_are_none_are_refused_row_by_row(run: Run) -> None:
    good = orders()
    bad = [["K1", "x1", "2025-02-01", "a", "1", value] for value in ("NaN", "inf", "-inf", "1e308", "ten", "")]
    result = run(text_of(good + bad))
    refused = result["quality"]["rows_refused"]
    assert sum(refused.values()) == len(bad), refused
    assert refused["number_out_of_range"] >= 1
    assert all(
        value is None or math.isfinite(value)
        for segment in result["segments"]
        for figure in segment["profile"].values()
        for value in figure.values()
    )


def test_huge_numbers_in_a_customers_table_do_no_harm(run: Run) -> None:
    rows: list[list[Any]] = [[f"K{i}", i % 7, (i * 37) % 101, "x" if i % 2 else "y"] for i in range(80)]
    rows[3][1], rows[4][1], rows[5][2] = "1e308", "NaN", "-inf"
    result = run(text_of(rows, ["customer", "visits", "balance", "plan"]))
    assert result["n_customers"] == 80
    fixes = {fix["name"] for fix in result["quality"]["fixes"]}
    assert "number_out_of_range" in fixes


def test_ragged_rows_are_refused_and_the_rest_is_used(run: Run) -> None:
    text = text_of(orders()) + "K1,only,three\nK2,o9,2025-02-03,a,1,2.5,and,more\n"
    result = run(text)
    assert result["quality"]["rows_refused"] == {"ragged_row": 2}


def test_duplicate_and_empty_column_names_are_made_unique_and_said(run: Run) -> None:
    rows = [[*row, "x", "y"] for row in orders()]
    result = run(text_of(rows, [*HEADER, "product", ""]))
    assert any("product" in warning for warning in result["warnings"])


def test_mixed_encodings_are_said(run: Run) -> None:
    lines = text_of([[*row[:3], "Müsli", *row[4:]] for row in orders()]).split("\n")
    data = b"\n".join(line.encode("cp1252" if i % 17 == 5 else "utf-8") for i, line in enumerate(lines))
    result = run(data)
    assert any("cp1252" in warning for warning in result["warnings"])
    assert sum(result["quality"]["rows_refused"].values()) == 0


def test_dates_in_the_far_future_are_refused(run: Run) -> None:
    result = run(text_of([*orders(), ["K1", "far", "2999-12-31", "a", 1, 5]]))
    assert result["quality"]["rows_refused"] == {"time_implausible": 1}
    assert result["as_of"] < "2026"


def test_rows_with_nul_bytes_are_refused(run: Run) -> None:
    result = run(text_of([*orders(), ["K1", "nul", "2025-03-03", "a\0b", 1, 5]]))
    assert result["quality"]["rows_refused"] == {"nul_byte": 1}


def test_a_german_file_reads_like_the_english_one(run: Run, tmp_path: Path) -> None:
    rows = orders()
    header = ["Kundennummer", "Bestellnummer", "Bestelldatum", "Artikel", "Menge", "Einzelpreis"]
    german = [
        [row[0], row[1], ".".join(reversed(row[2].split("-"))), row[3], row[4], f"{row[5]:.2f}".replace(".", ",")]
        for row in rows
    ]
    english = run(text_of(rows))
    other = shoal.run(_written(tmp_path / "de.csv", text_of(german, header, ";")), out=tmp_path / "de")
    assert other["segments"] == english["segments"]


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_an_open_question_is_asked_and_can_be_answered(run: Run, tmp_path: Path) -> None:
    rows = [[row[0], row[1], f"{1 + i % 12:02}/{1 + i * 5 % 12:02}/2025", *row[3:]] for i, row in enumerate(orders())]
    rows = [[*row[:2], row[2] if row[2][:2] != row[2][3:5] else "03/04/2025", *row[3:]] for row in rows]
    with pytest.raises(OpenQuestion) as caught:
        run(text_of(rows))
    question = caught.value
    assert question.options == ("day-first", "month-first")
    assert "ordered_at" in question.toml
    day_first = run(text_of(rows), answers={question.name: "day-first"})
    other = shoal.run(tmp_path / "orders.csv", out=tmp_path / "other", answers={question.name: "month-first"})
    assert day_first["segments"] != other["segments"]


def test_two_customer_columns_are_a_question(run: Run) -> None:
    chance = random.Random(5)
    rows = [[row[0], f"C{chance.randint(0, 30)}", *row[1:]] for row in orders(60)]
    with pytest.raises(OpenQuestion, match="customer") as caught:
        run(text_of(rows, ["customer_id", "client_id", *HEADER[1:]]))
    assert set(caught.value.options) == {"customer_id", "client_id"}


def test_a_table_without_customers_takes_rows_as_customers_loudly(run: Run) -> None:
    rows = [[i % 9, (i * 31) % 17, "x" if i % 3 else "y"] for i in range(90)]
    result = run(text_of(rows, ["visits", "balance", "plan"]))
    assert result["n_customers"] == 90
    assert any("NO CUSTOMER COLUMN" in warning for warning in result["warnings"])


def test_two_tables_without_customers_are_never_stacked(tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        _written(tmp_path / name, text_of([[i, i * 7 % 5] for i in range(30)], ["visits", "balance"]))
    with pytest.raises(ShoalError, match="no customer column"):
        shoal.run([tmp_path / "one.csv", tmp_path / "two.csv"], out=tmp_path / "ws")


def test_other_files_of_a_folder_are_passed_over_aloud(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    _written(folder / "orders.csv", text_of(orders()))
    _written(folder / "notes.docx", "hello")
    result = shoal.run(folder, out=tmp_path / "ws")
    assert any("notes.docx" in note for note in result.notes)


def test_formulas_do_not_reach_spreadsheets(run: Run, tmp_path: Path) -> None:
    rows = [[f"=cmd|' /C calc'!A{i}", *row[1:]] for i, row in enumerate(orders(60)[:60])]
    run(text_of(rows))
    text = (tmp_path / "ws" / "assignments.csv").read_text()
    assert "\n=" not in text
    assert "'=" in text


def test_markup_in_names_stays_text(run: Run, tmp_path: Path) -> None:
    header = [*HEADER[:3], "product", "quantity", "unit_price", "country"]
    rows = [[*row, "<script>alert(1)</script>"] for row in orders()]
    run(text_of(rows, header))
    report = (tmp_path / "ws" / "report.html").read_text()
    assert "<script>alert(1)" not in report


def test_orders_as_parquet_read_like_csv(tmp_path: Path) -> None:
    rows = orders()
    table = pa.table({name: [row[i] for row in rows] for i, name in enumerate(HEADER)})
    pq.write_table(table, tmp_path / "orders.parquet")
    _written(tmp_path / "orders.csv", text_of(rows))
    one = shoal.run(tmp_path / "orders.parquet", out=tmp_path / "one")
    two = shoal.run(tmp_path / "orders.csv", out=tmp_path / "two")
    assert one["segments"] == two["segments"]


def test_exact_duplicates_can_be_kept(run: Run, tmp_path: Path) -> None:
    text = text_of(orders() + orders()[:20])
    dropped = run(text)
    assert dropped["quality"]["rows_refused"] == {"exact_duplicate": 20}
    config = tmp_path / "ws/shoal.toml"
    lines = config.read_text().splitlines(keepends=True)
    config.write_text("".join(line for line in lines if "drop_exact_duplicates" not in line))
    kept = shoal.build(tmp_path / "ws")
    assert kept["quality"]["rows_refused"] == {}
    assert kept["segments"] != dropped["segments"]


def test_a_return_with_a_positive_amount_is_a_return(run: Run, tmp_path: Path) -> None:
    header = ["customer_id", "order_id", "ordered_at", "quantity", "line_total"]
    rows: list[list[Any]] = [[f"K{i}", f"o{i}", "2025-03-01", 2, 20 + i] for i in range(20)]
    rows.append(["K3", "r3", "2025-03-05", -2, 23])
    run(text_of(rows, header))
    features = {row["customer_id"]: row for row in pq.read_table(tmp_path / "ws/features.parquet").to_pylist()}
    assert (features["K3"]["net_revenue"], features["K3"]["return_share"]) == (0.0, 1.0)


def test_two_spellings_of_a_customer_on_one_day_are_one_order(run: Run, tmp_path: Path) -> None:
    rows: list[list[Any]] = [[1000 + i, "2025-03-01", 20 + i] for i in range(20)]
    rows.append(["1003.0", "2025-03-01", 5])
    run(text_of(rows, ["customer_id", "ordered_at", "amount"]))
    features = {row["customer_id"]: row for row in pq.read_table(tmp_path / "ws/features.parquet").to_pylist()}
    assert (features["1003"]["order_count"], features["1003"]["net_revenue"]) == (1.0, 28.0)


def test_one_odd_date_refuses_one_row(run: Run) -> None:
    rows = orders()
    rows[7][2] = "not before 2025-12-01 (tbd)"
    rows[0][2] = "01.01.2025"
    result = run(text_of(rows))
    assert result["population"] == "buyers"
    assert sum(result["quality"]["rows_refused"].values()) <= 2
    assert result["quality"]["rows_refused"]["time_unreadable"] >= 1


def test_orders_whose_times_cannot_be_read_are_no_customers(run: Run) -> None:
    rows = [[*row[:2], f"{row[2]} o'clock-ish", *row[3:]] for row in orders()]
    with pytest.raises(SourceError, match="read as the time of an order"):
        run(text_of(rows))


def test_a_quantity_that_cannot_be_read_is_not_dropped_silently(run: Run) -> None:
    rows = orders()
    some = [[*row[:4], f"{row[4]} boxes", row[5]] if i % 9 == 0 else row for i, row in enumerate(rows)]
    result = run(text_of(some))
    assert result["quality"]["rows_refused"]["number_unreadable"] == len(range(0, len(rows), 9))
    with pytest.raises(ShoalError):
        run(text_of([[*row[:4], f"{row[4]} boxes", row[5]] for row in rows]), "all.csv")


def test_excluded_money_is_not_cut_on(run: Run, tmp_path: Path) -> None:
    result = run(text_of(orders(80)), algorithm="value_tiers", exclude=("net_revenue",))
    assert not next(feature for feature in result["features"] if feature["name"] == "net_revenue")["used"]
    only = shoal.run(tmp_path / "orders.csv", out=tmp_path / "o", algorithm="value_tiers", features=("recency_days",))
    assert not next(feature for feature in only["features"] if feature["name"] == "net_revenue")["used"]
    with pytest.raises(ShoalError, match="net_revenue"):
        shoal.run(tmp_path / "orders.csv", out=tmp_path / "r", algorithm="rfm_grid", exclude=("net_revenue",))


def test_orders_without_money_are_segmented_on_the_rest(run: Run) -> None:
    result = run(text_of([row[:3] for row in orders(80)], HEADER[:3]))
    assert result["n_customers"] == 80
    assert all(segment["value_share"] is None for segment in result["segments"])


def test_words_for_nobody_are_no_customer(run: Run) -> None:
    rows = [["N/A" if i % 5 == 0 else row[0], *row[1:]] for i, row in enumerate(orders())]
    result = run(text_of(rows))
    assert result["quality"]["rows_refused"]["customer_missing"] == len(range(0, len(rows), 5))


def test_scores_never_replace_a_source(run: Run, tmp_path: Path) -> None:
    run(text_of(orders()))
    before = (tmp_path / "orders.csv").read_bytes()
    with pytest.raises(ShoalError, match="would replace a source"):
        shoal.score(workspace=tmp_path / "ws", out=tmp_path / "orders.csv")
    assert (tmp_path / "orders.csv").read_bytes() == before


def test_a_message_about_currencies_names_no_address(run: Run) -> None:
    rows = [[*row, f"user{i}@example.com" if i < 4 else "EUR"] for i, row in enumerate(orders())]
    with pytest.raises(SourceError) as caught:
        run(text_of(rows, [*HEADER, "currency"]))
    assert "@" not in str(caught.value)


def test_a_table_may_have_a_column_called_customer_id_that_is_none(tmp_path: Path) -> None:
    table = pa.table(
        {
            "client": [f"K{i}" for i in range(40)],
            "Customer_Id": [i % 3 + 0.5 for i in range(40)],
            "visits": [i % 7 for i in range(40)],
        }
    )
    result = shoal.run({"people": table}, out=tmp_path / "ws", answers={"customer": "client"})
    assert result["n_customers"] == 40


@pytest.mark.parametrize(
    ("settings", "says"),
    [({"timezone": "Mars/Base"}, "IANA name"), ({"seed": -1}, "from 0"), ({"nonsense": 1}, "no option")],
)
def test_settings_that_cannot_be_are_refused_in_words(run: Run, settings: dict[str, Any], says: str) -> None:
    with pytest.raises(ShoalError, match=says) as caught:
        run(text_of(orders()), settings=settings)
    assert caught.value.exit_code == 1


def test_an_output_folder_that_is_a_file_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    path = _written(tmp_path / "orders.csv", text_of(orders()))
    with pytest.raises(ShoalError, match="name another") as caught:
        shoal.run(path, out=path)
    assert caught.value.exit_code == 1


def test_a_workspace_can_be_where_its_sources_are(tmp_path: Path) -> None:
    _written(tmp_path / "orders.csv", text_of(orders()))
    first = shoal.run(tmp_path, out=tmp_path)
    assert shoal.run(tmp_path, out=tmp_path).to_dict() == first.to_dict()
