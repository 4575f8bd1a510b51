"""Public data with no configuration: who the customer is, what is held aside, what segments are formed on."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import shoal
from e2e.conftest import Cli
from e2e.test_contract import assert_contract

EACH_ROW = "NO CUSTOMER COLUMN"


@dataclass(frozen=True)
class Case:
    """What a run on a set must say.

    `customer` is the column, None where each row is a customer; `used` must be among the features that form segments,
    `unused` must not.
    """

    files: tuple[str, ...]
    n_customers: int
    customer: str | None
    labels: frozenset[str]
    used: frozenset[str]
    unused: frozenset[str]
    population: str = "known"


def case(files: str, n_customers: int, customer: str | None, labels: str, used: str, unused: str, **more: str) -> Case:
    plain, *of_arms = labels.split("|")
    sets = (frozenset(names.split()) for names in (used, unused))
    return Case(tuple(files.split()), n_customers, customer, frozenset([*plain.split(), *of_arms]), *sets, **more)


CASES = {
    "marketing_campaign": case(
        "marketing_campaign/marketing_campaign.csv",
        2_240,
        "ID",
        "Response",
        "Income MntFishProducts NumWebPurchases NumStorePurchases Kidhome",
        "ID Z_CostContact Z_Revenue Response Year_Birth",
    ),
    "mall_customers": case(
        "mall_customers/Mall_Customers.csv",
        200,
        "CustomerID",
        "",
        "AnnualIncome SpendingScore",
        "CustomerID Genre Age",
    ),
    "wholesale_customers": case(
        "wholesale_customers/wholesale_customers.csv",
        440,
        None,
        "",
        "Fresh Milk Grocery Frozen Detergents_Paper Delicassen",
        "",
    ),
    "online_shoppers": case(
        "online_shoppers/online_shoppers_intention.csv",
        12_330,
        None,
        "Revenue",
        "ProductRelated ProductRelated_Duration BounceRates ExitRates PageValues VisitorType",
        "Revenue",
    ),
    "hillstrom": case(
        "hillstrom/hillstrom.parquet",
        64_000,
        None,
        "visit conversion spend|segment = Mens E-Mail|segment = No E-Mail|segment = Womens E-Mail",
        "recency history channel",
        "visit conversion spend segment",
    ),
    "apparel": case(
        "apparel_simulated/apparel_trans.csv", 600, "Id", "", "net_revenue", "tenure_days", population="buyers"
    ),
    "apparel with traits": case(
        "apparel_simulated/apparel_trans.csv apparel_simulated/apparel_static_cov.csv",
        600,
        "Id",
        "",
        "net_revenue",
        "Gender tenure_days",
        population="buyers",
    ),
    "bank_full": case("bank_marketing/bank_full.parquet", 45_211, None, "y", "housing poutcome", "y age default"),
    "bank_additional_full": case(
        "bank_marketing/bank_additional_full.parquet", 41_188, None, "y", "previous poutcome", "y age"
    ),
}
LARGE = {"online_shoppers", "hillstrom", "bank_full", "bank_additional_full"}
"""Those that take a while, and are like the others in what is asked of them."""

NAMES = [pytest.param(name, marks=pytest.mark.slow) if name in LARGE else name for name in CASES]
Runs = Callable[[str], tuple[shoal.Result, Path]]


@pytest.fixture(scope="module")
def runs(datasets: Path, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Run each case once."""
    done: dict[str, tuple[shoal.Result, Path]] = {}

    def of(name: str) -> tuple[shoal.Result, Path]:
        if name not in done:
            out = tmp_path_factory.mktemp("public")
            done[name] = shoal.run([datasets / file for file in CASES[name].files], out=out), out
        return done[name]

    return of


def columns(folder: Path) -> dict[str, dict[str, Any]]:
    """Give what each column was taken for, by its name."""
    sources = tomllib.loads((folder / "shoal.toml").read_text())["source"]
    return {name: spec for source in sources for name, spec in source["columns"].items()}


@pytest.mark.data
@pytest.mark.parametrize("name", NAMES)
def test_a_run_finds_the_customers_and_keeps_the_contract(runs: Runs, name: str) -> None:
    expected, (result, folder) = CASES[name], runs(name)
    assert_contract(result.to_dict())
    assert (result["n_customers"], result["population"]) == (expected.n_customers, expected.population)
    taken = {column for column, spec in columns(folder).items() if spec["role"] == "customer"}
    assert taken == ({expected.customer} if expected.customer else set())
    assert any(EACH_ROW in warning for warning in result["warnings"]) == (expected.customer is None)
    assert any(EACH_ROW in note for note in result.notes) == (expected.customer is None)


@pytest.mark.data
@pytest.mark.parametrize("name", NAMES)
def test_outcomes_are_held_aside_and_shown(runs: Runs, name: str) -> None:
    expected, (result, _) = CASES[name], runs(name)
    for segment in result["segments"]:
        assert set(segment["labels"]) == expected.labels
    assert not expected.labels & {feature["name"] for feature in result["features"]}


@pytest.mark.data
@pytest.mark.parametrize("name", NAMES)
def test_segments_are_formed_on_sensible_features_only(runs: Runs, name: str) -> None:
    expected, (result, folder) = CASES[name], runs(name)
    used = {feature["name"] for feature in result["features"] if feature["used"]}
    assert expected.used <= used
    assert not expected.unused & used
    not_for_use = {column for column, spec in columns(folder).items() if spec["role"] not in ("trait", "amount")}
    assert not used & not_for_use
    table = pq.read_table(folder / "features.parquet")
    for feature in used & set(table.column_names):
        values = table[feature].drop_null().unique().to_pylist()
        assert len(values) > 1, f"{feature} is constant"
        assert len(values) < table.num_rows or not all(is_name_or_count(value) for value in values), (
            f"{feature} is an identifier"
        )


