"""Parquet."""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from cases.case import Case, FileRefused, Right
from cases.shop import HEADER, LINES, spent

ALL = Right(spent(), rows=len(LINES))
COLUMNS: Mapping[str, tuple[str, ...]] = dict(zip(HEADER, zip(*LINES, strict=True), strict=True))
DAYS = [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in COLUMNS["ordered_at"]]
MIDNIGHTS = {unit: 10**power for unit, power in (("s", 0), ("ms", 3), ("us", 6), ("ns", 9))}


def written(changes: Mapping[str, object] | None = None, **options: object) -> bytes:
    """The shop as a Parquet file, with other columns or further ones."""
    out = io.BytesIO()
    pq.write_table(pa.table({**COLUMNS, **(changes or {})}), out, **options)
    return out.getvalue()


def instants(unit: str, zone: str | None) -> bytes:
    """The shop with times of a native type."""
    values = [int(day.timestamp()) * MIDNIGHTS[unit] for day in DAYS]
    return written({"ordered_at": pa.array(values, pa.timestamp(unit, zone))}, version="2.6")


def case(name: str, given_text: str, given: bytes, expect: Right | FileRefused) -> Case:
    return Case(f"parquet-{name}", given_text, given, expect, file="orders.parquet")


def left_out(column: str, why: str) -> Right:
    return Right(spent(), rows=len(LINES), says=(f"column '{column}' holds {why}",))


def only_lists() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"tags": [["a"], ["b"]]}), out)
    return out.getvalue()


# --- a footer by hand: the compact protocol of Thrift, as far as the bombs need it


def varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def integer(value: int) -> bytes:
    return varint((value << 1) ^ (value >> 63))


def element(name: bytes, n_children: int = 0) -> bytes:
    """An element of a schema: a group where it has children, else integers."""
    if n_children:
        return b"\x48" + varint(len(name)) + name + b"\x15" + integer(n_children) + b"\x00"
    return b"\x15\x02\x25\x00\x18" + varint(len(name)) + name + b"\x00"


def many(kind: int, n: int) -> bytes:
    return bytes([0xF0 | kind]) + varint(n)


def declared(schema: list[bytes], *, n_rows: int = 10, groups: bytes = b"\x0c", padding: int = 0) -> bytes:
    """A Parquet file that is a footer only."""
    footer = b"\x15\x04\x19" + many(0xC, len(schema)) + b"".join(schema) + b"\x16" + integer(n_rows) + b"\x19" + groups
    footer += b"\x00" + b"\x00" * padding
    return b"PAR1" + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def with_page_of(n_bytes: int) -> bytes:
    """The shop with a page that says it unpacks to so many bytes; the footer says nothing of it."""
    content = written({"ordered_at": pa.array(["2025-01-01"] * len(LINES))}, compression="gzip", use_dictionary=False)
    place = pq.read_metadata(io.BytesIO(content)).row_group(0).column(0).data_page_offset
    end = content.index(b"\x15", place + 3)  # type, size unpacked, size packed: the first three fields of the header
    old = content[place + 3 : end]
    new = integer(n_bytes)
    grown = bytearray(content[: place + 3] + new + content[end:])
    assert len(new) >= len(old)
    return bytes(grown)


def flat(n_columns: int) -> list[bytes]:
    return [element(b"schema", n_columns), *(element(b"c%d" % n) for n in range(n_columns))]


def without_place() -> bytes:
    """A row group of one column, which says that its pages begin at 0."""
    column = b"\x15\x02\x19\x15\x00\x19\x18\x02c0\x15\x00\x16\x14\x16\x00\x16\x00\x26\x00\x00"
    group = b"\x19\x1c\x26\x00\x1c" + column + b"\x00\x16\x00\x16\x14\x00"
    return declared(flat(1), groups=b"\x1c" + group)


