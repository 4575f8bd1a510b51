"""Reading a playbook: shoal's own, and over it one that a person wrote."""

from __future__ import annotations

import importlib.resources
import string
import tomllib
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, TypeVar

from shoal.errors import ConfigError, closest
from shoal.interpret.facts import OF_A_FEATURE, WORDS
from shoal.interpret.playbook import ChannelRule, Kpi, Playbook, PlayRule, ProductRule, Sector, When
from shoal.terms import CHANNELS

Rule = TypeVar("Rule", PlayRule, ChannelRule, ProductRule)

OWN = "playbook.toml"
TIERS = ("trial", "nurture", "retain", "win back")
UNITS, BETTER = ("share", "money"), ("higher", "lower")
TIER = "tier"
"""What channels may ask for besides facts: the tier of the play."""

FAVOURITE = "favourite"
"""What a text may name besides the words of the sector: what a segment buys most."""

_FIELDS: Mapping[str, Mapping[str, type]] = {
    "play": {
        "when": dict, "tier": str, "goal": str, "why": str, "offer": str, "offer_why": str, "creative": list,
        "campaign": str, "kpi": str,
    },
    "channel": {"channel": str, "when": dict, "why": str},
    "product": {"when": dict, "text": str},
    "sector": {"about": str, "words": dict, "offers": dict, "kpi": dict},
    "kpi": {"name": str, "how": str, "unit": str, "usual": float, "better": str},
}  # fmt: skip
_SAID = {str: "a text", list: "a list of texts", dict: "a table", float: "a number"}


@cache
def shipped_text() -> str:
    """Give the text of shoal's own playbook."""
    return (importlib.resources.files("shoal.interpret") / OWN).read_text(encoding="utf-8")


def read_playbook(text: str = "", *, where: str = OWN, features: Collection[str] | None = None) -> Playbook:
    """Read the playbook of a person over that of shoal; plays, channels and hints of theirs come first.

    What stands in both is theirs: an entry as a whole, a word, an offer or a KPI of a sector by itself.

    Parameters
    ----------
    text : str
        TOML; empty for shoal's own alone.
    where : str
        Its file, for messages.
    features : collection of str or None
        The features that conditions of theirs may be on; None lets every name pass.

    Raises
    ------
    ConfigError
        If it is no TOML, or an entry lacks a field, has one that is not known, or a value that it cannot have.

    Examples
    --------
    >>> read_playbook().plays[-1].name, read_playbook().sectors["health"].words["customers"]
    ('ask', 'patients')
    """
    book, theirs = tomllib.loads(shipped_text()), _parsed(text, where)
    if theirs:
        book = _over(theirs, book, where)

    def entries(part: str, read: Callable[[str, Any, str, Collection[str] | None], Rule]) -> tuple[Rule, ...]:
        # What shoal's own entries ask for is there or not, by the data; of theirs a name may be mistyped.
        own = theirs.get(part, {})
        return tuple(
            read(name, entry, f"{where}, {part}.{name}", features if name in own else None)
            for name, entry in book[part].items()
        )

    sectors = {name: _sector(name, each, f"{where}, sector.{name}") for name, each in book["sector"].items()}
    rules = entries("play", _play), entries("channel", _channel), entries("product", _product)
    return _checked(Playbook(*rules, sectors), where)


