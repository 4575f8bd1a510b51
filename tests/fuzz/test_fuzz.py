"""A short fuzz of every parser, without coverage: seeds, changed a little."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.targets import TARGETS, Target, feed
from shoal.errors import Refused

PIECES = (b'"', b'""', b",", b";", b"\n", b"\r", b"\r\n", b"\\", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"#",
          b"sep=;\n", b" ", b"\t", b"|", b"PAR1", b"\x1f\x8b", b"PK\x03\x04", b"9" * 40, b"\xe2\x80\x8b")  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """A seed with some bytes put in, taken out or repeated."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)))
        data = draw(
            st.sampled_from(
                (
                    data[:place] + piece + data[place:],
                    data[:place] + piece + data[place + length :],
                    data[:place] + data[place : place + length] * 3 + data[place + length :],
                    data[:place],
                )
            )
        )
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_a_parser_answers_or_refuses(name: str) -> None:
    target = TARGETS[name]

    @settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(data=st.one_of(changed(target.seeds()), st.binary(max_size=400)))
    def fuzz(data: bytes) -> None:
        feed(target, data)

    fuzz()


def test_what_is_no_refusal_is_a_finding() -> None:
    def broken(data: bytes) -> None:
        raise ZeroDivisionError(data)

    def refusing(_: bytes) -> None:
        raise Refused("no", where="x")

    with pytest.raises(ZeroDivisionError):
        feed(Target(broken, tuple), b"x")
    feed(Target(refusing, tuple), b"x")