WRONG_STATISTICS = zlib.decompress(base64.b85decode(
    "c-oa$O>7%Q6rQoY&f1AxJL#CUWWbbm724SGuK!UgI&R{))M*{7`Ds)Lj&0I3cAPp+Oe(<vAylDKAyg{hP*pu38u3%0hYCdq6%HIYAjAc!NC*yG"
    "096Q~iUZ=!tbgJksp=|kcjoQ;zW2R1GixP9(+V+=pE0?Nlf+F>KSHaL9wBtpr<i(>3g!n3fCa%qU}3NbSXAgSC_Yn<DUKA)Mw9@DDnacLB8WuD"
    "$Ph^p8!-~2D})C1;Fk2jZnr~>tDu8>3LAQn{jojj=v4msjq~qZ-}?O9pZ@ssKT!6Af!x+5fq*I7(s5~u2eKjsGkI2|+QBdZnKiS6VHZetp`g7-"
    "h=XV=3fZkN3d4JDb^@~qL`3aSgaN-R`aC|1XtyC%upz}FX+|XE7u-m-xRIZTrb8%Tv7rF5nNlbS@3|4l?Kd!0A&(F01+A_1Mm>t82g$r%`I1(z"
    "vG<U>Z#3gdTpLRMI+EHuaU%cB?0dyizrFa};Kkh16}BcKxvj5Pe!~zj15ov;L5~l}R3{XzT2UX2{i+K+Y(?zBrU7+-eTo9Lkf1Zd9-$qma4Ra("
    "1r_Be#n(hBN)si*RDBkEtq7)84aIy13;dqq7(R^gA&=??V!Yuloil6I20XA~%+1Olw2!CAY?7FH7rhAqPz&x#K4XNz#8=yEg(W<IvUmWS0y*Yq"
    "0U0&`L0+P^2oiXNWYln6$3wH44t?+WYx&2oo&NFs;9O|WYnNY##E+0YNr1A%yCRsa9=rM3O#$}3WUz%D`z5R$ivCfJRM(rjp5A}Re8TkBe&D+$"
    "kXITT;*QS6Hl5!a4q_3urPvqr`h3`iLKYE)Eut9ms=^=}p$J$MJYjE8h`=o2ivo%js`vmSn2=&O!7(z4idQx5Wg|F5CKLdV>J6Hn!q<fa-h#NG"
    "J%K+E`tgT?34a9kG58|(N&Jb>4@YVae<t+XZvwu<465HU7f=IUmFHD~w%b`TFkzCwWj*LJn~60^bi6l$jrDjL62KC)_IO#s%ba;vgfk<4*WnZb"
    "3LDv7rx0C?f?e$_l30J!968Wn7jI`CJ<sFZ4kF38mOY&>W{4G$zI{5WH@m)8DHZeO`K8=GlytGg%rBP8xelk9JM+2uOl7CLXSH0)t!G<&;@S1g"
    "N@c0C*@9nRS*pyhmY1^mnmeSE48>A857q0EL*NJ+B-3(!bABUJSkDs!!y!ozo;r^Kcm)0yIZ{rS^MZ_Aq|X^dMw_#x8lrQg9RKPZH+AwCSQguV"
    "0-Qt8ctmup&o+3BIPPMn(J4dAVEK1&HafuxUp6}a*2`A}d0W^1k?mx>r0dGKqm7(%%j|eVkl!@RH}3QK>CAA|*fm3aML7Lm82;p&ee##RT|XwB"
    "tncf)ccQ+goc3+(xQgYw7Wq@l&aX%(TdI2#ntOrM{cdz@8{~iN^7qy*C$f|EUf146_-<<MAhvTj{Y#Elv3zSlzBsV+ICc{&r;sy*8pMX~#M&0*"
    ")ZbvocUb;<w|r^$gB{Y2>`$=Vaik@8{PL(HC5w(b1UX$&A5Eu^&pfFeUg@4N%&v3vFr{>oYS&Rpt2DMq<CHGa!;9P(i%~kk1`v3JJDN|pvS6bV"
    "jNuF&qcmP+?yANJ^JBC&p!8%aJUm>5L3(V8%@h39WP>W+n8zv${-+Ck8Xr9{Jbd6Jlgg%}X)bE9nV(6CEjIB?Ppq)8lHSbBOrN7iI6gAG!SOMA"
    "nzrF-1DY$w*K#vcHPR}pH&F}a;dQ0)di_<cFJsOA(O8;4rrP*N*)5|^2kG&1peItQ)f215XWQbBay>J_)m%JU%@zx1<{-m(3P8#UxJ6jj_*hLu"
    "y}z_kTI_|~Onf~zUhw5L(PJ#%BEz%r$tms~Z}y)ys1mWw1vRal^iR?S79ToupL`|e+{hNwg=}$pc~*`4V5ji)Qrhw*+VUOdBBGmf<I|h7YGIi>"
    "CwP66tlNjV#H`l5*p8$%z9a2?EZ6ukCF@UbEX>q7CtIMD9z2L7_iCnmc0FJ5WLH-`nR2;Qb#LU$YfGgSw;J;Lyo&Pz{7`iLLxvtWTkxO9|3wK="
    "G5"
))  # fmt: skip
"""Found by fuzzing: statistics of levels whose size is wrong, at which a library ends the process."""

BROKEN = "damaged"
AGAIN = "copy or export the file again"
MONEY = pa.array([Decimal(price) for price in COLUMNS["unit_price"]], pa.decimal128(12, 2))
WIDE = pa.array([Decimal(price) for price in COLUMNS["unit_price"]], pa.decimal256(50, 2))
N = len(LINES)