def is_name_or_count(value: Any) -> bool:
    """Say whether a value could be an identifier's: a text or a whole number."""
    return isinstance(value, str) or float(value).is_integer()


@pytest.mark.data
def test_the_marketer_sees_who_responded(runs: Runs) -> None:
    result, _ = runs("marketing_campaign")
    responded = sum(segment["labels"]["Response"]["share"] * segment["n_customers"] for segment in result["segments"])
    assert responded == pytest.approx(334, abs=0.5)


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "label", "published"), [("online_shoppers", "Revenue", 1_908), ("bank_full", "y", 5_289)]
)
def test_labels_add_up_to_the_published_number(runs: Runs, name: str, label: str, published: int) -> None:
    result, _ = runs(name)
    counted = sum(segment["labels"][label]["share"] * segment["n_customers"] for segment in result["segments"])
    assert counted == pytest.approx(published, abs=0.5)


@pytest.mark.data
def test_mall_customers_form_the_five_groups_of_the_textbooks(runs: Runs) -> None:
    result, _ = runs("mall_customers")
    assert (result["verdict"], result["k"]) == ("clusters", 5)
    assert sorted(segment["n_customers"] for segment in result["segments"]) == [22, 23, 35, 39, 81]


@pytest.mark.data
def test_traits_beside_orders_change_no_segment(runs: Runs, datasets: Path) -> None:
    """Gender is sensitive and Channel is only described, so the tiers by value are the same with and without them."""
    alone, together = (runs(name)[0].assignments() for name in ("apparel", "apparel with traits"))
    assert alone["customer_id"].equals(together["customer_id"])
    assert alone["segment_id"].equals(together["segment_id"])


@pytest.mark.data
def test_hillstrom_spend_is_an_outcome(runs: Runs) -> None:
    assert columns(runs("hillstrom")[1])["spend"]["role"] == "label"


@pytest.mark.data
def test_hillstrom_arm_of_the_experiment_forms_no_segments(runs: Runs) -> None:
    result, _ = runs("hillstrom")
    assert "segment" not in {feature["name"] for feature in result["features"] if feature["used"]}
    assert "history_segment" in {feature["name"] for feature in result["features"]}  # which says something of them
    assert any("'segment' is held aside" in note and "arm of an experiment" in note for note in result.notes)


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("banking77/train.csv", "there is nothing to form segments on: no column says who the customer is"),
        ("apparel_simulated/apparel_dyn_cov.parquet", "187800 rows, one for each of 600 customers"),
    ],
)
def test_what_has_no_customers_or_no_purchases_is_refused_in_words(
    cli: Cli, datasets: Path, file: str, says: str
) -> None:
    answer = cli("run", datasets / file, "--json")
    assert (answer.code, answer.json["error"]) == (1, "SourceError"), answer.err
    assert says in answer.json["found"]
    assert answer.json["do"]


@pytest.mark.data
def test_the_last_row_of_each_customer_counts_where_the_user_says_so(datasets: Path, tmp_path: Path) -> None:
    file = datasets / "apparel_simulated" / "apparel_dyn_cov.parquet"
    result = shoal.run(file, out=tmp_path, answers={"kind": "customers"})
    assert (result["n_customers"], result["quality"]["rows_refused"]["duplicate_customer"]) == (600, 187_200)


@pytest.mark.data
def test_demo_on_a_public_set_says_what_is_true_of_it(cli: Cli, tmp_path: Path) -> None:
    answer = cli("demo", "--dataset", "apparel_simulated", "--out", "demo", "--json")
    assert answer.code == 0, answer.err
    assert answer.json["n_customers"] == 600
    assert "documented as simulated" in answer.err
    assert "GPL-3" in answer.err
    assert "adjusted Rand index" not in answer.err  # there is no planted truth to compare with
    assert (tmp_path / "demo" / "report.html").is_file()


@pytest.mark.data
def test_demo_refuses_sets_with_nobody_to_segment(cli: Cli, tmp_path: Path) -> None:
    answer = cli("demo", "--dataset", "banking77", "--json")
    assert answer.code == 1
    assert answer.json["error"] == "DatasetError"
    assert "no customers to segment: its rows are questions" in answer.err
    assert not (tmp_path / "shoal-demo").exists()


@pytest.mark.data
def test_get_finds_and_checks_what_the_user_has(cli: Cli, datasets: Path, home: Path) -> None:
    answer = cli("data", "get", "cdnow", "--json")
    assert answer.code == 0, answer.err
    got = answer.json
    assert (got["origin"], got["folder"]) == ("found", str(datasets / "cdnow"))
    assert [file["rows"] for file in got["files"]] == [69_659, 6_919, 2_357, 2_357]
    assert got["run"] == [str(datasets / "cdnow" / "cdnow_master.parquet")]
    assert not (home / "data").exists()


def test_list_and_help_of_data(cli: Cli) -> None:
    answer = cli("data", "list", "--json")
    assert answer.code == 0, answer.err
    assert len(answer.json["datasets"]) == 17
    assert "online_retail" in cli("data", "list").out
    wrong = cli("data", "get", "online_retial", "--json")
    assert wrong.code == 1
    assert wrong.json["do"] == "did you mean 'online_retail'?"
    assert cli("data", "get").code == 2
