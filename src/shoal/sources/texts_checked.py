"""Texts: rated, measured and forgotten; each with the reason why it is refused, if it is."""

from __future__ import annotations

import pyarrow as pa

from shoal.sources.keys import text_sql
from shoal.sources.kind_words import TICKET
from shoal.sources.orders import Clock
from shoal.sources.record_sql import RecordSql, number_reasons
from shoal.sources.tone import tone
from shoal.sources.vocabulary import ID, has
from shoal.terms import Engine, Loaded, Relation, Role, SourceSpec
from shoal.terms.names import words_of

TEXT_COLUMNS = (
    "source_key", "occurred_at", "occurred_on", "is_contact", "product", "topic", "channel", "rating", "ended_at",
    "n_letters", "tone",
)  # fmt: skip
"""The columns of the texts, in order."""

_AT_ONCE = 100_000
"""So many texts are measured at a time."""


def check_texts(engine: Engine, name: str, loaded: Loaded, spec: SourceSpec, clock: Clock) -> Relation:
    """Type every row of a source of texts, and give each its ``shoal_reason`` (NULL where it is sound).

    Of what was written only its length and its tone stay. A contact that was closed after records are known is still
    open, and what was thought of its answer is not known.

    Parameters
    ----------
    engine : Engine
    name : str
        Of the relation to make.
    loaded : Loaded
    spec : SourceSpec
    clock : Clock

    Returns
    -------
    Relation
        ``shoal_row``, `TEXT_COLUMNS`, ``shoal_reason``, ``row_hash``.
    """
    sql = RecordSql(loaded, spec, clock)
    at, end = sql.moment(Role.OCCURRED_AT), sql.moment(Role.ENDED_AT)
    is_contact = _is_of_contacts(loaded, spec)
    has_time = spec.column(Role.OCCURRED_AT) is not None
    text = _text(spec)
    tones = _tones(engine, f"{name}_tones", text, loaded)
    typed = f"""SELECT shoal_row, source_key, {sql.is_damaged} AS is_damaged,
        {sql.blank(Role.OCCURRED_AT)} AS no_time, {at.at} AS occurred_at, {at.on} AS occurred_on, {at.is_day} AS is_day,
        {end.at} AS ended_at, {sql.key(Role.PRODUCT)} AS product, lower({sql.text(Role.TOPIC)}) AS topic,
        lower({sql.text(Role.CHANNEL)}) AS channel, {sql.number(Role.RATING)} AS rating,
        {sql.blank(Role.RATING)} AS no_rating, {text} AS words, {sql.row_hash} AS row_hash
        FROM {sql.rows}"""
    is_open = f"coalesce({sql.later('t.ended_at', 'false')}, false)"
    times = sql.time_reasons("t.no_time", "t.occurred_at", "t.is_day") if has_time else ""
    relation = engine.create(
        name,
        f"""SELECT t.shoal_row, t.source_key, t.occurred_at, t.occurred_on, {str(is_contact).lower()} AS is_contact,
        t.product, t.topic, t.channel, CASE WHEN NOT {is_open} THEN t.rating END AS rating,
        CASE WHEN NOT {is_open} THEN t.ended_at END AS ended_at, CAST(length(t.words) AS BIGINT) AS n_letters, m.tone,
        CASE WHEN t.source_key IS NULL THEN 'customer_missing'
             WHEN t.is_damaged THEN 'customer_damaged'
             {times}
             {number_reasons("t.rating", "t.no_rating")} END AS shoal_reason, t.row_hash
        FROM ({typed}) t LEFT JOIN {tones.name} m ON m.text_hash = hash(t.words)""",
        step=f"check {loaded.path}",
    )
    engine.drop(tones.name)
    return relation


def _is_of_contacts(loaded: Loaded, spec: SourceSpec) -> bool:
    """Say whether somebody asked for help: it was about something, it was closed, or it has the number of a ticket."""
    if spec.column(Role.ENDED_AT) or spec.column(Role.TOPIC):
        return True
    return any(has(words, ID) and has(words, TICKET) for words in map(words_of, loaded.columns))


def _text(spec: SourceSpec) -> str:
    """Write what was written, all columns of it one after another; empty where there is nothing."""
    columns = [f"coalesce({text_sql(column.name)}, '')" for column in spec.having(Role.TEXT)]
    return f"trim(concat_ws(' ', {', '.join(columns)}))" if columns else "''"


def _tones(engine: Engine, name: str, text: str, loaded: Loaded) -> Relation:
    """Measure the tone of each different text, once: ``text_hash``, ``tone``.

    The texts come out of the engine a part at a time, so that they need not all be in memory at once.
    """
    n_parts = 1 + loaded.relation.count() // _AT_ONCE
    parts: list[pa.Table] = []
    for part in range(n_parts):
        texts = engine.arrow(
            f"""SELECT DISTINCT hash(words) AS text_hash, words
            FROM (SELECT {text} AS words FROM {loaded.relation.name})
            WHERE words <> '' AND hash(words) % {n_parts} = {part} ORDER BY words""",
            step=f"texts of {loaded.path}",
        )
        tones = pa.array([tone(words.as_py()) for words in texts.column("words")], pa.float64())
        parts.append(pa.table({"text_hash": texts.column("text_hash"), "tone": tones}))
    return engine.register(name, pa.concat_tables(parts))