CASES = (
    case("text", "a Parquet file of text", written(), ALL),
    *(
        case(f"{unit}{'-zone' if zone else ''}", f"instants in {unit}{' with a time zone' if zone else ''}",
             instants(unit, zone), ALL)
        for unit in MIDNIGHTS
        for zone in (None, "UTC")
    ),
    case("berlin", "instants with the zone Europe/Berlin", instants("us", "Europe/Berlin"), ALL),
    case("int96", "instants in the old INT96", written({"ordered_at": pa.array(DAYS, pa.timestamp("ns"))},
         use_deprecated_int96_timestamps=True), ALL),
    case("days", "days", written({"ordered_at": pa.array([date.fromisoformat(day) for day in COLUMNS["ordered_at"]])}),
         ALL),
    case("decimal", "prices as decimals", written({"unit_price": MONEY}), ALL),
    case("decimal256", "prices as decimals of 50 digits", written({"unit_price": WIDE}), ALL),
    case("dictionary", "keys as a dictionary", written({"customer_id": pa.array(COLUMNS["customer_id"])
         .dictionary_encode()}), ALL),
    case("small-integers", "quantities as unsigned bytes",
         written({"quantity": pa.array([int(n) for n in COLUMNS["quantity"]], pa.uint8())}), ALL),
    case("half-floats", "a column of half floats", written({"weight": pa.array([1.5] * N, pa.float16())}), ALL),
    case("list", "a column of lists", written({"tags": [["a", "b"]] * N}), left_out("tags", "lists or records")),
    case("record", "a column of records", written({"address": [{"city": "x"}] * N}),
         left_out("address", "lists or records")),
    case("map", "a column of maps", written({"more": pa.array([[("k", 1)]] * N, pa.map_(pa.string(), pa.int64()))}),
         left_out("more", "lists or records")),
    case("bytes", "a column of bytes", written({"picture": [b"\xff\xfe"] * N}), left_out("picture", "bytes, not text")),
    case("times", "a column of times of day", written({"at": pa.array([3600] * N, pa.time32("s"))}), ALL),
    case("nothing", "a column of nothing", written({"empty": pa.nulls(N)}), ALL),
    case("uuid", "a column of an extension type", written({"token": pa.array([b"0123456789abcdef"] * N, pa.uuid())}),
         ALL),
    case("row-number", "a column named file_row_number", written({"file_row_number": list(range(N))}), ALL),
    case("groups", "40 row groups", written(row_group_size=1), ALL),
    *(case(codec, f"packed with {codec}", written(compression=codec), ALL)
      for codec in ("none", "snappy", "gzip", "zstd", "lz4", "brotli")),
    case("only-lists", "nothing but lists", only_lists(), FileRefused("none of its columns holds single values")),
    case("no-rows", "a Parquet file without rows", declared(flat(3), n_rows=0), FileRefused("columns but no rows")),
    case("no-columns", "a Parquet file without columns", declared([element(b"schema")], n_rows=3),
         FileRefused("no columns")),
    case("fake", "a CSV file, named .parquet", b"a,b\n1,2\n" * 9,
         FileRefused("named .parquet, but it is no Parquet file", do="give it the name that it deserves")),
    case("cut", "a Parquet file that is cut off", written()[:-20], FileRefused("cut off", do=AGAIN)),
    case("only-magic", "nothing but PAR1", b"PAR1", FileRefused("cut off", do=AGAIN)),
    case("long-footer", "a footer longer than the file", b"PAR1" + b"\x07" * 90 + b"\xff\xff\xff\x7fPAR1",
         FileRefused(BROKEN, do=AGAIN)),
    case("encrypted", "an encrypted Parquet file", b"PARE" + b"\x07" * 90 + b"\x10\0\0\0PARE",
         FileRefused("encrypted", do="write it again in clear")),
    case("wrong-pages", "pages of zeros", written()[:40] + b"\0" * 200 + written()[240:],
         FileRefused(BROKEN, do=AGAIN)),
    case("wrong-footer", "a footer of wrong bytes", written()[:-60] + b"\xff" * 52 + written()[-8:],
         FileRefused(BROKEN, do=AGAIN)),
    case("names", "a column whose name is not UTF-8", declared([element(b"schema", 1), element(b"caf\xe9")]),
         FileRefused(BROKEN, do=AGAIN)),
    case("statistics", "statistics whose size is wrong", WRONG_STATISTICS, ALL),
    case("no-place", "a column whose pages begin nowhere", without_place(), FileRefused(BROKEN, do=AGAIN)),
    case("wide", "6,000 columns", declared(flat(6000)), FileRefused("6,000 columns", do="keep the columns")),
    case("deep", "columns nested 50,000 deep",
         declared([element(b"g", 1)] * 50_000 + [element(b"x")]), FileRefused("nested more than 32 deep")),
    case("rows-bomb", "a footer that declares 4,611,686,018,427,387,904 rows", declared(flat(2), n_rows=1 << 62),
         FileRefused("declares 4,611,686,018,427,387,904 rows")),
    case("groups-bomb", "a footer that declares a million row groups",
         declared(flat(2), groups=many(0xC, 1_000_000), padding=1_000_000), FileRefused("1,000,000 row groups")),
    case("footer-bomb", "a footer of 20 MB", declared(flat(2), padding=20 << 20),
         FileRefused("at the end of the Parquet file has 20 MB")),
    case("list-bomb", "a schema that declares more elements than it has bytes",
         b"PAR1" + (b"\x15\x04\x19" + many(0xC, 1 << 40)) + (10).to_bytes(4, "little") + b"PAR1",
         FileRefused(BROKEN, do=AGAIN)),
    case("page-bomb", "a page that says it unpacks to 2 GB", with_page_of((1 << 31) - 1),
         FileRefused("more than 200 times its size", do=AGAIN)),
)  # fmt: skip
