"""The proof: a person is planted in every file of a workspace, found there, erased, and found nowhere."""

import base64
import csv
import gzip
import hashlib
import html
import json
import sqlite3
import unicodedata
import zipfile
from datetime import date
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shoal.engine import DuckEngine
from shoal.errors import LeaseLost, WorkspaceError
from shoal.privacy.erase import ErasureReport, erase_from_folder
from shoal.privacy.forgotten import forgotten, remember
from shoal.privacy.own import own_of
from shoal.privacy.surrogate import keyed_hash, tombstone
from shoal.privacy.vault import find, keep, lookup, needles_of
from shoal.registry import publish
from shoal.store import Store

SECRET = b"0123456789abcdef0123456789abcdef"
EMAIL, PHONE, NAME = "joerg.mueller@beispiel.example", "+49 30 5550143", "Jörg Müller-Lüdenscheidt"
KEY, SHORT_KEY, TOWN = "KD-774411", "17", "Würzburg"
NEEDLES, KEYS = (EMAIL, PHONE, NAME), (KEY,)
OTHERS = [f"KD-{i:06}" for i in range(60)]


def normalise(text: str) -> str | None:
    return text.strip().removesuffix(".0").upper() or None


def people(engine: DuckEngine) -> tuple:
    """Sixty others, the person, and the person again under a short key; some others live in the same town."""
    ids = [*OTHERS, KEY, SHORT_KEY]
    identity = engine.register("identity", pa.table({"source_key": ids, "customer_id": ids}))
    rows = [(key, "email", f"c{i}@beispiel.example") for i, key in enumerate(OTHERS)]
    rows += [(key, "address", TOWN) for key in (*OTHERS[:5], KEY)]
    rows += [(KEY, "email", EMAIL.upper()), (KEY, "phone", PHONE), (KEY, "name", NAME), (SHORT_KEY, "email", EMAIL)]
    names = ("source_key", "field", "value")
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    return ids, identity, engine.register("identifiers", pa.table(columns))


def page() -> str:
    """Give a report with the person in its text, its markup, its data and its code."""
    rows = [{"customer_id": key, "mail": f"{key}@x.example", "note": "<b>"} for key in (*OTHERS, KEY)]
    data = json.dumps({"rows": rows, "top": [KEY, OTHERS[3]], "by": {KEY: 1, OTHERS[4]: 2}, "n": 17})
    packed = base64.b64encode(gzip.compress(f"id,mail\n{KEY},{EMAIL}\n".encode())).decode()
    entities = html.escape(NAME).replace("ö", "&ouml;")
    return f"""<!doctype html><html><head><style>p::before {{ content: "17"; }}</style></head><body>
<h1>17 customers</h1><p>Written for {entities}.</p>
<p>J&#246;rg M&#252;ller-L&#252;denscheidt</p>
<p title="{EMAIL}">{OTHERS[0]} and {KEY}</p><td>{KEY}</td><td>{OTHERS[1]}</td>
<a href="mailto:{quote(EMAIL, safe="")}">call {PHONE.replace(" ", "-")}</a>
<script type="application/json" id="data">{data.replace("<", chr(92) + "u003c")}</script>
<script>var who = {json.dumps(NAME)}, packed = "{packed}", k = 17;</script></body></html>
"""


def lines() -> list[str]:
    """Refused rows as JSON text: by key, by a key as a number, by e-mail, by name only; and those of others."""
    theirs = [
        {"CustomerID": KEY, "Quantity": "x"},
        {"CustomerID": 17, "Quantity": 3},
        {"who": f"<{EMAIL}>"},
        {"n": NAME},
    ]
    return [json.dumps(row) for row in theirs] + [
        json.dumps({"CustomerID": key, "Quantity": "17"}, ensure_ascii=False) for key in OTHERS[:7]
    ]


