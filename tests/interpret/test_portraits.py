"""Personas and plays on tables made by hand, held against the rows and not against the code under test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from interpret.divided import Divided, feature, grouping
from interpret.test_names import ORDERS, order_columns, random_groups
from shoal import interpret
from shoal.interpret.experiment import Spending, experiment
from shoal.interpret.playbook import Kpi
from shoal.terms import Feature, FeatureType, Grouping, InterpretSpec, Reach, Segment, Silent

Divide = Callable[..., Divided]
SHOP = (
    *ORDERS,
    feature("cadence_days", unit="days"),
    feature("tenure_days", FeatureType.COUNT, "days"),
    feature("late_year_share", FeatureType.SHARE),
    feature("net_revenue_90d", unit="money"),
    feature("main_weekday", FeatureType.CATEGORY),
    feature("main_category", FeatureType.CATEGORY),
)


def portrayed(
    divided: Divided,
    grouped: Grouping,
    spec: InterpretSpec = InterpretSpec(),  # noqa: B008 - frozen
    own: str = "",
    reach: Reach | None = None,
) -> tuple[Segment, ...]:
    segments = interpret.describe(divided.table, divided.labels, grouped, min_count=5, progress=Silent())
    return interpret.portrayed(
        divided.table,
        divided.labels,
        segments,
        grouped,
        everyone=interpret.everyone(divided.table),
        spoken=interpret.spoken_of(divided.table, grouped),
        playbook=interpret.read_playbook(own),
        spec=spec,
        reach={segment.id: reach or Reach(segment.n_customers) for segment in segments},
    )


def shop(random: np.random.Generator, n: int = 400) -> tuple[dict[str, Any], Any]:
    """Make four kinds: the best, who send much back, lapsed, and those who came once for Christmas."""
    kind = np.arange(n) % 4
    columns = {
        "net_revenue": np.array([4000, 900, 300, 40])[kind] * random.uniform(0.8, 1.2, n),
        "order_count": np.array([20.0, 12.0, 5.0, 1.0])[kind],
        "recency_days": np.array([5, 40, 400, 5])[kind] + random.integers(0, 9, n).astype(float),
        "return_share": np.array([0.01, 0.3, 0.02, 0.0])[kind] * random.uniform(0.5, 1.5, n),
        "cadence_days": np.array([14.0, 30.0, 60.0, np.nan])[kind] + random.integers(0, 3, n),
        "tenure_days": np.array([700.0, 600.0, 800.0, 30.0])[kind],
        "late_year_share": np.array([0.2, 0.2, 0.2, 1.0])[kind],
        "net_revenue_90d": np.array([900, 200, 0, 40])[kind] * random.uniform(0.8, 1.2, n),
        "main_weekday": np.array(["Monday", "Sunday", "Friday", "Friday"])[kind],
        "main_category": np.array(["Kitchen", "=Garden<script>alert(1)</script>", "Kitchen", "Toys"])[kind],
    }
    return columns, kind


@pytest.fixture
def world(divide: Divide) -> Divided:
    columns, kind = shop(np.random.default_rng(3))
    return divide(columns, SHOP, kind)


def by_group(segments: tuple[Segment, ...]) -> dict[int, Segment]:
    return {segment.groups[0]: segment for segment in segments}


def test_each_kind_of_customer_gets_the_play_a_marketer_would_choose(world: Divided) -> None:
    found = by_group(portrayed(world, grouping(4)))
    plays = {group: segment.play for group, segment in found.items()}
    assert [plays[group].name for group in range(4) if plays[group]] == [
        *("reward_best", "cares", "win_back", "second_order"),
    ]
    assert [plays[group].tier for group in range(4) if plays[group]] == ["retain", "retain", "win back", "trial"]
    for play in plays.values():
        assert play is not None
        assert all(choice.what and choice.why for choice in (*play.channels, *play.timing, play.offer, play.kpi))


def test_motives_and_pains_are_said_only_where_figures_speak(world: Divided) -> None:
    found = by_group(portrayed(world, grouping(4)))
    pains = {group: [sign.feature for sign in segment.persona.pains] for group, segment in found.items()}
    assert pains == {0: [], 1: ["return_share"], 2: [], 3: []}
    # whoever came a month ago for the first time has bought for no season, even if all of it was in December
    assert "late_year_share" not in [sign.feature for sign in found[3].persona.motives]
    assert all("season" not in choice.what for choice in found[3].play.timing)
    assert [found[group].persona.value_tier for group in (0, 3)] == ["high", "low"]
    assert all(segment.persona.lifecycle is None for segment in found.values())


def test_a_division_that_means_nothing_has_no_motives_and_no_pains(divide: Divide) -> None:
    columns, _ = shop(np.random.default_rng(4), 2000)
    divided = divide(columns, SHOP, np.random.default_rng(5).integers(0, 3, 2000))
    for segment in portrayed(divided, grouping(3)):
        assert not segment.persona.motives
        assert not segment.persona.pains
        assert segment.persona.text.count(". ") == 1
        assert segment.persona.text.endswith(".")


def test_timing_is_theirs(world: Divided) -> None:
    found = by_group(portrayed(world, grouping(4)))
    first = [choice.what for choice in found[0].play.timing]
    assert first[:2] == ["14 days after their last order", "On a Monday"]
    assert found[2].play.timing[0].what == "Now, and once more in a month"
    assert found[3].play.timing[0].what.startswith("Within ")


def test_the_sector_gives_the_words_and_the_figures(world: Divided) -> None:
    found = by_group(portrayed(world, grouping(4), InterpretSpec(sector="health")))
    assert "patients" in found[2].play.goal
    assert found[2].play.kpi.what == "Recall rate"
    assert found[2].play.offer.what.startswith("No price offer")


def test_a_play_of_ones_own_is_taken(world: Divided) -> None:
    own = """[play.mine]
    when = {"main_category = Kitchen" = "high"}
    tier = "retain"
    goal = "Cook with {customers}."
    why = "They cook."
    offer = "none"
    offer_why = "No."
    creative = ["Steam."]
    campaign = "A recipe."
    kpi = "again"
    """
    found = by_group(portrayed(world, grouping(4), own=own))
    assert found[0].play.goal == "Cook with customers."
    assert "Kitchen for 100 %" in found[0].play.why
    assert found[1].play.name == "cares"


def test_spending_and_consent_plan_the_experiment(world: Divided) -> None:
    found = by_group(portrayed(world, grouping(4), InterpretSpec(lift=0.1), reach=Reach(100, 60, 0.6)))
    plan = found[0].play.experiment
    assert (plan.unit, plan.is_assumed, plan.n_available) == ("money", False, 60)
    assert plan.usual == pytest.approx(900, rel=0.03)
    assert plan.smallest_lift < 0.1
    assert "are enough" in plan.sentence


def test_where_less_is_better_the_experiment_looks_down() -> None:
    kpi = Kpi("Returns", "share", "share", 0.2, "lower")
    segment = Segment(1, (0,), "", True, 4000, 0.2, None, {}, {}, {}, (), "")
    plan = experiment("returns", kpi, segment, None, n_available=4000, lift=0.2, currency=None)
    assert plan is not None
    assert plan.lift == pytest.approx(-0.2)
    assert -0.2 < plan.smallest_lift < 0
    money = Kpi("Spend", "money", "money", 0.0)
    assert experiment("spend", money, segment, None, n_available=10, lift=0.2, currency=None) is None
    tiny = experiment("spend", money, segment, Spending(10.0, 5.0), n_available=1, lift=0.2, currency="EUR")
    assert tiny is not None
    assert "too few" in tiny.sentence


def test_reach_counts_who_agreed_and_of_whom_an_address_is_known(divide: Divide) -> None:
    divided = divide({"age": np.arange(40.0)}, (feature("age"),), np.repeat([0, 1], 20))
    engine = divided.table.relation.engine
    ids = [f"c{i}" for i in range(40)]
    granted = [1.0] * 5 + [0.0] * 5 + [None] * 30
    engine.register("asked", pa.table({"customer_id": [*ids, "c0"], "is_granted": [*granted, 0.0]}))
    consents = engine.create("consents", "SELECT * FROM asked")
    engine.register("mail", pa.table({"customer_id": ids[:10] * 2, "field": ["email"] * 10 + ["phone"] * 10}))
    addresses = engine.create("addresses", "SELECT * FROM mail")
    segments = interpret.describe(divided.table, divided.labels, grouping(2), min_count=5, progress=Silent())
    group = {segment.groups[0]: segment.id for segment in segments}
    reach = interpret.reached(divided.labels, segments, consents, addresses, is_allowed_unasked=False)
    assert reach[group[0]].n_allowed == 4  # c0 said yes and no: no counts
    assert reach[group[0]].by == {"email": 0.5, "phone": 0.5}
    assert reach[group[1]].n_allowed == 0
    reach = interpret.reached(divided.labels, segments, consents, None, is_allowed_unasked=True)
    assert [reach[group[0]].n_allowed, reach[group[1]].n_allowed] == [14, 20]


@pytest.mark.parametrize("start", [0, 20])
def test_portraits_contradict_no_profile_on_random_segmentations(divide: Divide, start: int) -> None:
    for seed in range(start, start + 20):
        random = np.random.default_rng(seed)
        n, k = int(random.integers(60, 400)), int(random.integers(2, 7))
        columns = order_columns(random, n)
        groups = random_groups(random, columns, k)
        for segment in portrayed(divide(columns, ORDERS, groups), grouping(k)):
            if segment.persona is None:
                assert segment.name == interpret.OTHERS
                continue
            rows = {name: values[np.isin(groups, segment.groups)] for name, values in columns.items()}
            consistent(segment, rows, columns)


def consistent(segment: Segment, rows: dict[str, Any], everyone: dict[str, Any]) -> None:
    """Check the tier, the signs and the play against the rows."""
    persona, play = segment.persona, segment.play
    money, median = everyone["net_revenue"], np.median(rows["net_revenue"])
    low, high, top = np.quantile(money, [1 / 3, 2 / 3, 0.9])
    slack = 1e-6 * (1 + abs(median))
    match persona.value_tier:
        case "top":
            assert median >= top - slack
        case "high":
            assert high - slack <= median < top + slack
        case "low":
            assert median <= low + slack
    words = {claim.words for claim in segment.claims}
    assert not ("top spenders" in words and persona.value_tier != "top")
    assert not ({"small spenders", "small baskets"} & words and persona.value_tier in ("top", "high"))
    for sign in (*persona.motives, *persona.pains):
        assert rows[sign.feature].mean() > everyone[sign.feature].mean()
    if play.tier == "win back":
        assert np.median(rows["recency_days"]) >= np.median(everyone["recency_days"])
    if play.name in ("second_order", "one_last_try", "bought_once"):
        assert (rows["order_count"] == 1).mean() >= 0.5


def test_names_given_by_hand_are_kept_and_make_no_claim(world: Divided) -> None:
    from shoal.terms import ByHand

    edits = {0: ByHand(({"order_count": 20.0},), "Ours <b>"), 2: ByHand(({"order_count": 5.0},), "")}
    segments = by_group(
        interpret.describe(world.table, world.labels, grouping(4), min_count=5, progress=Silent(), by_hand=edits)
    )
    assert (segments[0].name, segments[0].claims) == ("Ours <b>", ())
    assert segments[0].by_hand == edits[0]
    assert segments[2].name != ""
    assert segments[2].claims


def test_a_sensitive_trait_is_in_no_portrait(divide: Divide) -> None:
    hidden: tuple[Feature, ...] = (*ORDERS, feature("country", FeatureType.CATEGORY, sensitive="origin"))
    columns, kind = shop(np.random.default_rng(3))
    columns = {name: columns[name] for name in ("net_revenue", "order_count", "recency_days", "return_share")}
    columns["country"] = np.array(["A", "B", "C", "D"])[kind]
    for segment in portrayed(divide(columns, hidden, kind), grouping(4)):
        assert not segment.persona.preferences