def _parsed(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", do="correct that line", where=where) from error


def _over(theirs: Mapping[str, Any], ours: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Lay a person's playbook over shoal's: their entries first, then those of ours that they do not have."""
    _refuse_unknown(theirs, ours, where, "part")
    both: dict[str, Any] = {}
    for part, own in ours.items():
        given = _table(theirs.get(part, {}), f"{where}, {part}")
        if part == "sector":
            _refuse_unknown(given, own, f"{where}, sector", "sector")
            both[part] = {
                name: _merged(one, given.get(name, {}), f"{where}, sector.{name}") for name, one in own.items()
            }
        else:
            both[part] = {**given, **{name: one for name, one in own.items() if name not in given}}
    return both


def _merged(own: Mapping[str, Any], given: Any, where: str) -> dict[str, Any]:
    _refuse_unknown(_table(given, where), _FIELDS["sector"], where, "field")
    return {
        name: {**value, **_table(given.get(name, {}), f"{where}.{name}")}
        if isinstance(value, Mapping)
        else given.get(name, value)
        for name, value in own.items()
    }


def _play(name: str, entry: Any, where: str, features: Collection[str] | None) -> PlayRule:
    _refuse_wrong(entry, "play", where)
    _refuse_other(entry["tier"], TIERS, f"{where}, tier")
    creative = entry["creative"]
    if not creative or not all(isinstance(hint, str) for hint in creative):
        raise ConfigError(f"{creative!r}", expected="a list of texts, one at least", where=f"{where}, creative")
    return PlayRule(
        name=name,
        when=_when(entry["when"], f"{where}, when", features),
        tier=entry["tier"],
        goal=entry["goal"],
        why=entry["why"],
        offer=entry["offer"],
        offer_why=entry["offer_why"],
        creative=tuple(creative),
        campaign=entry["campaign"],
        kpi=entry["kpi"],
    )


def _channel(name: str, entry: Any, where: str, features: Collection[str] | None) -> ChannelRule:
    _refuse_wrong(entry, "channel", where)
    _refuse_other(entry["channel"], CHANNELS, f"{where}, channel")
    when = _when(entry["when"], f"{where}, when", features, also={TIER: TIERS})
    return ChannelRule(name, entry["channel"], when, entry["why"])


def _product(name: str, entry: Any, where: str, features: Collection[str] | None) -> ProductRule:
    _refuse_wrong(entry, "product", where)
    return ProductRule(name, _when(entry["when"], f"{where}, when", features), entry["text"])


def _sector(name: str, entry: Mapping[str, Any], where: str) -> Sector:
    _refuse_wrong(entry, "sector", where)
    for part in ("words", "offers"):
        for key, value in entry[part].items():
            if not isinstance(value, str):
                raise ConfigError(f"{value!r}", expected="a text", where=f"{where}, {part}.{key}")
    return Sector(
        name,
        entry["about"],
        entry["words"],
        entry["offers"],
        {key: _kpi(one, f"{where}, kpi.{key}") for key, one in entry["kpi"].items()},
    )


def _kpi(entry: Any, where: str) -> Kpi:
    _refuse_wrong(entry, "kpi", where)
    _refuse_other(entry["unit"], UNITS, f"{where}, unit")
    _refuse_other(entry["better"], BETTER, f"{where}, better")
    usual = float(entry["usual"])
    if entry["unit"] == "share" and not 0 < usual < 1:
        raise ConfigError(f"{usual:g}", expected="a share above 0 and below 1", where=f"{where}, usual")
    return Kpi(entry["name"], entry["how"], entry["unit"], usual, entry["better"])


def _when(
    entry: Mapping[str, Any],
    where: str,
    features: Collection[str] | None,
    also: Mapping[str, tuple[str, ...]] | None = None,
) -> When:
    """Read conditions: each on a fact that there is, with words that it may have."""
    words = {**WORDS, **(also or {})}
    found = {}
    for fact, value in entry.items():
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not listed:
            raise ConfigError(f"{value!r}", expected="a word, or a list of words", where=f"{where}.{fact}")
        feature = fact.partition(" = ")[0]
        if fact not in words and features is not None and feature not in features:
            known = (*words, *features)
            raise ConfigError(
                f"there is no feature '{feature}'",
                expected=f"{', '.join(words)}, or a feature of features.parquet",
                do=closest(feature, known),
                where=where,
            )
        for word in listed:
            _refuse_other(word, words.get(fact, OF_A_FEATURE), f"{where}.{fact}")
        found[fact] = tuple(listed)
    return found


def _checked(book: Playbook, where: str) -> Playbook:
    """Refuse texts, offers and KPIs that some sector cannot say; and a book that leaves a segment without a play."""
    for sector in book.sectors.values():
        for play in book.plays:
            at = f"{where}, play.{play.name}"
            _refuse_other(play.offer, tuple(sector.offers), f"{at}, offer")
            _refuse_other(play.kpi, tuple(sector.kpis), f"{at}, kpi")
            for text in (play.goal, play.why, play.offer_why, play.campaign, *play.creative):
                _refuse_braces(text, sector, at)
        for channel in book.channels:
            _refuse_braces(channel.why, sector, f"{where}, channel.{channel.name}")
        for product in book.products:
            _refuse_braces(product.text, sector, f"{where}, product.{product.name}")
    for what, rules in (("play", book.plays), ("channel", book.channels)):
        if not any(not rule.when for rule in rules):
            raise ConfigError(
                f"no {what} is for all others",
                expected=f"one {what} at least with when = {{}}",
                do="add one, or take back what replaced shoal's own",
                where=where,
            )
    return book


def _refuse_braces(text: str, sector: Sector, where: str) -> None:
    known = (*sector.words, FAVOURITE)
    try:
        parts = [(name, form, how) for _, name, form, how in string.Formatter().parse(text) if name is not None]
    except ValueError as error:
        raise ConfigError(
            f"'{text}': {error}", expected="{word}", do="write a brace that is none as {{ or }}", where=where
        ) from error
    for name, form, how in parts:
        if name not in known or form or how:
            raise ConfigError(
                f"'{text}': there is no word '{{{name}{form}}}'",
                expected="one of " + ", ".join(f"{{{one}}}" for one in known),
                do=closest(name, known),
                where=where,
            )


def _refuse_wrong(entry: Any, kind: str, where: str) -> None:
    """Refuse an entry that is no table, lacks a field, has an unknown one or one of the wrong type."""
    fields = _FIELDS[kind]
    _refuse_unknown(_table(entry, where), fields, where, "field")
    for name, type_ in fields.items():
        if name not in entry:
            raise ConfigError(
                f"'{name}' is missing",
                expected=f"{name} = {_SAID[type_]}",
                do="add it; `shoal segments playbook` prints entries that are complete",
                where=where,
            )
        value = entry[name]
        is_right = isinstance(value, (int, float) if type_ is float else type_) and not isinstance(value, bool)
        if not is_right or (type_ is str and not value.strip()):
            raise ConfigError(f"{value!r}", expected=_SAID[type_], where=f"{where}, {name}")


def _refuse_unknown(entry: Mapping[str, Any], known: Collection[str], where: str, what: str) -> None:
    for name in entry:
        if name not in known:
            raise ConfigError(
                f"there is no {what} '{name}'",
                expected="one of " + ", ".join(known),
                do=closest(name, known),
                where=where,
            )


def _refuse_other(value: Any, known: tuple[str, ...], where: str) -> None:
    if value not in known:
        raise ConfigError(
            f"'{value}'", expected="one of " + ", ".join(known), do=closest(str(value), known), where=where
        )


def _table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ConfigError(f"{value!r}", expected="a table", where=where)
    return value