@pytest.fixture
def planted(store: Store, small: ModuleType) -> Path:
    """A workspace as runs leave it, and a few files that its users put there."""
    engine = DuckEngine(store.spill_folder)
    ids, identity, identifiers = people(engine)
    keep(store, identity, identifiers)
    documents = {
        "report.html": page(),
        "dictionary.md": f"# Features\n\nAsk {NAME} <{EMAIL}>.\n\n| order_count | 17 |\n",
        "profiles.csv": "segment,n_customers,town\nBig,17,Bonn\nSmall,60,Ulm\n",
        "shoal.toml": f"# {PHONE}\nseed = 17\n",
        "run.py": "import shoal\nseed = 17\n",
    }
    for n in (17, 18):  # two versions: the person is in both
        table, labels = small.tables(engine, ids, lambda i: i % 2)
        publish(store, table, labels, small.segmentation(31, 31, fingerprint=str(n)), documents=documents)
    rows = lines()
    engine.register("refused", pa.table({"source": ["orders.csv"] * len(rows), "row": range(len(rows)), "line": rows}))
    engine.write("SELECT * FROM refused", store.quarantine_folder / "0a1b.parquet")
    engine.close()
    of_another = store.spill_folder.with_name("another")
    of_another.mkdir()
    (of_another / "duckdb_temp.tmp").write_bytes(EMAIL.encode())
    own_files(store.folder)
    return store.folder


