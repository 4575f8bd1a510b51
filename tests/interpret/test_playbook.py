from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

import pytest

from shoal.errors import ConfigError
from shoal.interpret.facts import WORDS, holds
from shoal.interpret.playbook_file import FAVOURITE, read_playbook, shipped_text

PLAY = """
[play.mine]
when = {{ {when} }}
tier = "retain"
goal = "Keep {{customers}}."
why = "They said so."
offer = "{offer}"
offer_why = "It is mine."
creative = ["One."]
campaign = "Mine."
kpi = "again"
{more}
"""


def mine(when: str = "value = 'top'", offer: str = "points", more: str = "") -> str:
    return PLAY.format(when=when, offer=offer, more=more)


def test_a_play_of_ones_own_comes_first_and_the_others_stay() -> None:
    own, shipped = read_playbook(mine()), read_playbook()
    assert own.plays[0].name == "mine"
    assert own.plays[1:] == shipped.plays
    assert holds(own.plays[0].when, {"value": "top"})


def test_an_entry_of_the_same_name_is_replaced_as_a_whole() -> None:
    own = read_playbook(mine().replace("play.mine", "play.grow"))
    grow = [play for play in own.plays if play.name == "grow"]
    assert [play.goal for play in grow] == ["Keep {customers}."]
    assert len(own.plays) == len(read_playbook().plays)


def test_a_word_or_kpi_of_a_sector_is_replaced_alone() -> None:
    text = "[sector.shop]\nwords = {customers = 'members'}\n[sector.shop.kpi]\nback = {name = 'Back', how = 'h', "
    text += "unit = 'share', usual = 0.07, better = 'higher'}"
    shop, shipped = read_playbook(text).sectors["shop"], read_playbook().sectors["shop"]
    assert shop.words == {**shipped.words, "customers": "members"}
    assert shop.kpis["back"].usual == 0.07
    assert shop.kpis["again"] == shipped.kpis["again"]


@pytest.mark.parametrize(
    ("text", "where", "found", "said"),
    [
        (mine().replace('goal = "Keep {customers}."', ""), "play.mine", "'goal' is missing", "goal = a text"),
        (mine(more="gaol = 'x'"), "play.mine", "there is no field 'gaol'", "did you mean 'goal'?"),
        (mine(when="recencey_days = 'high'"), "play.mine, when", "there is no feature 'recencey_days'", "recency_days"),
        (mine(when="value = 'huge'"), "play.mine, when.value", "'huge'", "top, high, middle, low, unknown"),
        (mine(when="order_count = 'top'"), "when.order_count", "'top'", "high, low, typical, unknown"),
        (mine(when="value = 3"), "when.value", "3", "a word, or a list of words"),
        (mine(offer="cake"), "play.mine, offer", "'cake'", "one of none, reminder"),
        (mine().replace("{customers}", "{custmers}"), "play.mine", "there is no word '{custmers}'", "{customers}"),
        (mine().replace("{customers}", "{customers:99}"), "play.mine", "there is no word", "{customers}"),
        (mine().replace("{customers}", "{"), "play.mine", "expected '}'", "write a brace that is none as {{ or }}"),
        (mine().replace('"retain"', '"retian"'), "play.mine, tier", "'retian'", "did you mean 'retain'?"),
        (mine().replace('["One."]', "[]"), "creative", "[]", "one at least"),
        (mine().replace('"Mine."', '""'), "campaign", "''", "a text"),
        ("[channel.x]\nchannel = 'pigeon'\nwhen = {}\nwhy = 'w'", "channel.x, channel", "'pigeon'", "e-mail, SMS"),
        ("[plays.x]", "mine.toml", "there is no part 'plays'", "did you mean 'play'?"),
        ("[sector.zoo]", "sector", "there is no sector 'zoo'", "shop"),
        ("[sector.shop.kpi.back]\nusual = 2", "kpi.back", "'name' is missing", "add it"),
        ("play = 3", "mine.toml, play", "3", "a table"),
        ("[play", "mine.toml", "not valid TOML", "correct that line"),
    ],
)
def test_what_is_wrong_is_said_with_file_entry_and_what_to_do(text: str, where: str, found: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        read_playbook(text, where="mine.toml", features={"recency_days", "order_count"})
    assert error.value.where.startswith("mine.toml")
    assert where in error.value.where
    assert found in error.value.found
    assert said in f"{error.value.expected} {error.value.do}"


def test_a_book_that_leaves_a_segment_without_a_play_is_refused() -> None:
    text = mine().replace("play.mine", "play.ask")
    with pytest.raises(ConfigError, match="no play is for all others"):
        read_playbook(text)


def test_every_segment_has_a_play_and_a_channel_whatever_is_true_of_it() -> None:
    book = read_playbook()
    for facts in itertools.product(*WORDS.values()):
        known = dict(zip(WORDS, facts, strict=True))
        assert any(holds(play.when, known) for play in book.plays)
        assert any(holds(channel.when, known) for channel in book.channels)


def test_every_play_can_be_the_one() -> None:
    book = read_playbook()
    for place, play in enumerate(book.plays):
        facts = {name: words[0] for name, words in play.when.items()}
        assert holds(play.when, facts)
        assert next(one.name for one in book.plays if holds(one.when, facts)) == play.name, place


def test_every_text_can_be_said_in_every_sector() -> None:
    book = read_playbook()
    assert set(book.sectors) == {
        *("general", "shop", "software", "telecom", "bank", "travel", "health", "local_services"),
    }
    for sector in book.sectors.values():
        words = {**sector.words, FAVOURITE: "it"}
        for play in book.plays:
            for text in (play.goal, play.why, play.offer_why, play.campaign, *play.creative):
                assert "{" not in text.format(**words)


def test_what_is_printed_to_begin_with_is_a_playbook() -> None:
    assert read_playbook(shipped_text()) == read_playbook()
    assert tomllib.loads(shipped_text())["play"]


def test_the_playbook_of_the_guide_is_one() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guides" / "playbook.md").read_text(encoding="utf-8")
    (text,) = (block for block in re.findall(r"```toml\n(.*?)```", guide, re.S) if "[play." in block)
    assert read_playbook(text, features={"units_per_order"}).plays[0].name == "trade"