def own_files(folder: Path) -> None:
    """Write what users may have put into the workspace, in other encodings and wrappings."""
    semicolons = (
        f'CustomerID;Name;Menge\r\n{OTHERS[0]};Zoë;17\r\n{KEY};{NAME};2\r\n17;"x;\ny";3\r\n{OTHERS[1]};"a;\nb";17\r\n'
    )
    (folder / "german.csv").write_bytes(semicolons.encode("cp1252"))
    (folder / "wide.txt").write_text(f"{OTHERS[2]}\n{NAME}\n", encoding="utf-16")
    with gzip.open(folder / "old.csv.gz", "wt", encoding="utf-8") as file:
        file.write(f"customer_id,mail\n{KEY},{EMAIL}\n{OTHERS[2]},a@b.example\n")
    with zipfile.ZipFile(folder / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner/rows.jsonl", f'{{"customer_id": "{KEY}"}}\n{{"customer_id": "{OTHERS[5]}"}}\n')
        archive.writestr("note.md", f"{PHONE} called")
    with sqlite3.connect(folder / "notes.sqlite") as connection:
        connection.execute("CREATE TABLE notes (customer_id INTEGER, note TEXT)")
        notes = [(17, "hers"), (18, "17"), (19, EMAIL.title()), (20, json.dumps({"ask": NAME, "n": 17}))]
        connection.executemany("INSERT INTO notes VALUES (?, ?)", notes)
    connection.close()
    table = pa.table({"CustomerID": [17.0, 18.0], "total": [18.0, 17.0], "tags": [["a"], ["b", "17"]]})
    pq.write_table(table, folder / "floats.parquet")


def erase(folder: Path, store: Store) -> ErasureReport:
    needles = needles_of(store, [KEY, SHORT_KEY])
    columns = frozenset({"customer_id", "source_key", "CustomerID"})
    return erase_from_folder(folder, needles, frozenset({KEY, SHORT_KEY}), normalise=normalise, key_columns=columns)


def places(found: dict[str, list[str]], mark: str) -> set[str]:
    return {place.split(" ")[0] for place in found[mark]}


def test_the_decoder_sees_every_hiding_place(planted: Path, decoder: ModuleType) -> None:
    """The positive control: without it, finding nothing would prove nothing."""
    found = decoder.find(planted, NEEDLES, KEYS)
    state = ".shoal/state.sqlite"
    assert places(found, EMAIL) >= {state, "report.html", "dictionary.md", "old.csv.gz", "notes.sqlite"}
    assert places(found, EMAIL) >= {".shoal/quarantine/0a1b.parquet", ".shoal/spill/another/duckdb_temp.tmp"}
    assert places(found, NAME) >= {state, "report.html", "german.csv", "wide.txt", ".shoal/quarantine/0a1b.parquet"}
    assert places(found, PHONE) >= {state, "report.html", "shoal.toml", "export.zip"}
    tables = {"assignments.parquet", "assignments.csv", "features.parquet"}
    assert places(found, KEY) >= {state, "report.html", "german.csv", "old.csv.gz", "export.zip", *tables}
    assert any(place.endswith("base64 > gzip") for place in found[EMAIL])
    assert len([place for place in found[KEY] if place.startswith(".shoal/versions/")]) >= 8


@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_the_decoder_reads_every_form(tmp_path: Path, decoder: ModuleType, before: str) -> None:
    """One file per form; each must be seen, whatever stands before the needle."""
    text = f"{before}{EMAIL}, {NAME}, {PHONE}."
    forms = {
        "base64": base64.b64encode(text.encode()),
        "binary64": b"\0\xff" + base64.b64encode(text.encode()),
        "hex": text.encode().hex().encode(),
        "url": quote(text, safe="").encode(),
        "json": json.dumps([text]).encode(),
        "entities": text.encode("ascii", "xmlcharrefreplace"),
        "utf16": text.encode("utf-16"),
        "utf16_big": b"\0\0" + text.encode("utf-16-be"),
        "latin": text.encode("latin-1"),
        "upper": text.upper().encode(),
        "apart": unicodedata.normalize("NFD", text).encode(),
        "gzip": gzip.compress(gzip.compress(text.encode())),
        "lines": text.replace(" ", "\n").encode(),
    }
    for name, data in forms.items():
        (tmp_path / name).write_bytes(data)
    for mark in NEEDLES:
        (tmp_path / f"hash_{len(mark)}").write_bytes(hashlib.sha256(mark.lower().encode()).hexdigest().encode())
    found = decoder.find(tmp_path, NEEDLES)
    for mark in NEEDLES:
        assert places(found, mark) >= {*forms, f"hash_{len(mark)}"}
    assert not any(decoder.find(tmp_path, ("somebody@else.example", "+49 40 1234567"), ("KD-000001",)).values())


def test_after_the_erasure_nothing_is_found(planted: Path, store: Store, decoder: ModuleType) -> None:
    report = erase(planted, store)
    found = decoder.find(planted, NEEDLES, KEYS)
    assert found == {mark: [] for mark in (*NEEDLES, *KEYS)}
    assert report.left == {}
    assert list(report.files) == sorted(report.files)
    assert {"assignments.csv", "report.html", ".shoal/state.sqlite", "export.zip"} <= set(report.files)
    assert not {"profiles.csv", "run.py", "quality.json"} & set(report.files)
    # Once more finds nothing to do, but for the database that is always looked through.
    assert erase(planted, store) == ErasureReport((), 0, {})


def test_everybody_else_is_still_there(planted: Path, store: Store) -> None:
    before = {path: path.read_bytes() for path in planted.rglob("*") if path.is_file()}
    erase(planted, store)
    for folder in (planted, *(planted / version.folder for version in store.versions("main"))):
        assert sorted(pq.read_table(folder / "assignments.parquet")["customer_id"].to_pylist()) == OTHERS
        assert sorted(pq.read_table(folder / "features.parquet")["customer_id"].to_pylist()) == OTHERS
        with (folder / "assignments.csv").open(newline="", encoding="utf-8") as file:
            assert sorted(row["customer_id"] for row in csv.DictReader(file)) == OTHERS
        kept = (folder / "assignments.csv").read_bytes().splitlines(keepends=True)
        assert set(kept) < set(before[folder / "assignments.csv"].splitlines(keepends=True))
        # A key of two digits is no reason to touch a figure.
        assert (folder / "profiles.csv").read_bytes() == before[folder / "profiles.csv"]
        assert "| order_count | 17 |" in (folder / "dictionary.md").read_text()
        assert "seed = 17" in (folder / "shoal.toml").read_text()
    assert find(store, TOWN) == tuple(OTHERS[:5])
    assert find(store, "c7@beispiel.example") == (OTHERS[7],)
    assert lookup(store, KEY) == lookup(store, SHORT_KEY) == {}
    quarantine = pq.read_table(planted / ".shoal/quarantine/0a1b.parquet")
    assert quarantine["line"].to_pylist() == lines()[4:]
    assert (planted / "german.csv").read_bytes() == (
        f'CustomerID;Name;Menge\r\n{OTHERS[0]};Zoë;17\r\n{OTHERS[1]};"a;\nb";17\r\n'.encode("cp1252")
    )
    assert pq.read_table(planted / "floats.parquet").to_pylist() == [
        {"CustomerID": 18.0, "total": 17.0, "tags": ["b", "17"]}
    ]
    with zipfile.ZipFile(planted / "export.zip") as archive:
        assert archive.read("inner/rows.jsonl").decode() == f'{{"customer_id": "{OTHERS[5]}"}}\n'
    with sqlite3.connect(planted / "notes.sqlite") as connection:
        rows = connection.execute("SELECT * FROM notes").fetchall()
    connection.close()
    assert rows == [(18, "17"), (20, '{"ask": "[removed]", "n": 17}')]


def test_the_page_still_works(planted: Path, store: Store) -> None:
    erase(planted, store)
    text = (planted / "report.html").read_text()
    assert '<style>p::before { content: "17"; }</style>' in text
    assert "<h1>17 customers</h1>" in text
    assert f"<td>[removed]</td><td>{OTHERS[1]}</td>" in text
    assert "k = 17;</script></body></html>\n" in text
    start = text.index('id="data">') + len('id="data">')
    payload = text[start : text.index("</script>", start)]
    assert "<" not in payload
    data = json.loads(payload)
    assert [row["customer_id"] for row in data["rows"]] == OTHERS
    assert data["rows"][0]["note"] == "<b>"
    assert data["top"] == ["[removed]", OTHERS[3]]
    assert (data["by"], data["n"]) == ({OTHERS[4]: 2}, 17)


def test_versions_keep_their_id_and_their_checksums_are_right(planted: Path, store: Store) -> None:
    before = store.versions("main")
    erase(planted, store)
    assert store.versions("main") == before
    for version in before:
        store.verify(version)
        assert "next" not in (planted / version.folder / "manifest.json").read_text()


@pytest.mark.parametrize("n_written", [0, 1, 3])
def test_an_erasure_that_was_stopped_is_finished_by_the_next(
    planted: Path, store: Store, decoder: ModuleType, monkeypatch: pytest.MonkeyPatch, n_written: int
) -> None:
    """Wherever it stops, every version still verifies."""
    from shoal.store import manifest

    class Killed(BaseException):
        pass

    amend, calls = manifest._amend, []

    def die(*args: object, **changes: object) -> None:
        calls.append(args)
        if len(calls) > n_written:
            raise Killed
        amend(*args, **changes)

    with monkeypatch.context() as crash:
        crash.setattr(manifest, "_amend", die)
        with pytest.raises(Killed):
            erase(planted, store)
    for version in store.versions("main"):
        store.verify(version)
    columns = frozenset({"customer_id", "CustomerID"})
    keys = frozenset({KEY, SHORT_KEY})
    erase_from_folder(planted, frozenset(NEEDLES), keys, normalise=normalise, key_columns=columns)
    assert decoder.find(planted, NEEDLES, KEYS) == {mark: [] for mark in (*NEEDLES, *KEYS)}
    for version in store.versions("main"):
        store.verify(version)


def test_a_customer_under_a_keyed_hash_is_erased_and_kept_out(
    store: Store, small: ModuleType, decoder: ModuleType
) -> None:
    engine = DuckEngine(store.spill_folder)
    surrogate = keyed_hash(SECRET, EMAIL)
    ids = [surrogate, *(keyed_hash(SECRET, f"{key}@x.example") for key in OTHERS)]
    table, labels = small.tables(engine, ids, lambda i: i % 2)
    publish(store, table, labels, small.segmentation(31, 30), documents={})
    engine.close()
    assert decoder.find(store.folder, (EMAIL,), (surrogate,))[surrogate]
    erase_from_folder(store.folder, frozenset({EMAIL}), frozenset({surrogate}), normalise=normalise)
    assert decoder.find(store.folder, (EMAIL,), (surrogate,)) == {EMAIL: [], surrogate: []}
    remember(store, SECRET, [EMAIL], on=date(2026, 1, 2))
    assert forgotten(store) == {tombstone(SECRET, EMAIL)}
    assert decoder.find(store.folder, (), (surrogate,)) == {surrogate: []}  # the tombstone is not the id
    assert erase_from_folder(store.folder, frozenset({EMAIL}), frozenset(), normalise=normalise).files == ()
    assert len(forgotten(store)) == 1


def test_what_cannot_be_changed_is_named(store: Store) -> None:
    (store.folder / "photo.bin").write_bytes(b"\0\1\2" + EMAIL.upper().encode("utf-16-le"))
    (store.folder / f"{EMAIL}.txt").write_text("hello")
    (store.folder / "broken.parquet").write_bytes(b"PAR1 and no more")
    (store.folder / "broken.gz").write_bytes(b"\x1f\x8b\x08 and no more")
    (store.folder / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    report = erase_from_folder(store.folder, frozenset({EMAIL}), frozenset(), normalise=normalise)
    assert set(report.left) == {"photo.bin", f"{EMAIL}.txt", "broken.parquet", "broken.gz", "broken.zip"}
    assert all(report.left.values())


def test_another_writer_is_waited_for_in_words(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from shoal.privacy import erase_tables

    monkeypatch.setattr(erase_tables, "WAIT_MS", 1)
    with store.writing(), pytest.raises(WorkspaceError, match="another shoal is writing"):
        erase_from_folder(store.folder, frozenset({EMAIL}), frozenset(), normalise=normalise)


@pytest.mark.parametrize("key", ["main", "segmentation", "weighted", "segments.json"])
def test_a_customer_named_like_a_word_of_ours_takes_none_of_them_along(
    store: Store, small: ModuleType, key: str
) -> None:
    engine = DuckEngine(store.spill_folder)
    table, labels = small.tables(engine, [*OTHERS, key], lambda i: i % 2)
    result = json.dumps({"segmentation": {"name": "main"}, "weighted": [{"name": key, "id": 17}]})
    publish(store, table, labels, small.segmentation(31, 30), documents={"more.json": result, "page.html": f"<b>{key}"})
    engine.close()
    before = store.versions("main")
    documents = {path: path.read_bytes() for path in store.folder.rglob("*.json") if path.name != "manifest.json"}
    (store.folder / "notes.json").write_text(json.dumps({"segmentation": [key, "KD-000001"]}))
    keys = frozenset({key, key.upper(), "17"})
    report = erase_from_folder(
        store.folder,
        frozenset(),
        keys,
        normalise=normalise,
        key_columns=frozenset({"customer_id", "name", "id"}),  # of the sources: no customer stands in ours
        own=own_of(store.folder, before),
    )
    assert report.left == {}
    assert store.versions("main") == before
    assert {path: path.read_bytes() for path in documents} == documents
    for version in before:
        store.verify(version)
        assert (
            key not in pq.read_table(store.folder / version.folder / "assignments.parquet")["customer_id"].to_pylist()
        )
    assert key not in (store.folder / "notes.json").read_text().partition("[")[2]  # that one is the user's
    assert f"\n{key}," not in (store.folder / "assignments.csv").read_text()


def test_without_knowing_our_words_they_would_go(store: Store, small: ModuleType) -> None:
    """The check above can fail."""
    engine = DuckEngine(store.spill_folder)
    table, labels = small.tables(engine, [*OTHERS, "main"], lambda i: i % 2)
    publish(store, table, labels, small.segmentation(31, 30), documents={})
    engine.close()
    erase_from_folder(store.folder, frozenset(), frozenset({"MAIN"}), normalise=normalise)
    assert '"name": "main"' not in (store.folder / "segments.json").read_text()


@pytest.mark.parametrize("kind", ["notes.csv", "notes.json", "notes.txt", "notes.csv.gz", "notes.parquet"])
def test_who_loses_the_lease_while_a_file_is_rewritten_replaces_nothing(tmp_path: Path, kind: str) -> None:
    table = pa.table({"customer_id": [KEY, OTHERS[1]]})
    path = tmp_path / kind
    if kind.endswith(".parquet"):
        pq.write_table(table, path)
    elif kind.endswith(".gz"):
        path.write_bytes(gzip.compress(f"customer_id\n{KEY}\n{OTHERS[1]}\n".encode()))
    else:
        path.write_text({"notes.json": json.dumps([KEY])}.get(kind, f"customer_id\n{KEY}\n{OTHERS[1]}\n"))
    before, asked = path.read_bytes(), []

    def fence() -> None:
        asked.append(1)
        if len(asked) > 1:  # the lease goes after the file was looked at, and before it is replaced
            raise LeaseLost("taken over")

    with pytest.raises(LeaseLost):
        erase_from_folder(tmp_path, frozenset(), frozenset({KEY}), normalise=normalise, fence=fence)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [kind]


def test_who_loses_the_lease_deletes_no_row_of_a_database(store: Store) -> None:
    before, asked = store.state_path.read_bytes(), []

    def fence() -> None:
        asked.append(1)
        if len(asked) > 1:
            raise LeaseLost("taken over")

    with pytest.raises(LeaseLost):
        erase_from_folder(store.folder, frozenset({EMAIL}), frozenset({KEY}), normalise=normalise, fence=fence)
    assert store.state_path.read_bytes() == before
